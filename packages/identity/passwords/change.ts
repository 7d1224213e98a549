import type { Secret } from "@multisite/kernel/secret";
import type { PasswordCheck } from "../auth/types.ts";
import { badRequest, KeystoneError, unauthorized } from "../errors/index.ts";
import type { Identity } from "../identity.ts";
import { replacePassword } from "../store/passwords.ts";
import { recordRevocation } from "../store/revocation-events.ts";
import { getUser, getUserOptions, listPasswords, type PasswordRecord } from "../store/users.ts";
import { toldPasswordCheck } from "./check.ts";
import { newPasswordExpiresAtMs } from "./expiry.ts";
import { OPTION_IDS } from "./option-ids.ts";
import { validatePassword } from "./pattern.ts";

const DAY_MS = 86_400_000;

export interface OwnPasswordChange {
  readonly userId: string;
  readonly original: Secret;
  readonly next: Secret;
  /** Hears how the check of the original password ended, before the change is made, and the user's name if there is one. */
  readonly tell: (check: PasswordCheck, userName: string | undefined) => void;
}

/**
 * A user changes their own password: the original one proves who they are, even when it has expired. All of the user's tokens
 * end (keystone/identity/core.py, change_password; keystone/identity/backends/sql.py, change_password).
 */
export async function changeOwnPassword(identity: Identity, { userId, original, next, tell }: OwnPasswordChange): Promise<void> {
  const { config, clock, database, passwords } = identity;
  const user = await getUser(database.query, userId);
  if (!user?.local) {
    await passwords.spendTime(original);
    tell({ outcome: "failure" }, undefined);
    throw unauthorized("no such user with a password");
  }
  const localUserId = user.local.id;
  await toldPasswordCheck(
    () => passwords.authenticate(user, original),
    (check) => tell(check, user.name),
  ).catch((thrown: unknown) => {
    if (!(thrown instanceof KeystoneError && thrown.code === "identity.account.password_expired")) throw thrown;
  });
  validatePassword(next.reveal(), config);
  const options = await getUserOptions(database.query, userId);
  if (options.get(OPTION_IDS.lockPassword) === true) throw selfServiceDisabled();
  const known = await listPasswords(database.query, localUserId);
  requireMinimumAge(known.at(-1), config.security_compliance.minimum_password_age, clock.nowMs());
  await requireNewPassword(identity, known, next);
  const hash = await passwords.hash(next);
  const expiryExempt = options.get(OPTION_IDS.ignorePasswordExpiry) === true;
  await database.transaction(async (queries) => {
    const nowMs = clock.nowMs();
    await replacePassword(database.engine, queries, {
      localUserId,
      hash,
      createdAtMs: nowMs,
      expiresAtMs: newPasswordExpiresAtMs(config, expiryExempt, nowMs),
      selfService: true,
      keep: config.security_compliance.unique_last_password_count,
    });
    await recordRevocation(identity, queries, { userId });
  });
}

/** A password that the user set must be used for some days; one that an administrator set may be changed at once. */
function requireMinimumAge(current: PasswordRecord | undefined, minimumDays: number, nowMs: number): void {
  if (!current?.selfService) return;
  const leftMs = current.createdAtMs + minimumDays * DAY_MS - nowMs;
  if (leftMs <= 0) return;
  throw badRequest(
    "You cannot change your password at this time due to the minimum password age. Once you change your password, it must be used " +
      `for ${minimumDays} day(s) before it can be changed. Please try again in ${Math.floor(leftMs / DAY_MS)} day(s) or contact ` +
      "your administrator to reset your password.",
  );
}

async function requireNewPassword(identity: Identity, known: readonly PasswordRecord[], next: Secret): Promise<void> {
  const uniqueCount = identity.config.security_compliance.unique_last_password_count;
  if (uniqueCount === 0) return;
  for (const { hash } of known.slice(-uniqueCount)) {
    if (!(await identity.passwords.matches(next, hash))) continue;
    throw badRequest(
      "The new password cannot be identical to a previous password. The total number which includes the new password must be " +
        `unique is ${uniqueCount}.`,
    );
  }
}

function selfServiceDisabled(): KeystoneError {
  return badRequest(
    "You cannot change your password at this time due to password policy disallowing password changes. Please contact your " +
      "administrator to reset your password.",
  );
}
