import { membersOf } from "../../topology/queries.ts";
import { holds } from "../decide/answer-pull.ts";
import { mostAdvanced, reconciliationNeeds } from "../decide/reconcile.ts";
import { pull, take } from "../follow/pull.ts";
import { rebuild } from "../follow/rebuild.ts";
import type { EmbeddedNode } from "../node/node.ts";
import { greetAll } from "../takeover/greet.ts";
import type { Regime } from "../types.ts";

/**
 * A writer that starts finds out whether it still is the writer, and whether it has everything that was acknowledged: it may have
 * been restored from a backup. Only then it takes writes. Once is one try.
 */
export async function reconcile(node: EmbeddedNode): Promise<void> {
  const regime = node.regime() as Regime;
  const reports = await greetAll(node);
  if (!node.isWriterByLog()) return;
  const members = membersOf(node.options.star()).length;
  const { missing, sources } = reconciliationNeeds({ self: node.name, regime, reports, members });
  if (missing !== undefined) {
    node.known.reason = missing;
    await node.pause(node.settings.retryMs);
    return;
  }
  const source = mostAdvanced(sources);
  if (source !== undefined && !(await catchUp(node, source))) return;
  await node.step("reconciled");
  if (!node.isWriterByLog()) return;
  if (node.memory().outdated !== null) node.remember({ outdated: null });
  node.known.isReconciled = true;
  node.known.standbySeenAtMs = node.nowMs();
  node.known.reason = undefined;
  node.news.wake();
}

/** Takes from a node what it has of this regime and is not here; true when there is nothing more. */
async function catchUp(node: EmbeddedNode, source: string): Promise<boolean> {
  for (;;) {
    const pulled = await pull(node, source, { waitMs: 0 });
    const { kind, source: report } = pulled;
    if (!node.isWriterByLog()) return false;
    if (kind === "equal" || kind === "empty") return true;
    if (kind === "ahead" && report.mark !== null && holds(node.file.log, report.mark)) return true;
    if (kind === "changes") {
      if (!(await take(node, pulled))) return false;
      continue;
    }
    // What was acknowledged is there; what only this node has was never acknowledged.
    const because = `${source} has acknowledged changes that are not here`;
    await rebuild(node, { donor: source, because, isDifferent: true });
  }
}
