import { mastersOf } from "../../../topology/queries.ts";
import type { FollowNode } from "../node.ts";
import { writeMark } from "./mark.ts";

/** Writes marks while this node takes writes. */
export interface Marking {
  turn(): Promise<void>;
}

/** A master before this one in the topology counts as writing them if it was seen to take writes. */
export function keepMarking(node: FollowNode): Marking {
  const { clock, log, star } = node.options;
  let writtenMs = Number.NEGATIVE_INFINITY;
  const isFirst = (): boolean => {
    const names = mastersOf(star()).map((master) => master.node.name);
    const before = names.slice(0, Math.max(0, names.indexOf(node.name)));
    return before.every((name) => node.masters.seen(name, "", Number.POSITIVE_INFINITY).state !== "ready");
  };
  return {
    async turn() {
      if (clock.monotonicMs() - writtenMs < node.settings.markMs || !isFirst()) return;
      writtenMs = clock.monotonicMs();
      try {
        await writeMark(node.local, node.name, clock.nowMs(), node.settings.keptMarks);
      } catch (thrown) {
        log.debug({ err: thrown }, "a mark was not written; another master was quicker, or the cluster takes no writes");
      }
    },
  };
}
