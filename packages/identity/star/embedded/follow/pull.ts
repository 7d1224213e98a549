import { applyChanges, type Change } from "@multisite/kernel/changes";
import { afterPull, type NextMove } from "../decide/after-pull.ts";
import { holds, type PullKind } from "../decide/answer-pull.ts";
import { mayTake } from "../decide/promise.ts";
import { badQuestion } from "../errors.ts";
import { readChanges, readText } from "../messages/read.ts";
import { ask } from "../messages/subjects.ts";
import type { EmbeddedNode } from "../node/node.ts";
import type { NodeReport } from "../types.ts";

const KINDS: readonly string[] = ["changes", "equal", "ahead", "diverged", "too-far-behind", "empty"] satisfies PullKind[];

export interface Pulled {
  readonly kind: PullKind;
  readonly move: NextMove;
  readonly changes: readonly Change[];
  readonly source: NodeReport;
}

export interface PullOptions {
  /** How long the source may wait for a change; 0 for what there is. */
  readonly waitMs: number;
  /** Nothing after this sequence. */
  readonly upTo?: number;
}

/** Asks a node for what follows the newest change here. That this node has that one counts as its confirmation. */
export async function pull(node: EmbeddedNode, from: string, { waitMs, upTo }: PullOptions): Promise<Pulled> {
  const { log } = node.file;
  const have = log.newest() ?? null;
  const limit = upTo === undefined ? {} : { upTo };
  const { fields, report } = await ask(node, from, "pull", { have, waitMs, ...limit }, waitMs + node.settings.answerMs);
  const kind = readText(fields.kind, "kind");
  if (!KINDS.includes(kind)) throw badQuestion("kind");
  const move = afterPull({
    kind: kind as PullKind,
    source: report,
    regime: node.regime(),
    holdsSourceMark: report.mark !== null && holds(log, report.mark),
  });
  return { kind: kind as PullKind, move, changes: readChanges(fields.changes), source: report };
}

/** Takes changes in one transaction, unless the node has promised meanwhile to take no more of the source's writer. */
export async function take(node: EmbeddedNode, { changes, source }: Pick<Pulled, "changes" | "source">): Promise<boolean> {
  if (changes.length === 0) return false;
  await node.step("apply");
  const isTaken = node.file.atomically(() => {
    if (source.regime === null || !mayTake(source.regime.epoch, node.memory())) return false;
    // A takeover may have fetched some of them meanwhile.
    const missing = changes.filter((change) => !holds(node.file.log, change));
    applyChanges(node.file, missing);
    return true;
  });
  if (isTaken) {
    node.known.lagMs = Math.max(0, node.options.clock.nowMs() - (changes.at(-1)?.committedAtMs ?? 0));
    node.changed.wake();
  }
  return isTaken;
}
