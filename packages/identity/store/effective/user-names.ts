import type { Queries } from "../database.ts";
import { inChunks } from "../in-chunks.ts";

/** A user's name, whichever kind of user they are: local, nonlocal (LDAP) or federated. */
export interface UserNameRow {
  readonly id: string;
  readonly name: string;
  readonly domain_id: string;
}

/** The names of these users; those that do not exist are left out. */
export async function listUserNames(queries: Queries, userIds: readonly string[]): Promise<UserNameRow[]> {
  const rows = await inChunks(userIds, (chunk) =>
    queries
      .selectFrom("user")
      .leftJoin("local_user", "local_user.user_id", "user.id")
      .leftJoin("nonlocal_user", "nonlocal_user.user_id", "user.id")
      .leftJoin("federated_user", "federated_user.user_id", "user.id")
      .select([
        "user.id",
        "user.domain_id",
        "local_user.name as local",
        "nonlocal_user.name as nonlocal",
        "federated_user.display_name as federated",
      ])
      .where("user.id", "in", chunk)
      .execute(),
  );
  return rows.map((row) => ({
    id: row.id,
    domain_id: row.domain_id,
    name: row.local ?? row.nonlocal ?? row.federated ?? "",
  }));
}
