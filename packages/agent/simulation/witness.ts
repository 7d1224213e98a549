import type { SimulatedStar } from "./star.ts";

/** A token that a node has given out. */
export interface KnownToken {
  readonly text: string;
  readonly auditId: string;
  readonly user: string;
  readonly by: string;
  /** In true time. */
  readonly issuedAtMs: number;
  /** As its text says. */
  readonly expiresAtMs: number;
  revoked?: { readonly by: string; readonly atMs: number; isAcknowledged: boolean };
}

/** A change whose answer said that it was made. */
export interface AcknowledgedWrite {
  readonly id: string;
  readonly at: string;
  readonly atMs: number;
}

/** What clients have seen of a star, and what of it must not be. */
export interface Witness {
  readonly tokens: KnownToken[];
  readonly writes: AcknowledgedWrite[];
  readonly problems: string[];
  readonly counts: Record<string, number>;
  count(what: string): void;
  report(problem: string): void;
}

export function createWitness(star: SimulatedStar): Witness {
  const problems: string[] = [];
  const counts: Record<string, number> = {};
  return {
    tokens: [],
    writes: [],
    problems,
    counts,
    count(what) {
      counts[what] = (counts[what] ?? 0) + 1;
    },
    report(problem) {
      star.note(`PROBLEM: ${problem}`);
      problems.push(problem);
    },
  };
}
