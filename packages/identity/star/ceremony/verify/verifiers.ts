import type { Board } from "@multisite/kernel/board";
import { KEY_PURPOSES } from "../types.ts";
import { type IsProcessAlive, readReports, type VerifierReport } from "../verifiers/index.ts";
import type { KeyFinding } from "./types.ts";
import type { Verification } from "./verify.ts";

/** The key that everybody knows stands behind the credential keys of each process: `keyFingerprint` of 43 times A and `=`. */
const NULL_KEY = "51643eac9777b63a";

/** What the processes of the host have told that they have loaded. */
export function findInVerifiers(verification: Verification, board: Board, isAlive: IsProcessAlive): readonly KeyFinding[] {
  const reports = readReports(board, isAlive);
  const dead = board.names("verifier/").length - reports.length;
  const findings = reports.flatMap((report) => findIn(verification, report));
  if (dead > 0) {
    findings.push({
      severity: "warning",
      about: "verifiers",
      found: `${dead} processes have ended without taking their report away; they count no more.`,
      next: "None: the agent forgets them.",
    });
  }
  return findings;
}

function findIn({ shelf, promised }: Verification, { processId, loaded }: VerifierReport): KeyFinding[] {
  const about = `process ${processId}`;
  const known = new Map([...shelf.whole.values()].map(({ fingerprint, keyId }) => [fingerprint, keyId]));
  return KEY_PURPOSES.flatMap((purpose): KeyFinding[] => {
    const has = loaded[purpose] ?? new Set<string>();
    const lacks = promised
      .filter((key) => key.purpose === purpose)
      .filter(({ keyId }) => !has.has(shelf.whole.get(keyId)?.fingerprint ?? ""));
    const strange = [...has].filter((fingerprint) => !known.has(fingerprint) && fingerprint !== NULL_KEY);
    const next = `Look whether it hangs, then start it again: systemctl restart multisite-identity`;
    return [
      ...lacks.map(({ keyId }) => ({
        severity: "critical" as const,
        about,
        found: `It has not loaded the ${purpose} key ${keyId.slice(0, 8)}: it refuses what others sign with it.`,
        next,
      })),
      ...strange.map((fingerprint) => ({
        severity: "major" as const,
        about,
        found: `It verifies with a ${purpose} key (fingerprint ${fingerprint}) that this node has no more.`,
        next,
      })),
    ];
  });
}
