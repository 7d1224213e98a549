import type { Change } from "@multisite/kernel/changes";
import type { EmbeddedNode } from "../node/node.ts";

/** Longest nap of a replica that waits for changes to grow old. */
const NAP_MS = 5000;

/** Of changes those that are old enough for a replica that is kept behind; waits a while when there are none. */
export async function ripeChanges(
  node: EmbeddedNode,
  changes: readonly Change[],
  delaySeconds: number | undefined,
): Promise<readonly Change[]> {
  if (delaySeconds === undefined) return changes;
  const { clock } = node.options;
  const isRipe = ({ committedAtMs }: Change): boolean => committedAtMs <= clock.nowMs() - delaySeconds * 1000;
  // In order: what comes after a young one waits with it.
  const firstYoung = changes.findIndex((change) => !isRipe(change));
  if (firstYoung !== 0) return firstYoung < 0 ? changes : changes.slice(0, firstYoung);
  const dueInMs = (changes[0] as Change).committedAtMs + delaySeconds * 1000 - clock.nowMs();
  await node.pause(Math.min(Math.max(dueInMs, 1), NAP_MS));
  return [];
}
