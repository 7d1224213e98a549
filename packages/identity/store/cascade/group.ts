import type { Queries } from "../database.ts";

/** Whose tokens a group's deletion ends: its members', if it had a role anywhere (keystone/identity/core.py, delete_group). */
export async function listMembersWithRoles(queries: Queries, groupIds: readonly string[]): Promise<string[]> {
  if (groupIds.length === 0) return [];
  const assigned = await queries
    .selectFrom("assignment")
    .select("actor_id")
    .where("actor_id", "in", groupIds)
    .where("type", "in", ["GroupProject", "GroupDomain"])
    .execute();
  const onSystem = await queries
    .selectFrom("system_assignment")
    .select("actor_id")
    .where("actor_id", "in", groupIds)
    .where("type", "=", "GroupSystem")
    .execute();
  const holders = [...new Set([...assigned, ...onSystem].map((row) => row.actor_id))];
  if (holders.length === 0) return [];
  const members = await queries.selectFrom("user_group_membership").select("user_id").where("group_id", "in", holders).execute();
  return [...new Set(members.map((row) => row.user_id))];
}

/** Deletes groups with their memberships and assignments. */
export async function deleteGroups(queries: Queries, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await queries
    .deleteFrom("assignment")
    .where("actor_id", "in", ids)
    .where("type", "in", ["GroupProject", "GroupDomain"])
    .execute();
  await queries.deleteFrom("system_assignment").where("actor_id", "in", ids).where("type", "=", "GroupSystem").execute();
  await queries.deleteFrom("user_group_membership").where("group_id", "in", ids).execute();
  await queries.deleteFrom("expiring_user_group_membership").where("group_id", "in", ids).execute();
  await queries.deleteFrom("id_mapping").where("public_id", "in", ids).execute();
  await queries.deleteFrom("group").where("id", "in", ids).execute();
}
