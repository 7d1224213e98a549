import type { DirectAssignment } from "../../assignment/index.ts";
import { notFound } from "../../errors/index.ts";
import type { Queries } from "../../store/database.ts";
import { getGroup } from "../../store/groups.ts";
import { getDomain, getProject } from "../../store/projects.ts";
import { getUser } from "../../store/users.ts";
import { renderRole, requireRole } from "../roles/index.ts";

/** A resource as policy rules see it: `target.user.domain_id` and so on. */
export type Party = Readonly<Record<string, unknown>>;

/** The user or group of a grant; 404 when there is none. */
export async function requireActor(queries: Queries, { kind, id }: DirectAssignment["actor"]): Promise<Party> {
  const party = kind === "user" ? await findUser(queries, id) : await findGroup(queries, id);
  if (!party) throw notFound(kind, id);
  return party;
}

/** The project or domain of a grant; 404 when there is none. */
export async function requireTarget(queries: Queries, { kind, id }: DirectAssignment["target"]): Promise<Party> {
  const record = kind === "project" ? await getProject(queries, id) : await getDomain(queries, id);
  if (!record) throw notFound(kind, id);
  const { name, description, enabled, extra } = record;
  const common = { ...extra, id, name, description, enabled };
  if (kind === "domain") return common;
  return { ...common, domain_id: record.domainId, parent_id: record.parentId, is_domain: record.isDomain };
}

/** The role of a grant; 404 when there is none. */
export async function requireRoleParty(queries: Queries, roleId: string): Promise<Party> {
  return renderRole(await requireRole(queries, roleId));
}

async function findUser(queries: Queries, id: string): Promise<Party | undefined> {
  const user = await getUser(queries, id);
  if (!user) return undefined;
  const { name, domainId, enabled, defaultProjectId, extra } = user;
  return { ...extra, id, name, domain_id: domainId, enabled, default_project_id: defaultProjectId };
}

async function findGroup(queries: Queries, id: string): Promise<Party | undefined> {
  const group = await getGroup(queries, id);
  if (!group) return undefined;
  return { ...group.extra, id, name: group.name, domain_id: group.domainId, description: group.description };
}
