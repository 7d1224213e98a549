/** What one rotation leaves: key `number` is the primary, the next `stagedKeys` numbers are staged, `keys` are kept in all. */
export interface Rotation {
  readonly at: number;
  readonly stagedKeys: number;
  readonly keys: number;
}

/** Token life and window of a site from a time on. */
export interface Lifetime {
  readonly from: number;
  readonly life: number;
  readonly window: number;
}

/** How long tokens of a site live, and by which clock. */
export interface Living {
  /** The site's clock shows the true time plus this. */
  readonly clockOffset: number;
  /** In order of time; the first holds from the beginning. */
  readonly lifetimes: readonly Lifetime[];
}

export interface SimulatedSite extends Living {
  /** When each rotation's keys arrived; a site uses the newest that it has. */
  readonly arrivals: readonly number[];
}

/** A token that a site had to accept and could not. */
export interface MissingKey {
  readonly key: number;
  readonly signer: number;
  readonly verifier: number;
  readonly cause: "not there yet" | "pruned";
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Plays rotations through: rotation n makes key n the primary. Looks for a token, of any site and any moment, whose key another site
 * lacks while the token is to be accepted there. It knows no formula: only who has which key from when to when.
 */
export function findMissingKey(rotations: readonly Rotation[], sites: readonly SimulatedSite[]): MissingKey | undefined {
  const sets = keySets(rotations);
  for (const [signer, signing] of sites.entries()) {
    for (const key of rotations.keys()) {
      const used = spanOf(
        signing.arrivals,
        (index) => index >= key,
        (index) => index > key,
      );
      if (used.from >= used.to || used.to === Infinity) continue;
      for (const [verifier, verifying] of sites.entries()) {
        const has = spanOf(
          verifying.arrivals,
          (index) => (sets[index]?.highest ?? 0) >= key,
          (index) => (sets[index]?.lowest ?? 0) > key,
        );
        if (has.from > used.from) return { key, signer, verifier, cause: "not there yet" };
        if (isNeededAfter(has.to, used, signing, verifying)) return { key, signer, verifier, cause: "pruned" };
      }
    }
  }
  return undefined;
}

/** Lowest and highest key after each rotation; a key that is gone never comes back. */
function keySets(rotations: readonly Rotation[]): readonly { readonly lowest: number; readonly highest: number }[] {
  let lowest = -Infinity;
  let highest = -Infinity;
  return rotations.map(({ stagedKeys, keys }, number) => {
    highest = Math.max(highest, number + stagedKeys);
    lowest = Math.max(lowest, highest - keys + 1);
    return { lowest, highest };
  });
}

/** From the first arrival that begins something to the first that ends it. */
function spanOf(arrivals: readonly number[], begins: (index: number) => boolean, ends: (index: number) => boolean): Span {
  const first = (does: (index: number) => boolean): number => Math.min(Infinity, ...arrivals.filter((_, index) => does(index)));
  return { from: first(begins), to: first(ends) };
}

/** Whether a token that one site signed in the span is to be accepted by the other at or after `gone`. */
export function isNeededAfter(gone: number, used: Span, signing: Living, verifying: Living): boolean {
  const drift = signing.clockOffset - verifying.clockOffset;
  return pieces(signing.lifetimes).some((issue) => {
    const [from, lastIssue] = [Math.max(used.from, issue.from), Math.min(used.to, issue.to)];
    if (from >= lastIssue) return false;
    return pieces(verifying.lifetimes).some((accept) => {
      const end = Math.min(accept.to, lastIssue + issue.life + accept.window + drift);
      return end > Math.max(gone, accept.from, from);
    });
  });
}

function pieces(lifetimes: readonly Lifetime[]): readonly (Lifetime & Span)[] {
  return lifetimes.map((piece, index) => ({
    ...piece,
    from: index === 0 ? -Infinity : piece.from,
    to: lifetimes[index + 1]?.from ?? Infinity,
  }));
}
