import { compareFacts, type FactStore } from "@multisite/kernel/facts";
import { PASSWORD_CLEARED, PASSWORD_FAILED } from "./kinds.ts";

/** The wrong passwords of a user that still count, as all sites that were heard of know them. */
export interface PasswordFailures {
  readonly count: number;
  readonly lastAtMs: number | undefined;
  /** When earlier ones were last made to count no more. */
  readonly clearedAtMs: number | undefined;
}

/** More than these need not be stored: an account is locked by far fewer, and guessing must not fill the disk. */
const MAX_STORED = 100;

/** Counts the failures after the last clearing. */
export function readFailures(store: FactStore, userId: string): PasswordFailures {
  const cleared = store.list(PASSWORD_CLEARED, userId).at(-1);
  const all = store.list(PASSWORD_FAILED, userId);
  const counting = cleared === undefined ? all : all.filter((failure) => compareFacts(failure, cleared) > 0);
  return { count: counting.length, lastAtMs: counting.at(-1)?.atMs, clearedAtMs: cleared?.atMs };
}

/** Says that a wrong password was given. */
export function recordFailure(store: FactStore, userId: string, nowMs: number, maxAttempts: number | undefined): void {
  if (readFailures(store, userId).count >= Math.max(MAX_STORED, maxAttempts ?? 0)) return;
  store.append({ kind: PASSWORD_FAILED, subject: userId, atMs: nowMs, body: null });
}
