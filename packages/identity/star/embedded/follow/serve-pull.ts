import { answerPull } from "../decide/answer-pull.ts";
import { readCount, readMark, writeChange } from "../messages/read.ts";
import { answer } from "../messages/subjects.ts";
import type { EmbeddedNode } from "../node/node.ts";
import type { Confirmations } from "../write/confirmations.ts";

const LONGEST_POLL_MS = 10_000;
const PAGE = { count: 500, bytes: 1 << 20 };

/** Gives changes to those that follow; one that has all of them is answered when there are more, or when its time is over. */
export function servePulls(node: EmbeddedNode, confirmations: Confirmations): void {
  answer(node, "pull", async (fields, from) => {
    const have = readMark(fields.have);
    const waitMs = Math.min(readCount(fields.waitMs, "waitMs"), LONGEST_POLL_MS);
    const upTo = fields.upTo === undefined ? Number.MAX_SAFE_INTEGER : readCount(fields.upTo, "upTo");
    if (have !== null) confirmations.heard(from.node, have);
    const untilMs = node.nowMs() + waitMs;
    for (;;) {
      const kind = answerPull(have, node.file.log);
      if ((kind !== "equal" && kind !== "ahead") || node.nowMs() >= untilMs || node.isStopped()) {
        const changes = kind === "changes" && have !== null ? node.file.log.after(have.sequence, PAGE) : [];
        return { kind, changes: changes.filter(({ sequence }) => sequence <= upTo).map(writeChange) };
      }
      await node.changed.wait(untilMs - node.nowMs());
    }
  });
}
