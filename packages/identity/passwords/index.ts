import type { Clock } from "@multisite/kernel/clock";
import type { Random } from "@multisite/kernel/random";
import { Secret } from "@multisite/kernel/secret";
import type { IdentityConfig } from "../config/index.ts";
import { accountUnauthorized, unauthorized } from "../errors/index.ts";
import type { IdentityDatabase } from "../store/database.ts";
import { listPasswords, type UserRecord } from "../store/users.ts";
import { hashPassword, verifyPassword } from "./hash.ts";

/** Passwords of local users; see {@link createPasswordService}. */
export interface PasswordService {
  /** Passes, or throws the 401 that Keystone gives: vague for a wrong password, named for a locked or expired account. */
  authenticate(user: UserRecord, password: Secret | undefined): Promise<void>;
  /** Works as long as a verification would, so that an unknown user cannot be told from a wrong password. */
  spendTime(password: Secret | undefined): Promise<void>;
  hash(password: Secret): Promise<string>;
}

export interface PasswordDependencies {
  readonly config: IdentityConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly database: IdentityDatabase;
}

/** keystone/identity/backends/sql.py, authenticate. */
export function createPasswordService({ config, clock, random, database }: PasswordDependencies): PasswordService {
  const settings = { algorithm: config.identity.password_hash_algorithm, rounds: config.identity.password_hash_rounds };
  let decoyHash: Promise<string> | undefined;
  const hash = (password: Secret): Promise<string> => hashPassword(password, settings, random);
  return {
    hash,
    async authenticate(user, password) {
      const passwords = user.local ? await listPasswords(database.query, user.local.id) : [];
      const current = passwords.at(-1);
      if (!current?.hash || !password || !(await verifyPassword(password, current.hash))) {
        throw unauthorized("wrong password");
      }
      if (!user.enabled) throw accountUnauthorized("disabled", user.id);
      if (current.expiresAtMs !== null && clock.nowMs() >= current.expiresAtMs) {
        throw accountUnauthorized("password_expired", user.id);
      }
    },
    async spendTime(password) {
      decoyHash ??= hash(new Secret(random.bytes(16).toString("hex")));
      await verifyPassword(password ?? new Secret(""), await decoyHash);
    },
  };
}
