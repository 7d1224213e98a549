import type { EngineKind } from "@multisite/kernel/sql";
import type { Queries } from "../database.ts";
import { inChunks } from "../in-chunks.ts";
import { deleteGroups, listMembersWithRoles } from "./group.ts";
import { deleteRoleCascade } from "./role.ts";
import { deleteUsers } from "./user.ts";

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
  await inChunks(groupIds, (ids) => deleteGroups(queries, ids).then(() => []));
  await inChunks(userIds, (ids) => deleteUsers(engine, queries, ids, nowMs).then(() => []));
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
