import { readFileSync } from "node:fs";

/** A difference that is meant, and where the parity tests meet it. */
export interface MeantDifference {
  readonly where: string;
  /** Keystone's status in the matrix, and the one that stands here instead. */
  readonly status?: { readonly keystone: number; readonly here: number };
  /** Recorded exchanges that meet it: `errors 9 405`. */
  readonly exchanges?: readonly string[];
}

/** The differences that the page `docs/reference/identity-api.md` shows. */
export function readDifferences(): readonly MeantDifference[] {
  const text = readFileSync(new URL("identity.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly differences: readonly MeantDifference[] }).differences;
}

/** The status that is right here where Keystone gives `keystone`. */
export function meantStatus(differences: readonly MeantDifference[], keystone: number): number {
  return differences.find(({ status }) => status?.keystone === keystone)?.status?.here ?? keystone;
}

/** The names of the exchanges that may differ. */
export function exchangesThatDiffer(differences: readonly MeantDifference[]): readonly string[] {
  return differences.flatMap(({ exchanges = [] }) => exchanges);
}
