import { badRequest, conflict, type KeystoneError } from "../errors/index.ts";
import type { Queries } from "../store/database.ts";
import { getProject } from "../store/projects.ts";
import type { UserFields } from "./fields.ts";

/** A default project that does not exist is let through, a domain is not (keystone/identity/core.py). */
export async function requireNoDomainAsDefaultProject(queries: Queries, projectId: string | null | undefined): Promise<void> {
  if (!projectId) return;
  const project = await getProject(queries, projectId);
  if (project?.isDomain) throw badRequest(`User's default project ID cannot be a domain ID: ${projectId}`);
}

/** 409 in the words of keystone/common/sql/core.py, handle_conflicts, which names what the request named. */
export function duplicateUser({ name, domainId }: Pick<UserFields, "name" | "domainId">): KeystoneError {
  return conflict("user", duplicateDetails(name, domainId));
}

export function duplicateDetails(name: string | undefined, domainId: string | undefined): string {
  if (name !== undefined && domainId !== undefined) return `Duplicate entry found with name ${name} at domain ID ${domainId}`;
  if (name !== undefined) return `Duplicate entry found with name ${name}`;
  return domainId === undefined ? "Duplicate entry" : `Duplicate entry at domain ID ${domainId}`;
}
