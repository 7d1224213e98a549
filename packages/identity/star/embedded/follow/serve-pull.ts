import { answerPull } from "../decide/answer-pull.ts";
import { readCount, readMark, writeChange } from "../messages/read.ts";
import { answer } from "../messages/subjects.ts";
import type { EmbeddedNode } from "../node/node.ts";
import type { Confirmations } from "../write/confirmations.ts";
import type { Pushes } from "./push.ts";

const LONGEST_POLL_MS = 10_000;
const PAGE = { count: 500, bytes: 1 << 20 };

/** Gives changes to those that follow; one that has all of them is answered when there are more, or when its time is over. */
export function servePulls(node: EmbeddedNode, confirmations: Confirmations, pushes: Pushes): void {
  answer(node, "pull", async (fields, from) => {
    const had = readMark(fields.have);
    const waitMs = Math.min(readCount(fields.waitMs, "waitMs"), LONGEST_POLL_MS);
    const upTo = fields.upTo === undefined ? Number.MAX_SAFE_INTEGER : readCount(fields.upTo, "upTo");
    if (had !== null) confirmations.heard(from.node, had);
    const untilMs = node.nowMs() + waitMs;
    // Whoever asks without waiting, or for a part, takes over or finds out something, and asks for nothing else.
    const isFollowing = waitMs > 0 && fields.upTo === undefined;
    const have = isFollowing ? await pushes.asked(from.node, had, untilMs) : had;
    for (;;) {
      const kind = answerPull(have, node.file.log);
      if ((kind !== "equal" && kind !== "ahead") || node.nowMs() >= untilMs || node.isStopped()) {
        const changes = kind === "changes" && have !== null ? node.file.log.after(have.sequence, PAGE) : [];
        if (isFollowing && have !== null && (kind === "changes" || kind === "equal")) {
          pushes.answered(from.node, changes.at(-1)?.sequence ?? have.sequence);
        }
        return { kind, changes: changes.filter(({ sequence }) => sequence <= upTo).map(writeChange) };
      }
      await node.changed.wait(untilMs - node.nowMs());
    }
  });
}
