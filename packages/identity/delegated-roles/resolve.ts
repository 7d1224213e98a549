import { badRequest, notFoundText } from "../errors/index.ts";
import type { Queries } from "../store/database.ts";

/** A role as a request names it: one of the two. */
export interface RoleReference {
  readonly id?: string;
  readonly name?: string;
}

/**
 * The IDs of roles named by ID or by name. IDs are taken as they are; a name must belong to exactly one role of all domains,
 * else 404 or 400 (keystone/assignment/core.py, get_unique_role_by_name).
 */
export async function resolveRoleIds(queries: Queries, references: readonly RoleReference[]): Promise<string[]> {
  const roleIds: string[] = [];
  for (const { id, name = "" } of references) roleIds.push(id ? id : await getUniqueRoleId(queries, name));
  return roleIds;
}

async function getUniqueRoleId(queries: Queries, name: string): Promise<string> {
  const rows = await queries.selectFrom("role").select(["id", "name"]).where("name", "=", name).execute();
  // MariaDB compares without regard to case.
  const [found, second] = rows.filter((row) => row.name === name);
  if (!found) throw notFoundText(`Role ${name} is not defined`);
  if (second) {
    throw badRequest(
      `There are multiple role entities named '${name}'. Please use ID instead of names to resolve the ambiguity.`,
    );
  }
  return found.id;
}
