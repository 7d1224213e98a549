import type { UserRecord } from "../store/users.ts";

const DAY_MS = 86_400_000;

/** What {@link isEnabled} needs besides the user. */
export interface ActivityRules {
  /** `disable_user_account_days_inactive`. */
  readonly maxDaysInactive: number | undefined;
  /** The user's option `ignore_user_inactivity`. */
  readonly exempt: boolean;
  readonly nowMs: number;
  /** From the facts. */
  readonly lastActiveMs: number | undefined;
}

/**
 * Whether a user is enabled: by the column, and by not having been away for too many days; days are UTC dates
 * (keystone/identity/backends/sql_model.py, User.enabled).
 */
export function isEnabled(user: UserRecord, { maxDaysInactive, exempt, nowMs, lastActiveMs }: ActivityRules): boolean {
  if (!user.enabled || maxDaysInactive === undefined || exempt) return user.enabled;
  const column = user.lastActiveAt ?? user.createdAt?.slice(0, 10);
  const days = [
    column === undefined || column === null ? undefined : dayOfDate(column),
    lastActiveMs === undefined ? undefined : dayOf(lastActiveMs),
  ].filter((day) => day !== undefined);
  return days.length === 0 || dayOf(nowMs) - Math.max(...days) < maxDaysInactive;
}

/** Whole days since the epoch. */
export function dayOf(timeMs: number): number {
  return Math.floor(timeMs / DAY_MS);
}

/** `YYYY-MM-DD`, as the DATE column has it. */
export function dateText(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}

const dayOfDate = (text: string): number => dayOf(Date.parse(`${text.slice(0, 10)}T00:00:00Z`));
