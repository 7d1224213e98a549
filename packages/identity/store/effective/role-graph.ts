import { type ImpliedRoleIds, impliedClosure } from "../../assignment/index.ts";
import type { Queries } from "../database.ts";
import { listInferences } from "../implied-roles.ts";
import { NULL_DOMAIN_ID } from "../roles.ts";

/** What effective lists must know of roles. */
export interface RoleGraph {
  readonly implied: ImpliedRoleIds;
  /** Roles of no domain: the only ones that an effective list or a token shows. */
  readonly globalRoleIds: ReadonlySet<string>;
  readonly roleIds: readonly string[];
}

/** All roles with their inference rules; there are few of them. */
export async function readRoleGraph(queries: Queries): Promise<RoleGraph> {
  const roles = await queries.selectFrom("role").select(["id", "domain_id"]).execute();
  const implied = new Map<string, string[]>();
  for (const { priorRoleId, impliedRoleId } of await listInferences(queries)) {
    implied.set(priorRoleId, [...(implied.get(priorRoleId) ?? []), impliedRoleId]);
  }
  return {
    implied,
    globalRoleIds: new Set(roles.filter((role) => role.domain_id === NULL_DOMAIN_ID).map((role) => role.id)),
    roleIds: roles.map((role) => role.id),
  };
}

/** The roles that are, or imply, one that `wanted` accepts; undefined when all do, so that nothing has to be compared. */
export function rolesLeadingTo(
  { roleIds, implied }: RoleGraph,
  wanted: (roleId: string) => boolean,
): readonly string[] | undefined {
  const leading = roleIds.filter((roleId) => [...impliedClosure(roleId, implied)].some(wanted));
  return leading.length === roleIds.length ? undefined : leading;
}
