import type { Clock } from "@multisite/kernel/clock";
import { openFactStore } from "@multisite/kernel/facts";
import type { Random } from "@multisite/kernel/random";
import { Secret } from "@multisite/kernel/secret";
import type { IdentityConfig } from "../config/index.ts";
import { accountUnauthorized, type KeystoneError, unauthorized } from "../errors/index.ts";
import { createIdentityFacts, type IdentityFacts } from "../facts/index.ts";
import type { IdentityDatabase } from "../store/database.ts";
import { resetFailedAuth, setLastActive } from "../store/passwords.ts";
import { getUserOptions, listPasswords, type UserRecord } from "../store/users.ts";
import { dateText, dayOf, isEnabled } from "./activity.ts";
import { isExpired } from "./expiry.ts";
import { decoyHash, type HashSettings, hashPassword, verifyPassword } from "./hash.ts";
import { createHashQueue, type HashQueue } from "./hash-queue.ts";
import { limitPassword } from "./length.ts";
import { addFailures, type LockState, lockState } from "./lockout.ts";
import { OPTION_IDS } from "./option-ids.ts";

/** Passwords of local users; see {@link createPasswordService}. */
export interface PasswordService {
  /**
   * Passes, or throws the 401 that Keystone gives: vague for a wrong password and for a locked account, named for a disabled one
   * or an expired password, which only who knows the password gets to see.
   */
  authenticate(user: UserRecord, password: Secret | undefined): Promise<void>;
  /** Works as long as a verification would, so that an unknown user cannot be told from a wrong password. */
  spendTime(password: Secret | undefined): Promise<void>;
  hash(password: Secret): Promise<string>;
  /** Whether the password is that of the hash; nothing is recorded. */
  matches(password: Secret, hash: string | null | undefined): Promise<boolean>;
  /** Whether the user is enabled now, inactivity and denials considered. `options` are those of {@link getUserOptions}. */
  isEnabled(user: UserRecord, options: ReadonlyMap<string, unknown>): boolean;
}

export interface PasswordDependencies {
  readonly config: IdentityConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly database: IdentityDatabase;
  /** In memory when left out: for commands that run once. */
  readonly facts?: IdentityFacts;
  readonly hashQueue?: HashQueue;
}

/** keystone/identity/backends/sql.py, authenticate; the order of checks is Keystone's. */
export function createPasswordService(dependencies: PasswordDependencies): PasswordService {
  const { config, clock, random, database } = dependencies;
  const facts = dependencies.facts ?? createIdentityFacts(openFactStore({ path: undefined, random }));
  const queue = dependencies.hashQueue ?? createHashQueue(config.identity.password_hash_concurrency);
  const compliance = config.security_compliance;
  const decoy = decoyHash(hashSettings(config));

  const hash: PasswordService["hash"] = async (password) => {
    const limited = limitPassword(password, config);
    return queue.run(() => hashPassword(limited, hashSettings(config), random));
  };
  const matches: PasswordService["matches"] = async (password, storedHash) => {
    if (!storedHash) return false;
    const limited = limitPassword(password, config);
    return queue.run(() => verifyPassword(limited, storedHash));
  };
  const spendTime: PasswordService["spendTime"] = async (password) => {
    await matches(password ?? new Secret(""), decoy);
  };
  const isEnabledNow: PasswordService["isEnabled"] = (user, options) =>
    !facts.denials.isDenied(user.id) &&
    isEnabled(user, {
      maxDaysInactive: compliance.disable_user_account_days_inactive,
      exempt: options.get(OPTION_IDS.ignoreUserInactivity) === true,
      nowMs: clock.nowMs(),
      lastActiveMs: compliance.disable_user_account_days_inactive === undefined ? undefined : facts.lastActiveMs(user.id),
    });

  async function clearFailures(user: UserRecord, local: NonNullable<UserRecord["local"]>, count: number): Promise<void> {
    if (count > 0) facts.clearFailures(user.id, clock.nowMs());
    if (local.failedAuthCount > 0) await resetFailedAuth(database.query, local.id);
  }

  async function recordActivity(user: UserRecord): Promise<void> {
    if (compliance.disable_user_account_days_inactive === undefined) return;
    const nowMs = clock.nowMs();
    const known = facts.lastActiveMs(user.id);
    if (known === undefined || dayOf(known) < dayOf(nowMs)) facts.recordActivity(user.id, nowMs);
    if (user.lastActiveAt?.slice(0, 10) !== dateText(nowMs)) await setLastActive(database.query, user.id, dateText(nowMs));
  }

  async function authenticate(user: UserRecord, password: Secret | undefined): Promise<void> {
    if (!user.local) {
      await spendTime(password);
      throw unauthorized("the user has no password here");
    }
    const options = await getUserOptions(database.query, user.id);
    const current = (await listPasswords(database.query, user.local.id)).at(-1);
    const local = user.local;
    const failures = addFailures(local, facts.failures(user.id));
    const limits = { attempts: compliance.lockout_failure_attempts, durationSeconds: compliance.lockout_duration };
    const ignoresLockout = options.get(OPTION_IDS.ignoreLockoutFailureAttempts) === true;
    const lockNow = (): LockState =>
      ignoresLockout ? "open" : lockState(addFailures(local, facts.failures(user.id)), limits, clock.nowMs());
    const lock = lockNow();
    if (lock === "locked") {
      await spendTime(password);
      throw accountLocked(user.id);
    }
    if (lock === "expired") await clearFailures(user, local, failures.count);
    if (!current?.hash || !password) {
      await spendTime(password);
      facts.recordFailure(user.id, clock.nowMs(), limits.attempts);
      throw unauthorized("no password");
    }
    if (!(await matches(password, current.hash))) {
      facts.recordFailure(user.id, clock.nowMs(), limits.attempts);
      throw unauthorized("wrong password");
    }
    // Guesses that came at the same time were all let in above; once enough of them were wrong, a right one is too late.
    if (lockNow() === "locked") throw accountLocked(user.id);
    if (!isEnabledNow(user, options)) throw accountUnauthorized("disabled", user.id);
    if (isExpired(current, options.get(OPTION_IDS.ignorePasswordExpiry) === true, clock.nowMs())) {
      throw accountUnauthorized("password_expired", user.id);
    }
    if (lock === "open") await clearFailures(user, local, failures.count);
    await recordActivity(user);
  }

  return { hash, matches, spendTime, authenticate, isEnabled: isEnabledNow };
}

/** Keystone's audit names the account, its answer does not (keystone/notifications.py, CadfNotificationWrapper). */
function accountLocked(userId: string): KeystoneError {
  return unauthorized(`The account is locked for user: ${userId}.`);
}

function hashSettings({ identity }: IdentityConfig): HashSettings {
  return {
    algorithm: identity.password_hash_algorithm,
    rounds: identity.password_hash_rounds,
    scryptBlockSize: identity.scrypt_block_size,
    scryptParallelism: identity.scrypt_parallelism,
    saltBytes: identity.salt_bytesize,
  };
}
