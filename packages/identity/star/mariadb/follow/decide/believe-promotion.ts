import type { Promotion } from "../types.ts";

/** What a node was told of promotions, and what it sees itself. */
export interface PromotionsTold {
  /** Epoch of the promotion that it knows; 0: none. */
  readonly knownEpoch: number;
  /** By each replica that answers, the one with the highest epoch that it knows of. */
  readonly told: readonly { readonly by: string; readonly promotion: Promotion | undefined }[];
  /** Masters, or whoever was promoted before, that take writes as seen from here. */
  readonly writers: readonly string[];
}

/**
 * The later promotion that a node may believe: nobody takes writes, as a promotion is for that, and at least half of the replicas that
 * answer tell of it, as the run that promotes told all that it reached. So one captured replica does not make a star follow it while a
 * master lives, nor against most of the others. Pure.
 */
export function promotionToBelieve({ knownEpoch, told, writers }: PromotionsTold): Promotion | undefined {
  const [latest] = told
    .flatMap(({ promotion }) => (promotion === undefined || promotion.epoch <= knownEpoch ? [] : [promotion]))
    .toSorted((one, other) => votes(told, other) - votes(told, one) || other.epoch - one.epoch);
  if (latest === undefined) return undefined;
  if (writers.some((name) => name !== latest.node)) return undefined;
  return votes(told, latest) * 2 >= told.length ? latest : undefined;
}

function votes(told: PromotionsTold["told"], { node, epoch }: Promotion): number {
  return told.filter(({ promotion }) => promotion?.node === node && promotion.epoch === epoch).length;
}
