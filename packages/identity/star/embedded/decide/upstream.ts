import { findNode, mastersOf, otherMastersFor } from "../../topology/queries.ts";
import type { IdentityStar } from "../../topology/types.ts";
import type { Regime } from "../types.ts";
import { writerOf } from "./regime.ts";

/**
 * Nodes that a node may follow, best first: a master follows the writer; a replica the master that the document names, then the
 * others, then the writer, when that is none of them.
 */
export function upstreamsOf(star: IdentityStar, self: string, leading: Regime | null): readonly string[] {
  const writer = leading === null ? undefined : writerOf(leading);
  const own = findNode(star, self)?.node;
  const masters = mastersOf(star).map(({ node }) => node.name);
  const others = otherMastersFor(star, self).map(({ node }) => node.name);
  const named = own?.role === "master" ? [writer, ...masters] : [own?.follows, ...others, writer];
  return [...new Set(named)].filter((name): name is string => name !== undefined && name !== self);
}

export interface UpstreamState {
  readonly current: string | undefined;
  /** Since when it has not answered, or only with what is older than the hold-down. */
  readonly failingForMs: number;
  /** It answers, but knows less than this node. */
  readonly isBehind: boolean;
  readonly holdDownMs: number;
}

/** Whom to follow next: the one followed now for as long as the hold-down lasts, then the one after it. */
export function nextUpstream(candidates: readonly string[], state: UpstreamState): string | undefined {
  const { current, failingForMs, isBehind, holdDownMs } = state;
  const place = current === undefined ? -1 : candidates.indexOf(current);
  if (place < 0) return candidates[0];
  if (!isBehind && failingForMs < holdDownMs) return current;
  return candidates[(place + 1) % candidates.length];
}
