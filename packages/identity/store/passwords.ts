import type { EngineKind } from "@multisite/kernel/sql";
import type { Queries } from "./database.ts";
import { toDatetime, toMicroseconds } from "./time.ts";

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
