import type { NodeReport, Regime } from "../types.ts";
import { compareRegimes } from "./regime.ts";

export interface ReconcileFacts {
  readonly self: string;
  readonly regime: Regime;
  /** Of the others, as they answered just now. */
  readonly reports: readonly NodeReport[];
  /** Nodes of the star that hold data, with this one. */
  readonly members: number;
}

/**
 * Whom a writer that starts must have heard before it takes writes, and who may have changes that it has lost. With a standby that is
 * the standby, as nothing counts without it. Alone, it is more than half of the nodes, as a takeover needs as many; on an operator's
 * word, or where nobody ever took over, those that can be reached.
 */
export function reconciliationNeeds({ self, regime, reports, members }: ReconcileFacts): {
  readonly missing: string | undefined;
  readonly sources: readonly NodeReport[];
} {
  if (regime.standby !== null) {
    const standby = reports.find(({ node }) => node === regime.standby);
    const missing = `${self} starts, and takes writes when its standby ${regime.standby} has answered.`;
    return { missing: standby === undefined ? missing : undefined, sources: ofRegime(regime, standby ? [standby] : []) };
  }
  const heard = reports.length + 1;
  const isHeard = regime.by !== "majority" || heard * 2 > members;
  const missing = `${self} starts alone, and takes writes when more than half of the ${members} nodes have answered (${heard} have).`;
  return { missing: isHeard ? undefined : missing, sources: ofRegime(regime, reports) };
}

/** The one with most changes; undefined when none has any. */
export function mostAdvanced(reports: readonly NodeReport[]): string | undefined {
  let best: NodeReport | undefined;
  for (const report of reports) {
    if (report.mark === null || report.regime === null) continue;
    if (best?.mark == null || best.regime === null || isMoreAdvanced(report, best)) best = report;
  }
  return best?.node;
}

/** By regime, then by the number of changes. */
export function isMoreAdvanced(one: Pick<NodeReport, "regime" | "mark">, than: Pick<NodeReport, "regime" | "mark">): boolean {
  if (one.mark === null || one.regime === null) return false;
  if (than.mark === null || than.regime === null) return true;
  const order = compareRegimes(one.regime, than.regime);
  return order > 0 || (order === 0 && one.mark.sequence > than.mark.sequence);
}

function ofRegime(regime: Regime, reports: readonly NodeReport[]): readonly NodeReport[] {
  return reports.filter((report) => report.regime?.epoch === regime.epoch);
}
