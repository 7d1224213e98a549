import type { NodeReport, Regime } from "../types.ts";
import type { PullKind } from "./answer-pull.ts";
import { compareRegimes, writerOf } from "./regime.ts";

/** `leave`: the source knows less, or cannot tell; ask another. `rebuild`: what is here is not part of the star's history. */
export type NextMove = "apply" | "wait" | "leave" | "rebuild";

export interface PullOutcome {
  readonly kind: PullKind;
  readonly source: Pick<NodeReport, "node" | "regime" | "isWriter">;
  /** Of the asker's own log; null while it has none. */
  readonly regime: Regime | null;
  /** Whether the asker's log has the newest change of the source. */
  readonly holdsSourceMark: boolean;
}

/** What a node that follows does with an answer. Of two histories that of the later regime counts; in one regime that of its writer. */
export function afterPull({ kind, source, regime, holdsSourceMark }: PullOutcome): NextMove {
  if (source.regime === null) return "leave";
  if (regime === null) return kind === "too-far-behind" ? "rebuild" : "leave";
  const order = compareRegimes(source.regime, regime);
  if (order < 0) return "leave";
  const isLater = order > 0 || (source.isWriter && writerOf(source.regime) === source.node);
  switch (kind) {
    case "changes":
      return "apply";
    case "equal":
      return "wait";
    case "empty":
      return "leave";
    case "too-far-behind":
      return "rebuild";
    case "diverged":
      return isLater ? "rebuild" : "leave";
    case "ahead":
      if (isLater) return "rebuild";
      return holdsSourceMark ? "wait" : "leave";
  }
}
