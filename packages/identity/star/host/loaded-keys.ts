import type { Board } from "@multisite/kernel/board";
import type { Secret } from "@multisite/kernel/secret";
import { keyFingerprint } from "../../keys/index.ts";

export interface LoadedKeysOptions {
  readonly board: Board;
  readonly disk: { read(keyId: string): Secret };
  /** Whether there is still a process of that ID; of reports of the same process it is always true. */
  readonly isAlive?: (processId: number) => boolean;
}

/**
 * Says which of the keys on the disk every identity process of the host has loaded, by what they tell on the board. Reports of
 * processes that are gone are taken away. Where none runs, all keys count as loaded: whichever starts reads what is there.
 */
export function createLoadedKeys(options: LoadedKeysOptions): (onDisk: ReadonlySet<string>) => ReadonlySet<string> {
  const { board, disk, isAlive = isProcessAlive } = options;
  const fingerprints = new Map<string, string>();

  const fingerprintOf = (keyId: string): string => {
    const known = fingerprints.get(keyId) ?? keyFingerprint(disk.read(keyId).reveal());
    fingerprints.set(keyId, known);
    return known;
  };
  const livingReports = (): ReadonlySet<string>[] =>
    board.names(PREFIX).flatMap((name) => {
      if (isAlive(Number(name.slice(PREFIX.length)))) return [readReport(board.get(name))];
      board.remove(name);
      return [];
    });

  return (onDisk) => {
    const reports = livingReports();
    return new Set([...onDisk].filter((keyId) => reports.every((loaded) => loaded.has(fingerprintOf(keyId)))));
  };
}

const PREFIX = "verifier/";

/** Keys of all purposes together: a fingerprint is of one key. */
function readReport(report: unknown): ReadonlySet<string> {
  const { token, receipt, credential } = (report ?? {}) as Record<string, unknown>;
  return new Set([token, receipt, credential].flatMap((list) => (Array.isArray(list) ? (list as string[]) : [])));
}

function isProcessAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (thrown) {
    // It is there, and another user's.
    return (thrown as NodeJS.ErrnoException).code === "EPERM";
  }
}
