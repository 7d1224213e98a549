import type { IdentityConfig } from "../config/index.ts";
import type { PasswordRecord } from "../store/users.ts";

const DAY_MS = 86_400_000;

/** When a password made now expires; null is never (keystone/identity/backends/sql_model.py, _get_password_expires_at). */
export function newPasswordExpiresAtMs(config: IdentityConfig, exempt: boolean, nowMs: number): number | null {
  const days = config.security_compliance.password_expires_days;
  if (exempt || days === undefined) return null;
  return Math.floor((nowMs + days * DAY_MS) / 1000) * 1000;
}

/** Whether a password has expired for a user who may be exempt (password_is_expired). */
export function isExpired(password: PasswordRecord | undefined, exempt: boolean, nowMs: number): boolean {
  const expiresAtMs = password?.expiresAtMs ?? null;
  return expiresAtMs !== null && !exempt && nowMs >= expiresAtMs;
}
