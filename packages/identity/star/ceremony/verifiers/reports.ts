import type { Board } from "@multisite/kernel/board";
import { KEY_PURPOSES, type KeyPurpose } from "../types.ts";
import type { IsProcessAlive } from "./process.ts";

/** What one process of the host says it can verify with; the fingerprints of keys. */
export interface VerifierReport {
  readonly processId: number;
  readonly atMs: number;
  /** Undefined for a purpose of which it says nothing. */
  readonly loaded: Readonly<Partial<Record<KeyPurpose, ReadonlySet<string>>>>;
}

const PREFIX = "verifier/";

/** Of the processes that are alive. */
export function readReports(board: Board, isAlive: IsProcessAlive): readonly VerifierReport[] {
  return board
    .names(PREFIX)
    .map((name) => toReport(Number(name.slice(PREFIX.length)), board.get(name)))
    .filter(({ processId, atMs }) => isAlive(processId, atMs));
}

/** Takes away what dead processes have left; gives their numbers. */
export function forgetDeadVerifiers(board: Board, isAlive: IsProcessAlive): readonly number[] {
  const reports = board.names(PREFIX).map((name) => toReport(Number(name.slice(PREFIX.length)), board.get(name)));
  const dead = reports.filter(({ processId, atMs }) => !isAlive(processId, atMs)).map(({ processId }) => processId);
  for (const processId of dead) board.remove(PREFIX + processId);
  return dead;
}

function toReport(processId: number, value: unknown): VerifierReport {
  const told = (value ?? {}) as Readonly<Record<string, unknown>>;
  const lists = KEY_PURPOSES.flatMap((purpose) => {
    const list = told[purpose];
    return Array.isArray(list) ? [[purpose, new Set(list.map(String))] as const] : [];
  });
  return { processId, atMs: Number(told.atMs ?? 0), loaded: Object.fromEntries(lists) };
}
