import type { RawRow } from "@multisite/kernel/sql";
import { refusals } from "./refusal.ts";
import { idsOfKind } from "./subject.ts";
import type { TokenModel, TokenProject } from "./types.ts";

/** The project of a scope, with its domain; throws when it, or its domain, is missing or disabled. */
export function requireProject(scope: readonly RawRow[], projectId: string): TokenProject {
  const row = scope.find((candidate) => candidate.kind === "project");
  if (!row) throw refusals.projectNotFound(projectId);
  if (row.enabled !== 1) throw refusals.projectDisabled(projectId);
  // A domain acting as a project has the root domain, which is disabled, as its own.
  const domain = row.is_domain === 1 ? { id: projectId, name: String(row.name) } : undefined;
  if (!domain && row.domain_enabled !== 1) throw refusals.domainDisabled(String(row.domain_id));
  return {
    id: projectId,
    name: String(row.name),
    domain: domain ?? { id: String(row.domain_id), name: String(row.domain_name) },
    isDomain: row.is_domain === 1,
  };
}

/** The catalog filters of a scope. */
export function endpointFilterOf(scope: readonly RawRow[]): TokenModel["endpointFilter"] {
  return { endpointIds: idsOfKind(scope, "endpoint"), endpointGroupIds: idsOfKind(scope, "endpoint_group") };
}
