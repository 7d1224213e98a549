import type { Board } from "@multisite/kernel/board";
import type { HomeKeyDisk } from "../disk/index.ts";
import { KEY_PURPOSES } from "../types.ts";
import { type IsProcessAlive, isProcessAlive } from "./process.ts";
import { readReports } from "./reports.ts";

/**
 * Keys that everybody on this host who verifies can verify with: each of our processes says so, and a stock Keystone, which says
 * nothing, finds them when it reads the directory. While there is no directory of a purpose nobody here verifies, so that a key on the
 * disk counts: the first directory is made of all of them.
 */
export function loadedFromBoard(
  board: Board,
  disk: Pick<HomeKeyDisk, "described" | "rendered">,
  isAlive: IsProcessAlive = isProcessAlive,
): (onDisk: ReadonlySet<string>) => ReadonlySet<string> {
  return (onDisk) => {
    const reports = readReports(board, isAlive);
    const rendered = new Map(KEY_PURPOSES.map((purpose) => [purpose, disk.rendered(purpose)]));
    const loaded = [...disk.described().values()].filter(({ keyId, purpose, fingerprint }) => {
      const readable = rendered.get(purpose);
      if (readable === undefined) return true;
      return readable.has(keyId) && reports.every((report) => report.loaded[purpose]?.has(fingerprint) === true);
    });
    return new Set(loaded.map(({ keyId }) => keyId).filter((keyId) => onDisk.has(keyId)));
  };
}
