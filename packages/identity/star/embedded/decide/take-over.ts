import { compareEpochs, nextEpoch } from "@multisite/kernel/changes";
import type { MemberState, TakeOverOptions } from "../types.ts";

export interface TakeOverView {
  readonly node: string;
  readonly state: MemberState;
  readonly isWriter: boolean;
  readonly isStandby: boolean;
  readonly hasData: boolean;
  /** Highest epoch heard of anywhere. */
  readonly heard: string;
  /** Masters that did not confirm that they have stepped down. */
  readonly silent: readonly string[];
  readonly options: TakeOverOptions;
}

export type TakeOverVerdict =
  | { readonly kind: "begin"; readonly alone: boolean; readonly warnings: readonly string[] }
  | { readonly kind: "refuse"; readonly code: string; readonly reason: string };

/** The epoch that a node asks others to step down for: later than any it knows of. */
export function epochToBegin({ state, heard, node }: Pick<TakeOverView, "state" | "heard" | "node">): string {
  return nextEpoch(compareEpochs(state.promised, heard) > 0 ? state.promised : heard, node);
}

/**
 * Whether a node may become the writer. With two masters there is no majority, so either every other master says itself that it has
 * stepped down, or an operator says that it is down; and where acknowledged writes could be missing, the operator says so too.
 */
export function decideTakeOver(view: TakeOverView): TakeOverVerdict {
  const { node, state, silent, options } = view;
  const names = silent.join(" and ");
  if (view.isWriter) return { kind: "refuse", code: "identity.star.is_writer", reason: `${node} is the writer already.` };
  if (!view.hasData) {
    return { kind: "refuse", code: "identity.star.no_data", reason: `${node} has no data yet; let it copy from another node first.` };
  }
  if (silent.length === 0) return { kind: "begin", alone: false, warnings: [] };
  if (options.oldWriterIsDown !== true) {
    const reason = `${names} does not answer, so nobody knows whether it still takes writes. When it is down for certain, run the command again with --old-writer-is-down.`;
    return { kind: "refuse", code: "identity.star.no_answer", reason };
  }
  const isComplete = view.isStandby && state.completeIn === state.promised;
  if (!isComplete && options.acceptLoss !== true) {
    const reason = `${node} may lack writes that were acknowledged: it is not known to have had all of them when ${names} was last heard. Take over on a node that has, or run the command again with --accept-loss.`;
    return { kind: "refuse", code: "identity.star.incomplete", reason };
  }
  return { kind: "begin", alone: true, warnings: warningsOf(view, names, isComplete) };
}

function warningsOf({ node }: TakeOverView, names: string, isComplete: boolean): string[] {
  return [
    ...(isComplete ? [] : [`Writes that ${names} acknowledged and ${node} does not have are lost unless that node comes back; it exports them then.`]),
    `If ${names} was or is told to go on alone, what it acknowledged since is not here; when it comes back one of the two gives way, and exports what only it has.`,
    `${node} acknowledges writes alone until a standby has caught up.`,
  ];
}
