import type { HealthState } from "./health.ts";
import type { Purpose } from "./types.ts";

/** What the choice looks at. */
export interface Choosable {
  readonly isOwnSite: boolean;
  readonly state: HealthState;
  /** Moving mean; 0 while nothing is known. */
  readonly meanMs: number;
  /** Requests that it has not answered yet. */
  readonly inFlight: number;
  /** Grows with each choice of any node: the smaller, the longer ago this one was chosen. */
  readonly chosenAt: number;
  /** False for a stock Keystone on a read-only replica. */
  readonly takesWrites: boolean;
}

export interface Wanted {
  readonly purpose: Purpose;
  /** Whether the budget still allows a call to another site. */
  readonly mayLeaveSite: boolean;
  /** After a stock replica hung up on a login: who can count a wrong password is asked first. */
  readonly prefersWriters: boolean;
}

/** Nodes whose latencies differ by less are equally near; load is spread over them. */
const NEAR_FACTOR = 1.25;
const NEAR_MS = 2;

/**
 * The best node of those not yet tried: one that is up before one that is suspect before one that is down; of these the own site's
 * first; of these the nearest ones; of these the one with least to do. Undefined when there is none.
 */
export function choose<Node extends Choosable>(nodes: readonly Node[], wanted: Wanted, tried: readonly Node[]): Node | undefined {
  let bestRank = Number.POSITIVE_INFINITY;
  let nearestMs = Number.POSITIVE_INFINITY;
  for (const node of nodes) {
    const rank = rankOf(node, wanted);
    if (rank > bestRank || tried.includes(node)) continue;
    nearestMs = rank < bestRank ? node.meanMs : Math.min(nearestMs, node.meanMs);
    bestRank = rank;
  }
  if (bestRank === Number.POSITIVE_INFINITY) return undefined;
  const nearMs = nearestMs * NEAR_FACTOR + NEAR_MS;
  let best: Node | undefined;
  for (const node of nodes) {
    if (node.meanMs > nearMs || rankOf(node, wanted) !== bestRank || tried.includes(node)) continue;
    if (best === undefined || isLessBusy(node, best)) best = node;
  }
  return best;
}

const STATE_RANK: Readonly<Record<HealthState, number>> = { up: 0, suspect: 2, down: 4 };

/** Infinite when the node must not be asked. */
function rankOf(node: Choosable, { purpose, mayLeaveSite, prefersWriters }: Wanted): number {
  if (!node.isOwnSite && !mayLeaveSite) return Number.POSITIVE_INFINITY;
  if (!node.takesWrites && purpose === "write") return Number.POSITIVE_INFINITY;
  const writer = prefersWriters && !node.takesWrites ? 6 : 0;
  return writer + STATE_RANK[node.state] + (node.isOwnSite ? 0 : 1);
}

function isLessBusy(left: Choosable, right: Choosable): boolean {
  return left.inFlight === right.inFlight ? left.chosenAt < right.chosenAt : left.inFlight < right.inFlight;
}
