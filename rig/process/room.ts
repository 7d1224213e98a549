import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A temporary directory for one rig's files. Kept when MULTISITE_KEEP_RIGS is set, so that its logs can be read afterwards. */
export interface Room {
  readonly path: string;
  file(...names: string[]): string;
  remove(): void;
}

export function createRoom(name: string): Room {
  const path = mkdtempSync(join(tmpdir(), `multisite-${name}-`));
  return {
    path,
    file: (...names) => join(path, ...names),
    remove() {
      if (process.env.MULTISITE_KEEP_RIGS) console.warn(`Kept: ${path}`);
      else rmSync(path, { recursive: true, force: true });
    },
  };
}
