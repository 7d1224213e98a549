import type { EngineKind } from "@multisite/kernel/sql";
import type { Queries } from "./database.ts";
import { toDatetime, toMicroseconds } from "./time.ts";
import { writeIfPossible } from "./write-if-possible.ts";

/** A new password row. */
export interface NewPassword {
  readonly localUserId: number;
  readonly hash: string | null;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  /** Whether the user set it themselves. */
  readonly selfService: boolean;
}

/** Adds a password; the newest one counts (keystone/identity/backends/sql_model.py, Password). */
export async function addPassword(engine: EngineKind, queries: Queries, password: NewPassword): Promise<void> {
  await queries
    .insertInto("password")
    .values({
      local_user_id: password.localUserId,
      password_hash: password.hash,
      self_service: password.selfService ? 1 : 0,
      created_at: toDatetime(engine, password.createdAtMs),
      created_at_int: toMicroseconds(password.createdAtMs),
      expires_at: password.expiresAtMs === null ? null : toDatetime(engine, password.expiresAtMs),
      expires_at_int: password.expiresAtMs === null ? null : toMicroseconds(password.expiresAtMs),
    })
    .execute();
}

/**
 * Adds a password, ends the earlier ones, and keeps of these only the last `keep` for comparison, at least one
 * (keystone/identity/backends/sql_model.py, User.password).
 */
export async function replacePassword(
  engine: EngineKind,
  queries: Queries,
  { keep, ...password }: NewPassword & { readonly keep: number },
): Promise<void> {
  const { localUserId, createdAtMs } = password;
  const earlier = await queries
    .selectFrom("password")
    .select("id")
    .where("local_user_id", "=", localUserId)
    .orderBy("created_at_int")
    .orderBy("id")
    .execute();
  const dropped = earlier.slice(0, -Math.max(keep, 1)).map((row) => row.id);
  if (dropped.length > 0) await queries.deleteFrom("password").where("id", "in", dropped).execute();
  await queries
    .updateTable("password")
    .set({ expires_at: toDatetime(engine, createdAtMs), expires_at_int: toMicroseconds(createdAtMs) })
    .where("local_user_id", "=", localUserId)
    .where(({ eb, or }) => or([eb("expires_at_int", "is", null), eb("expires_at_int", ">", toMicroseconds(createdAtMs))]))
    .execute();
  await addPassword(engine, queries, password);
}

/** Forgets Keystone's count of wrong passwords; where the database takes no writes, a fact has to do. */
export async function resetFailedAuth(queries: Queries, localUserId: number): Promise<void> {
  await writeIfPossible(() =>
    queries.updateTable("local_user").set({ failed_auth_count: 0, failed_auth_at: null }).where("id", "=", localUserId).execute(),
  );
}

/** Notes the day of a login, `YYYY-MM-DD`; where the database takes no writes, a fact has to do. */
export async function setLastActive(queries: Queries, userId: string, date: string): Promise<void> {
  await writeIfPossible(() => queries.updateTable("user").set({ last_active_at: date }).where("id", "=", userId).execute());
}
