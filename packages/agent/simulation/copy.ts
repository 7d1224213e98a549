import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

/** Puts a copy of the directory, with its permissions, in the place of whatever was there. Sockets are left out. */
export function replaceByCopy(source: string, target: string): void {
  rmSync(target, { recursive: true, force: true });
  copy(source, target);
}

function copy(source: string, target: string): void {
  mkdirSync(target, { recursive: true });
  chmodSync(target, statSync(source).mode & 0o777);
  for (const entry of readdirSync(source, { withFileTypes: true })) {
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    if (entry.isDirectory()) copy(from, to);
    else if (entry.isFile()) copyFileSync(from, to);
  }
}
