import { missingAttribute, unauthorized } from "../errors/index.ts";
import type { Queries } from "../store/database.ts";
import { getDomain, getDomainByName, getProject, getProjectByName, type ProjectRecord } from "../store/projects.ts";
import { getUser, getUserByName, type UserRecord } from "../store/users.ts";
import type { LoginTrail } from "./types.ts";

type Reference = Readonly<Record<string, unknown>>;

const asReference = (value: unknown): Reference => (typeof value === "object" && value !== null ? (value as Reference) : {});
const asText = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** An enabled domain by `id` or `name`, else 401 (keystone/auth/core.py, _lookup_domain). */
export async function lookupDomain(queries: Queries, value: unknown): Promise<ProjectRecord> {
  const reference = asReference(value);
  const id = asText(reference.id);
  const name = asText(reference.name);
  if (id === undefined && name === undefined) throw missingAttribute("id or name", "domain");
  const domain = name === undefined ? await getDomain(queries, id as string) : await getDomainByName(queries, name);
  if (!domain) throw unauthorized(`no domain ${name ?? id}`);
  if (!domain.enabled) throw unauthorized(`domain ${domain.id} is disabled`);
  return domain;
}

/** An enabled project of an enabled domain, else 401 (keystone/auth/core.py, _lookup_project). */
export async function lookupProject(queries: Queries, value: unknown): Promise<ProjectRecord> {
  const reference = asReference(value);
  const name = asText(reference.name);
  let project: ProjectRecord | undefined;
  if (name !== undefined) {
    if (reference.domain === undefined) throw missingAttribute("domain", "project");
    const domain = await lookupDomain(queries, reference.domain);
    project = await getProjectByName(queries, name, domain.id);
  } else {
    project = await getProject(queries, asText(reference.id) ?? "");
    // A domain acting as a project has no domain of its own, and Keystone takes that as "not found".
    if (project?.domainId) await lookupDomain(queries, { id: project.domainId });
    else project = undefined;
  }
  if (!project) throw unauthorized(`no project ${name ?? asText(reference.id)}`);
  if (!project.enabled) throw unauthorized(`project ${project.id} is disabled`);
  return project;
}

/**
 * The user that a method's payload names by ID, or by name and domain, or undefined when there is none: the caller decides
 * how long to take over saying so (keystone/auth/plugins/core.py, BaseUserInfo).
 */
export async function lookupUser(
  queries: Queries,
  payload: Reference,
  methodName: string,
  trail: LoginTrail,
): Promise<UserRecord | undefined> {
  if (payload.user === undefined) throw missingAttribute("user", methodName);
  const reference = asReference(payload.user);
  const id = asText(reference.id);
  const name = asText(reference.name);
  if (id === undefined && name === undefined) throw missingAttribute("id or name", "user");
  if (name !== undefined) {
    if (reference.domain === undefined) throw missingAttribute("domain", "user");
    const domain = await lookupDomain(queries, reference.domain);
    const named = await getUserByName(queries, name, domain.id);
    if (!named) trail.unknownUser = { name, domainId: domain.id, domainName: domain.name };
    return named;
  }
  const user = await getUser(queries, id as string);
  if (user) await lookupDomain(queries, { id: user.domainId });
  else trail.unknownUser = { id: id as string };
  return user;
}
