import { parseExtra, type Queries, toBoolean } from "./database.ts";
import type { PasswordTable } from "./schema/tables.ts";
import { fromDatetime, fromMicroseconds } from "./time.ts";

/** A password of a local user, newest last in {@link listPasswords}. */
export interface PasswordRecord {
  readonly id: number;
  readonly hash: string | null;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  readonly selfService: boolean;
}

/** A user with what kind of user they are (keystone/identity/backends/sql_model.py, User). */
export interface UserRecord {
  readonly id: string;
  readonly name: string;
  readonly domainId: string;
  /** The column; inactivity may disable a user besides. */
  readonly enabled: boolean;
  readonly defaultProjectId: string | null;
  /** DATETIME text. */
  readonly createdAt: string | null;
  /** `YYYY-MM-DD`. */
  readonly lastActiveAt: string | null;
  readonly extra: Readonly<Record<string, unknown>>;
  /** Undefined for users that are not local. */
  readonly local: { readonly id: number; readonly failedAuthCount: number; readonly failedAuthAt: string | null } | undefined;
}

/** A user by ID. */
export function getUser(queries: Queries, userId: string): Promise<UserRecord | undefined> {
  return selectUsers(queries)
    .where("user.id", "=", userId)
    .executeTakeFirst()
    .then((row) => row && toUserRecord(row));
}

/** A local user by name within a domain. */
export function getUserByName(queries: Queries, name: string, domainId: string): Promise<UserRecord | undefined> {
  return selectUsers(queries)
    .where("local_user.name", "=", name)
    .where("local_user.domain_id", "=", domainId)
    .executeTakeFirst()
    .then((row) => row && toUserRecord(row));
}

/** Users joined with their local and nonlocal rows; lists add their own conditions. */
export function selectUsers(queries: Queries) {
  return queries
    .selectFrom("user")
    .leftJoin("local_user", "local_user.user_id", "user.id")
    .leftJoin("nonlocal_user", "nonlocal_user.user_id", "user.id")
    .select(({ selectFrom }) => [
      "user.id",
      "user.domain_id",
      "user.enabled",
      "user.extra",
      "user.default_project_id",
      "user.created_at",
      "user.last_active_at",
      "local_user.id as local_id",
      "local_user.name as local_name",
      "local_user.failed_auth_count",
      "local_user.failed_auth_at",
      "nonlocal_user.name as nonlocal_name",
      selectFrom("federated_user")
        .select("federated_user.display_name")
        .whereRef("federated_user.user_id", "=", "user.id")
        .orderBy("federated_user.id")
        .limit(1)
        .as("federated_name"),
    ]);
}

type UserRow = Awaited<ReturnType<ReturnType<typeof selectUsers>["execute"]>>[number];

/** The joined row under its own names. */
export function toUserRecord(row: UserRow): UserRecord {
  return {
    id: row.id,
    name: row.local_name ?? row.nonlocal_name ?? row.federated_name ?? "",
    domainId: row.domain_id,
    enabled: toBoolean(row.enabled),
    defaultProjectId: row.default_project_id,
    createdAt: row.created_at,
    lastActiveAt: row.last_active_at,
    extra: parseExtra(row.extra),
    local:
      row.local_id === null
        ? undefined
        : { id: row.local_id, failedAuthCount: row.failed_auth_count ?? 0, failedAuthAt: row.failed_auth_at },
  };
}

/** The passwords of a local user, oldest first. */
export async function listPasswords(queries: Queries, localUserId: number): Promise<PasswordRecord[]> {
  const rows = await queries
    .selectFrom("password")
    .selectAll()
    .where("local_user_id", "=", localUserId)
    .orderBy("created_at_int")
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    hash: row.password_hash,
    createdAtMs: row.created_at_int ? fromMicroseconds(row.created_at_int) : fromDatetime(row.created_at),
    expiresAtMs: passwordExpiry(row),
    selfService: toBoolean(row.self_service),
  }));
}

/** When a password expires; the old DATETIME column counts where the newer one is empty (sql_model.py, Password.expires_at). */
export function passwordExpiry(row: Pick<PasswordTable, "expires_at" | "expires_at_int">): number | null {
  if (row.expires_at_int) return fromMicroseconds(row.expires_at_int);
  return row.expires_at === null ? null : fromDatetime(row.expires_at);
}

/** A user's options by Keystone's four-character option ID; values are JSON. */
export async function getUserOptions(queries: Queries, userId: string): Promise<ReadonlyMap<string, unknown>> {
  const rows = await queries.selectFrom("user_option").selectAll().where("user_id", "=", userId).execute();
  return new Map(rows.map((row) => [row.option_id, row.option_value === null ? null : JSON.parse(row.option_value)]));
}
