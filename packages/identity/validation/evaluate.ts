import type { RawRow } from "@multisite/kernel/sql";
import { fromMicroseconds } from "../store/time.ts";
import type { TokenPayload } from "../tokens/index.ts";
import { evaluateTrust } from "./evaluate-trust.ts";
import { endpointFilterOf, requireProject } from "./project-scope.ts";
import { refusals } from "./refusal.ts";
import { effectiveRoles, expandImpliedRoles, namedRoles } from "./roles.ts";
import type { TokenRows } from "./scopes.ts";
import type { Snapshot } from "./snapshot.ts";
import { idsOfKind, toSubjectUser } from "./subject.ts";
import type { TokenAccessRule, TokenApplicationCredential, TokenModel, TokenProject } from "./types.ts";

/**
 * Says what a token means by the data read for it, or throws why the data does not bear it out. Pure: the same payload,
 * rows and snapshot give the same answer (keystone/models/token_model.py, mint; the order of the checks is Keystone's).
 */
export function evaluateToken(payload: TokenPayload, rows: TokenRows, snapshot: Snapshot): TokenModel {
  if (payload.federated) throw refusals.federationUnsupported();
  const user = toSubjectUser(rows.user);
  if (!user) throw refusals.userNotFound(payload.userId);
  if (payload.trustId !== undefined) return evaluateTrust(payload, payload.trustId, user, rows, snapshot);
  const project = payload.projectId === undefined ? undefined : requireProject(rows.scope, payload.projectId);
  if (!user.domainEnabled) throw refusals.userDomainDisabled(user.domain.id);
  if (!user.enabled) throw refusals.userDisabled(user.id);
  const base: Base = {
    payload,
    user,
    endpointFilter: endpointFilterOf(rows.scope),
    catalogProjectId: payload.projectId ?? null,
    expiresAtMs: payload.expiresAtMs,
    delegationEndsAtMs: Number.POSITIVE_INFINITY,
  };
  const roleIds = idsOfKind(rows.scope, "role");

  if (payload.system !== undefined) {
    const roles = namedRoles(expandImpliedRoles(roleIds, snapshot), snapshot);
    if (roles.length === 0) throw refusals.noRoles(user.id, "the system");
    return { ...base, roles };
  }
  if (payload.domainId !== undefined) {
    const row = rows.scope.find((candidate) => candidate.kind === "domain");
    if (!row) throw refusals.domainNotFound(payload.domainId);
    if (row.enabled !== 1) throw refusals.domainDisabled(payload.domainId);
    const roles = effectiveRoles(roleIds, snapshot);
    if (roles.length === 0) throw refusals.noRoles(user.id, `domain ${payload.domainId}`);
    return { ...base, roles, domain: { id: payload.domainId, name: String(row.name) } };
  }
  if (payload.accessTokenId !== undefined) return evaluateOauth(base, payload.accessTokenId, project, roleIds, rows, snapshot);
  if (payload.applicationCredentialId !== undefined) {
    return evaluateApplicationCredential(base, payload.applicationCredentialId, project, roleIds, rows, snapshot);
  }
  if (project) {
    const roles = effectiveRoles(roleIds, snapshot);
    if (roles.length === 0) throw refusals.noRoles(user.id, `project ${project.id}`);
    return { ...base, roles, project };
  }
  return { ...base, roles: [] };
}

type Base = Omit<TokenModel, "roles">;

/** How the end of a delegation bounds its token; `allow_expired` still accepts one that ended at that very time. */
function endsWith(delegationExpiresAtMs: number, payload: TokenPayload): Pick<Base, "expiresAtMs" | "delegationEndsAtMs"> {
  const endsEarlier = delegationExpiresAtMs < payload.expiresAtMs;
  return {
    expiresAtMs: Math.min(payload.expiresAtMs, delegationExpiresAtMs),
    delegationEndsAtMs: endsEarlier ? delegationExpiresAtMs : Number.POSITIVE_INFINITY,
  };
}

function evaluateApplicationCredential(
  base: Base,
  id: string,
  project: TokenProject | undefined,
  userRoleIds: readonly string[],
  rows: TokenRows,
  snapshot: Snapshot,
): TokenModel {
  const row = rows.applicationCredential.find((candidate) => candidate.kind === "application_credential");
  if (!row) throw refusals.applicationCredentialNotFound(id);
  const held = new Set(effectiveRoles(userRoleIds, snapshot).map((role) => role.id));
  const delegated = idsOfKind(rows.applicationCredential, "role").filter((roleId) => held.has(roleId));
  const roles = namedRoles(delegated, snapshot);
  if (roles.length === 0) throw refusals.noRoles(base.user.id, `project ${base.payload.projectId}`);
  const credentialExpiresAtMs = typeof row.expires_at === "number" ? fromMicroseconds(row.expires_at) : Number.POSITIVE_INFINITY;
  return {
    ...base,
    roles,
    ...(project ? { project } : {}),
    applicationCredential: toApplicationCredential(row, rows.applicationCredential),
    ...endsWith(credentialExpiresAtMs, base.payload),
  };
}

function toApplicationCredential(row: RawRow, rows: readonly RawRow[]): TokenApplicationCredential {
  const rules = rows.filter((candidate) => candidate.kind === "access_rule").map(toAccessRule);
  return {
    id: String(row.id),
    name: String(row.name),
    unrestricted: row.unrestricted === 1,
    accessRules: rules.length > 0 ? rules : undefined,
  };
}

function toAccessRule(row: RawRow): TokenAccessRule {
  const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
  return { id: String(row.id), service: text(row.service), path: text(row.path), method: text(row.method) };
}

function evaluateOauth(
  base: Base,
  accessTokenId: string,
  project: TokenProject | undefined,
  userRoleIds: readonly string[],
  rows: TokenRows,
  snapshot: Snapshot,
): TokenModel {
  const row = rows.accessToken[0];
  if (!row) throw refusals.accessTokenNotFound();
  const held = new Set(effectiveRoles(userRoleIds, snapshot).map((role) => role.id));
  const authorized = expandImpliedRoles(JSON.parse(String(row.role_ids)) as string[], snapshot);
  const roles = namedRoles(
    [...authorized].filter((roleId) => held.has(roleId)),
    snapshot,
  );
  if (roles.length === 0) throw refusals.noRoles(base.user.id, `project ${base.payload.projectId}`);
  const accessTokenExpiresAtMs = row.expires_at ? Date.parse(String(row.expires_at)) : Number.POSITIVE_INFINITY;
  return {
    ...base,
    roles,
    ...(project ? { project } : {}),
    accessToken: { id: accessTokenId, consumerId: String(row.consumer_id) },
    ...endsWith(accessTokenExpiresAtMs, base.payload),
  };
}
