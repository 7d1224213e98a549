import type { RawRow } from "@multisite/kernel/sql";
import { fromDatetime, fromMicroseconds } from "../store/time.ts";
import type { TokenPayload } from "../tokens/index.ts";
import { refusals } from "./refusal.ts";
import { effectiveRoles, expandImpliedRoles, namedRoles } from "./roles.ts";
import type { TokenRows } from "./scopes.ts";
import type { Snapshot } from "./snapshot.ts";
import { idsOfKind, type SubjectUser, toSubjectUser } from "./subject.ts";
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
  const base = { payload, user, endpointFilter: endpointFilterOf(rows.scope), catalogProjectId: payload.projectId ?? null };
  const roleIds = idsOfKind(rows.scope, "role");

  if (payload.system !== undefined) {
    const roles = namedRoles(expandImpliedRoles(roleIds, snapshot), snapshot);
    if (roles.length === 0) throw refusals.noRoles(user.id, "the system");
    return { ...base, roles, expiresAtMs: payload.expiresAtMs };
  }
  if (payload.domainId !== undefined) {
    const row = rows.scope.find((candidate) => candidate.kind === "domain");
    if (!row) throw refusals.domainNotFound(payload.domainId);
    if (row.enabled !== 1) throw refusals.domainDisabled(payload.domainId);
    const roles = effectiveRoles(roleIds, snapshot);
    if (roles.length === 0) throw refusals.noRoles(user.id, `domain ${payload.domainId}`);
    return { ...base, roles, domain: { id: payload.domainId, name: String(row.name) }, expiresAtMs: payload.expiresAtMs };
  }
  if (payload.accessTokenId !== undefined) return evaluateOauth(base, payload.accessTokenId, project, roleIds, rows, snapshot);
  if (payload.applicationCredentialId !== undefined) {
    return evaluateApplicationCredential(base, payload.applicationCredentialId, project, roleIds, rows, snapshot);
  }
  if (project) {
    const roles = effectiveRoles(roleIds, snapshot);
    if (roles.length === 0) throw refusals.noRoles(user.id, `project ${project.id}`);
    return { ...base, roles, project, expiresAtMs: payload.expiresAtMs };
  }
  return { ...base, roles: [], expiresAtMs: payload.expiresAtMs };
}

type Base = Pick<TokenModel, "payload" | "user" | "endpointFilter" | "catalogProjectId">;

function requireProject(scope: readonly RawRow[], projectId: string): TokenProject {
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

function endpointFilterOf(scope: readonly RawRow[]): TokenModel["endpointFilter"] {
  return { endpointIds: idsOfKind(scope, "endpoint"), endpointGroupIds: idsOfKind(scope, "endpoint_group") };
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
    expiresAtMs: Math.min(base.payload.expiresAtMs, credentialExpiresAtMs),
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
    expiresAtMs: Math.min(base.payload.expiresAtMs, accessTokenExpiresAtMs),
  };
}

function evaluateTrust(
  payload: TokenPayload,
  trustId: string,
  trustee: SubjectUser,
  rows: TokenRows,
  snapshot: Snapshot,
): TokenModel {
  const row = rows.trust.find((candidate) => candidate.kind === "trust");
  const trustor = toSubjectUser(rows.trustor);
  if (!row || !trustor) throw refusals.trustNotFound(trustId);
  const projectId = String(row.project_id ?? "");
  const project = requireProject(rows.scope, projectId);
  if (payload.userId !== String(row.trustee_user_id)) throw refusals.notTrustee();
  if (!trustor.domainEnabled) throw refusals.trustDomainDisabled("Trustor");
  if (!trustee.domainEnabled) throw refusals.trustDomainDisabled("Trustee");
  if (!trustor.enabled) throw refusals.trustorDisabled();
  if (!trustee.enabled) throw refusals.userDisabled(trustee.id);
  const impersonation = row.impersonation === 1;
  return {
    payload,
    user: impersonation ? trustor : trustee,
    roles: delegatedRoles(rows, snapshot),
    project,
    trust: { id: trustId, trustor, trusteeUserId: trustee.id, impersonation },
    catalogProjectId: projectId,
    endpointFilter: endpointFilterOf(rows.scope),
    expiresAtMs: Math.min(payload.expiresAtMs, trustExpiresAtMs(row)),
  };
}

/** Every role of a trust must still be held by its trustor and by the first trustor of the chain; else nothing is delegated. */
function delegatedRoles(rows: TokenRows, snapshot: Snapshot): TokenModel["roles"] {
  const delegated = expandImpliedRoles(idsOfKind(rows.trust, "role"), snapshot);
  for (const scope of [rows.scope, rows.originalTrustorScope]) {
    const held = expandImpliedRoles(idsOfKind(scope, "role"), snapshot);
    if (![...delegated].every((roleId) => held.has(roleId))) throw refusals.noDelegatedRoles();
  }
  return namedRoles(delegated, snapshot).filter((role) => snapshot.roles.get(role.id)?.domainId === null);
}

function trustExpiresAtMs(row: RawRow): number {
  if (typeof row.expires_at_int === "number") return fromMicroseconds(row.expires_at_int);
  return row.expires_at ? fromDatetime(String(row.expires_at)) : Number.POSITIVE_INFINITY;
}
