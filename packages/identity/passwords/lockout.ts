import type { PasswordFailures } from "../facts/index.ts";
import { fromDatetime } from "../store/time.ts";
import type { UserRecord } from "../store/users.ts";

/** What is known of a user's wrong passwords: Keystone's columns, and what sites have seen themselves. */
export interface KnownFailures {
  readonly count: number;
  readonly lastAtMs: number | undefined;
}

/**
 * The columns and the facts together. The columns do not count once a clearing was recorded after them, because a site without
 * a writable database can record the one but not reset the other.
 */
export function addFailures(local: NonNullable<UserRecord["local"]>, facts: PasswordFailures): KnownFailures {
  const columnAtMs = local.failedAuthAt === null ? undefined : fromDatetime(local.failedAuthAt);
  const cleared = facts.clearedAtMs !== undefined && (columnAtMs ?? 0) <= facts.clearedAtMs;
  const columnCount = cleared ? 0 : local.failedAuthCount;
  const times = [columnCount > 0 ? columnAtMs : undefined, facts.lastAtMs].filter((time) => time !== undefined);
  return { count: columnCount + facts.count, lastAtMs: times.length === 0 ? undefined : Math.max(...times) };
}

/** `open`: not enough failures; `expired`: enough, but the lock has run out and they must be cleared. */
export type LockState = "open" | "locked" | "expired";

/** keystone/identity/backends/sql.py, _is_account_locked. */
export function lockState(
  failures: KnownFailures,
  limits: { readonly attempts: number | undefined; readonly durationSeconds: number },
  nowMs: number,
): LockState {
  if (limits.attempts === undefined || failures.count < limits.attempts) return "open";
  return (failures.lastAtMs ?? 0) + limits.durationSeconds * 1000 > nowMs ? "locked" : "expired";
}
