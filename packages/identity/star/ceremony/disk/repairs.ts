import { join } from "node:path";
import type { Clock } from "@multisite/kernel/clock";
import { type FileCalls, readIfThere, writeWhole } from "./files.ts";

/** Something that somebody, or the disk, did to keys, and that was put right. */
export interface Repair {
  readonly atMs: number;
  /** What it is about: a purpose's directory, or a key's file. */
  readonly path: string;
  /** What was found, in words. */
  readonly found: string;
}

/** What was put right lately, so that an operator hears of it although all is well again. */
export interface Repairs {
  note(path: string, found: string): void;
  /** Of the last 24 hours. */
  recent(): readonly Repair[];
}

const TOLD_FOR_MS = 24 * 3600_000;
const MOST_KEPT = 100;

/** Kept in a file, so that a restart does not forget. */
export function openRepairs(files: FileCalls, keysDirectory: string, clock: Clock): Repairs {
  const path = join(keysDirectory, "repairs.json");
  let known = read(files, path);
  return {
    note(about, found) {
      known = [...known, { atMs: clock.nowMs(), path: about, found }].slice(-MOST_KEPT);
      try {
        writeWhole(files, path, JSON.stringify(known, null, 1), join(keysDirectory, ".new"), { mode: 0o600 });
      } catch {
        // On a full disk it is told until the next restart only; the repair itself matters more.
      }
    },
    recent: () => known.filter(({ atMs }) => clock.nowMs() - atMs < TOLD_FOR_MS),
  };
}

function read(files: FileCalls, path: string): readonly Repair[] {
  try {
    return JSON.parse(readIfThere(files, path) ?? "[]") as readonly Repair[];
  } catch {
    return [];
  }
}
