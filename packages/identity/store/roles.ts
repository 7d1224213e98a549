import { changeOptions, listOptions, type Options, roleOptions } from "../options/index.ts";
import { parseExtra, type Queries } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import type { RoleTable } from "./schema/tables.ts";

/** What the domain column of a global role holds (keystone/assignment/role_backends/base.py, NULL_DOMAIN_ID). */
export const NULL_DOMAIN_ID = "<<null>>";

/** A role (keystone/assignment/role_backends/sql_model.py, RoleTable). */
export interface RoleRecord {
  readonly id: string;
  readonly name: string;
  /** Null for a global role. */
  readonly domainId: string | null;
  readonly description: string | null;
  readonly options: Options;
  readonly extra: Readonly<Record<string, unknown>>;
}

/** A role by ID. */
export async function getRole(queries: Queries, roleId: string): Promise<RoleRecord | undefined> {
  const [role] = await listRolesByIds(queries, [roleId]);
  return role;
}

/** The roles of these IDs; those that do not exist are left out. */
export async function listRolesByIds(queries: Queries, roleIds: readonly string[]): Promise<RoleRecord[]> {
  const rows = await inChunks([...new Set(roleIds)], (chunk) =>
    queries.selectFrom("role").selectAll().where("id", "in", chunk).orderBy("id").execute(),
  );
  return withOptions(queries, rows);
}

/** The roles of a domain, or the global ones for null; without a domain, all roles. */
export async function listRoles(queries: Queries, domainId?: string | null): Promise<RoleRecord[]> {
  let select = queries.selectFrom("role").selectAll().orderBy("id");
  if (domainId !== undefined) select = select.where("domain_id", "=", domainId ?? NULL_DOMAIN_ID);
  return withOptions(queries, await select.execute());
}

/** Adds a role with its options; a second one of the name in the domain fails on the unique key. */
export async function createRole(queries: Queries, role: RoleRecord): Promise<void> {
  await queries.insertInto("role").values(toRow(role)).execute();
  await changeOptions(queries, "role_option", roleOptions, role.id, role.options);
}

/** Writes a role's columns; of the options, those that `changedOptions` names. */
export async function updateRole(queries: Queries, role: RoleRecord, changedOptions: Options): Promise<void> {
  const { id, ...changes } = toRow(role);
  await queries.updateTable("role").set(changes).where("id", "=", id).execute();
  await changeOptions(queries, "role_option", roleOptions, id, changedOptions);
}

function toRow(role: RoleRecord) {
  return {
    id: role.id,
    name: role.name,
    domain_id: role.domainId ?? NULL_DOMAIN_ID,
    description: role.description,
    extra: JSON.stringify(role.extra),
  };
}

type RoleRow = Omit<RoleTable, "domain_id"> & { readonly domain_id: string };

async function withOptions(queries: Queries, rows: readonly RoleRow[]): Promise<RoleRecord[]> {
  const ids = rows.map((row) => row.id);
  const options = await listOptions(queries, "role_option", roleOptions, ids);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    domainId: row.domain_id === NULL_DOMAIN_ID ? null : row.domain_id,
    description: row.description,
    options: options.get(row.id) ?? {},
    extra: parseExtra(row.extra),
  }));
}
