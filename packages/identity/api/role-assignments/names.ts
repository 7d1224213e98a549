import type { AssignmentEntity } from "../../assignment/index.ts";
import type { Queries } from "../../store/database.ts";
import { listUserNames } from "../../store/effective/index.ts";
import { inChunks } from "../../store/in-chunks.ts";
import { listRolesByIds } from "../../store/roles.ts";

/** A resource with its name and, where it has one, its domain. */
export interface NamedParty {
  readonly id: string;
  readonly name: string;
  readonly domain?: { readonly id: string; readonly name: string };
}

/** Looks names up that were read before. */
export interface AssignmentNames {
  user(id: string): NamedParty;
  group(id: string): NamedParty;
  project(id: string): NamedParty;
  domain(id: string): NamedParty;
  role(id: string): NamedParty;
}

interface Row {
  readonly id: string;
  readonly name: string;
  /** Null where there is none: for global roles and for domains. */
  readonly domain_id: string | null;
}

/**
 * Reads the names of everything that the assignments mention. Users and groups that are gone have empty names
 * (keystone/assignment/core.py, _get_names_from_role_assignments); so have projects here, where Keystone fails the list.
 */
export async function readAssignmentNames(queries: Queries, entities: readonly AssignmentEntity[]): Promise<AssignmentNames> {
  const users = byId(await listUserNames(queries, idsOf(entities, "userId")));
  const groups = byId(await listGroupNames(queries, idsOf(entities, "groupId")));
  const scopes = [...idsOf(entities, "projectId"), ...idsOf(entities, "domainId")];
  const projects = byId(await listProjectNames(queries, scopes));
  const roles = byId(
    (await listRolesByIds(queries, idsOf(entities, "roleId"))).map(({ id, name, domainId }) => ({
      id,
      name,
      domain_id: domainId,
    })),
  );
  const domainIds = [users, groups, projects, roles].flatMap((rows) => [...rows.values()].map((row) => row.domain_id));
  const domains = byId(await listProjectNames(queries, [...new Set(domainIds.filter((id) => id !== null))]));
  const named = (rows: ReadonlyMap<string, Row>, id: string): NamedParty => {
    const row = rows.get(id);
    const domainId = row?.domain_id ?? "";
    return { id, name: row?.name ?? "", domain: { id: domainId, name: domains.get(domainId)?.name ?? "" } };
  };
  return {
    user: (id) => named(users, id),
    group: (id) => named(groups, id),
    project: (id) => named(projects, id),
    domain: (id) => ({ id, name: projects.get(id)?.name ?? "" }),
    role(id) {
      const { name, domain } = named(roles, id);
      return { id, name, ...(roles.get(id)?.domain_id ? { domain: domain as NamedParty } : {}) };
    },
  };
}

type IdField = "userId" | "groupId" | "projectId" | "domainId" | "roleId";

function idsOf(entities: readonly AssignmentEntity[], field: IdField): string[] {
  return [...new Set(entities.map((entity) => entity[field]).filter((id) => id !== undefined))];
}

function byId(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.id, row]));
}

function listGroupNames(queries: Queries, groupIds: readonly string[]): Promise<Row[]> {
  return inChunks(groupIds, (chunk) =>
    queries.selectFrom("group").select(["id", "name", "domain_id"]).where("id", "in", chunk).execute(),
  );
}

function listProjectNames(queries: Queries, projectIds: readonly string[]): Promise<Row[]> {
  return inChunks(projectIds, (chunk) =>
    queries.selectFrom("project").select(["id", "name", "domain_id"]).where("id", "in", chunk).execute(),
  );
}
