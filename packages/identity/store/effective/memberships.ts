import type { Queries } from "../database.ts";
import { inChunks } from "../in-chunks.ts";

/** The groups that a user is a member of. */
export async function listGroupIdsOfUser(queries: Queries, userId: string): Promise<string[]> {
  const rows = await queries.selectFrom("user_group_membership").select("group_id").where("user_id", "=", userId).execute();
  return rows.map((row) => row.group_id);
}

/** The members of each of the groups; a group without any is not in the map. */
export async function listMembers(
  queries: Queries,
  groupIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await inChunks(groupIds, (chunk) =>
    queries.selectFrom("user_group_membership").select(["group_id", "user_id"]).where("group_id", "in", chunk).execute(),
  );
  const members = new Map<string, string[]>();
  for (const row of rows) {
    const known = members.get(row.group_id);
    if (known) known.push(row.user_id);
    else members.set(row.group_id, [row.user_id]);
  }
  return members;
}
