import { type EngineKind, insertIgnore } from "@multisite/kernel/sql";
import type { DirectAssignment } from "../assignment/index.ts";
import type { Queries } from "./database.ts";

/** A role on the whole system. */
export interface SystemAssignment {
  readonly actor: DirectAssignment["actor"];
  readonly roleId: string;
}

/** The one target of system assignments (keystone/assignment/core.py, _SYSTEM_SCOPE_TOKEN). */
const SYSTEM_TARGET = "system";

const typeOf = ({ kind }: SystemAssignment["actor"]): string => (kind === "user" ? "UserSystem" : "GroupSystem");

/** System assignments of one user or group, or all of them; with a role, only those of that role. */
export async function listSystemAssignments(
  queries: Queries,
  filter: { readonly actor?: SystemAssignment["actor"] | undefined; readonly roleId?: string | undefined },
): Promise<SystemAssignment[]> {
  let select = queries.selectFrom("system_assignment").selectAll().where("target_id", "=", SYSTEM_TARGET);
  if (filter.actor) select = select.where("type", "=", typeOf(filter.actor)).where("actor_id", "=", filter.actor.id);
  if (filter.roleId) select = select.where("role_id", "=", filter.roleId);
  const rows = await select.execute();
  return rows.map((row) => ({
    actor: { kind: row.type === "GroupSystem" ? "group" : "user", id: row.actor_id },
    roleId: row.role_id,
  }));
}

/** Adds a system assignment; one that is there already stays. */
export async function createSystemAssignment(
  engine: EngineKind,
  queries: Queries,
  { actor, roleId }: SystemAssignment,
): Promise<void> {
  const row = { type: typeOf(actor), actor_id: actor.id, target_id: SYSTEM_TARGET, role_id: roleId, inherited: 0 };
  await insertIgnore(engine, queries, "system_assignment", row);
}

/** Whether the user or group has this role on the system itself. */
export async function hasSystemAssignment(queries: Queries, { actor, roleId }: SystemAssignment): Promise<boolean> {
  return (await listSystemAssignments(queries, { actor, roleId })).length > 0;
}

/** Removes a system assignment; false when there was none. */
export async function deleteSystemAssignment(queries: Queries, { actor, roleId }: SystemAssignment): Promise<boolean> {
  const result = await queries
    .deleteFrom("system_assignment")
    .where("type", "=", typeOf(actor))
    .where("actor_id", "=", actor.id)
    .where("target_id", "=", SYSTEM_TARGET)
    .where("role_id", "=", roleId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}
