import type { AuditReason } from "../audit/types.ts";
import type { PasswordCheck } from "../auth/types.ts";
import { KeystoneError } from "../errors/index.ts";

/**
 * Checks a password and tells how that ended, as Keystone's notification does: with a reason only where the account is locked
 * or the password expired (keystone/notifications.py, CadfNotificationWrapper).
 */
export async function toldPasswordCheck(check: () => Promise<void>, tell: (ended: PasswordCheck) => void): Promise<void> {
  try {
    await check();
    tell({ outcome: "success" });
  } catch (thrown) {
    tell({ outcome: "failure", reason: accountReason(thrown) });
    throw thrown;
  }
}

/** Keystone's words for a locked account, which the answer hides, or an expired password. */
export function accountReason(thrown: unknown): AuditReason | undefined {
  if (!(thrown instanceof KeystoneError)) return undefined;
  const { code, detail, message, status } = thrown;
  if (code === "identity.account.password_expired") return { text: message, status };
  return detail?.startsWith("The account is locked") ? { text: detail, status } : undefined;
}
