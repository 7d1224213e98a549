import { compareEpochs } from "@multisite/kernel/changes";
import { findNode } from "../../topology/queries.ts";
import { readChanges } from "../messages/read.ts";
import { answer } from "../messages/subjects.ts";
import type { EmbeddedNode } from "../node/node.ts";
import type { NodeReport } from "../types.ts";
import { take } from "./pull.ts";

/** What comes before it may be in an answer that is on its way on another connection. */
const PATIENCE_MS = 500;

/** Takes what the node that this one follows sends between two questions; whatever does not fit at once is left to the next question. */
export function servePushes(node: EmbeddedNode): void {
  answer(node, "push", async (fields, from) => {
    const changes = readChanges(fields.changes);
    const [first] = changes;
    const source = node.known.reports.get(from.node)?.report;
    if (first === undefined || source === undefined) return { taken: false };
    const newest = (): number => node.file.log.newest()?.sequence ?? 0;
    const untilMs = node.nowMs() + PATIENCE_MS;
    while (newest() < first.sequence - 1 && node.nowMs() < untilMs && !node.isStopped()) {
      await node.changed.wait(untilMs - node.nowMs());
    }
    if (node.isStopped() || newest() < first.sequence - 1 || !mayBePushed(node, source)) return { taken: false };
    return { taken: await take(node, { changes, source }) };
  });
}

/** Only by whom it follows, and as its questions would be answered. */
function mayBePushed(node: EmbeddedNode, source: NodeReport): boolean {
  const regime = node.regime();
  if (source.node !== node.known.follows || node.isWriterByLog() || node.known.isTakingOver) return false;
  if (regime === null || source.regime === null || compareEpochs(source.regime.epoch, regime.epoch) < 0) return false;
  const own = findNode(node.options.star(), node.name)?.node;
  return node.memory().wrong === null && own?.delaySeconds === undefined;
}
