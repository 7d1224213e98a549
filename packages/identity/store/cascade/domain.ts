import type { EngineKind } from "@multisite/kernel/sql";
import type { Queries } from "../database.ts";
import { inChunks } from "../in-chunks.ts";
import { toDatetime } from "../time.ts";
import { deleteRoleCascade } from "./role.ts";

/** Who lost something with a domain, for revocation and for the record. */
export interface DeletedDomainContents {
  readonly userIds: readonly string[];
  readonly groupIds: readonly string[];
  /** Members of groups that held roles, wherever the members are. */
  readonly memberIds: readonly string[];
}

/**
 * Deletes what a domain owns besides projects: groups, users, identity providers, roles, configuration, limits, and the
 * assignments on the domain (keystone/identity/core.py, _domain_deleted; keystone/federation/core.py,
 * _cleanup_identity_provider; keystone/resource/core.py, _delete_domain; keystone/assignment/core.py,
 * _delete_domain_assignments). Keystone leaves domain-specific roles and a domain's limits behind.
 */
export async function deleteDomainContents(
  engine: EngineKind,
  queries: Queries,
  domainId: string,
  nowMs: number,
): Promise<DeletedDomainContents> {
  const groupIds = await idsOf(queries.selectFrom("group").select("id").where("domain_id", "=", domainId));
  const userIds = await idsOf(queries.selectFrom("user").select("id").where("domain_id", "=", domainId));
  const memberIds = await inChunks(groupIds, (ids) => listMembersWithRoles(queries, ids));
  await inChunks(groupIds, (ids) => deleteGroups(queries, ids));
  await inChunks(userIds, (ids) => deleteUsers(engine, queries, ids, nowMs));
  await queries.deleteFrom("identity_provider").where("domain_id", "=", domainId).execute();
  for (const id of await idsOf(queries.selectFrom("role").select("id").where("domain_id", "=", domainId))) {
    await deleteRoleCascade(queries, id);
  }
  await queries.deleteFrom("limit").where("domain_id", "=", domainId).execute();
  for (const table of ["whitelisted_config", "sensitive_config", "config_register", "id_mapping"] as const) {
    await queries.deleteFrom(table).where("domain_id", "=", domainId).execute();
  }
  await queries
    .deleteFrom("assignment")
    .where("target_id", "=", domainId)
    .where("type", "in", ["UserDomain", "GroupDomain"])
    .execute();
  return { userIds, groupIds, memberIds: [...new Set(memberIds)] };
}

async function idsOf(select: { execute(): Promise<readonly { readonly id: string }[]> }): Promise<string[]> {
  return (await select.execute()).map((row) => row.id);
}

async function listMembersWithRoles(queries: Queries, groupIds: readonly string[]): Promise<string[]> {
  const assigned = await queries.selectFrom("assignment").select("actor_id").where("actor_id", "in", groupIds).execute();
  const onSystem = await queries.selectFrom("system_assignment").select("actor_id").where("actor_id", "in", groupIds).execute();
  const holders = [...new Set([...assigned, ...onSystem].map((row) => row.actor_id))];
  const members = await inChunks(holders, (ids) =>
    queries.selectFrom("user_group_membership").select("user_id").where("group_id", "in", ids).execute(),
  );
  return members.map((row) => row.user_id);
}

async function deleteGroups(queries: Queries, ids: readonly string[]): Promise<never[]> {
  await queries.deleteFrom("assignment").where("actor_id", "in", ids).execute();
  await queries.deleteFrom("system_assignment").where("actor_id", "in", ids).execute();
  await queries.deleteFrom("user_group_membership").where("group_id", "in", ids).execute();
  await queries.deleteFrom("expiring_user_group_membership").where("group_id", "in", ids).execute();
  await queries.deleteFrom("id_mapping").where("public_id", "in", ids).execute();
  await queries.deleteFrom("group").where("id", "in", ids).execute();
  return [];
}

/** Names, passwords and options go with the user's row. */
async function deleteUsers(engine: EngineKind, queries: Queries, ids: readonly string[], nowMs: number): Promise<never[]> {
  await queries.deleteFrom("assignment").where("actor_id", "in", ids).execute();
  await queries.deleteFrom("system_assignment").where("actor_id", "in", ids).execute();
  await queries.deleteFrom("user_group_membership").where("user_id", "in", ids).execute();
  await queries.deleteFrom("expiring_user_group_membership").where("user_id", "in", ids).execute();
  await queries.deleteFrom("credential").where("user_id", "in", ids).execute();
  await queries.deleteFrom("application_credential").where("user_id", "in", ids).execute();
  await queries.deleteFrom("access_rule").where("user_id", "in", ids).execute();
  await queries
    .updateTable("trust")
    .set({ deleted_at: toDatetime(engine, nowMs) })
    .where((or) => or.or([or("trustor_user_id", "in", ids), or("trustee_user_id", "in", ids)]))
    .where("deleted_at", "is", null)
    .execute();
  await queries.deleteFrom("id_mapping").where("public_id", "in", ids).execute();
  await queries.deleteFrom("user").where("id", "in", ids).execute();
  return [];
}
