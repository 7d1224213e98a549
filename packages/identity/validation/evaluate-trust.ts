import type { RawRow } from "@multisite/kernel/sql";
import { fromDatetime, fromMicroseconds } from "../store/time.ts";
import type { TokenPayload } from "../tokens/index.ts";
import { findRedelegationFault, type TrustTerms } from "../trusts/redelegation.ts";
import { endpointFilterOf, requireProject } from "./project-scope.ts";
import { refusals } from "./refusal.ts";
import { expandImpliedRoles, namedRoles } from "./roles.ts";
import type { TokenRows } from "./scopes.ts";
import type { Snapshot } from "./snapshot.ts";
import { idsOfKind, type SubjectUser, toSubjectUser } from "./subject.ts";
import type { TokenModel } from "./types.ts";

/**
 * A trust's token: the trust and those that it was passed on from must still stand, and everybody concerned be enabled
 * (keystone/models/token_model.py, _validate_token_user and _validate_trust_scope; keystone/trust/core.py, get_trust).
 */
export function evaluateTrust(
  payload: TokenPayload,
  trustId: string,
  trustee: SubjectUser,
  rows: TokenRows,
  snapshot: Snapshot,
): TokenModel {
  const row = trustRow(rows.trust);
  const trustor = toSubjectUser(rows.trustor);
  if (!row || !trustor || isUsedUp(row)) throw refusals.trustNotFound(trustId);
  const projectId = String(row.project_id ?? "");
  const project = requireProject(rows.scope, projectId);
  const endsAtMs = checkChain(rows);
  if (payload.userId !== String(row.trustee_user_id)) throw refusals.notTrustee();
  if (!trustor.domainEnabled) throw refusals.trustDomainDisabled("Trustor");
  if (!trustee.domainEnabled) throw refusals.trustDomainDisabled("Trustee");
  if (!trustor.enabled) throw refusals.trustorDisabled();
  if (!trustee.enabled) throw refusals.userDisabled(trustee.id);
  const impersonation = row.impersonation === 1;
  const roles = delegatedRoles(rows, snapshot);
  if (roles.length === 0) throw refusals.noRoles(trustee.id, `project ${projectId}`);
  return {
    payload,
    user: impersonation ? trustor : trustee,
    roles,
    project,
    trust: { id: trustId, trustor, trusteeUserId: trustee.id, impersonation },
    catalogProjectId: projectId,
    endpointFilter: endpointFilterOf(rows.scope),
    expiresAtMs: Math.min(payload.expiresAtMs, endsAtMs),
    delegationEndsAtMs: endsAtMs,
  };
}

const trustRow = (rows: readonly RawRow[]): RawRow | undefined => rows.find((candidate) => candidate.kind === "trust");
const isUsedUp = (row: RawRow): boolean => typeof row.remaining_uses === "number" && row.remaining_uses <= 0;

/** Checks a redelegated trust against those that it came from, and gives the earliest expiry of them all. */
function checkChain(rows: TokenRows): number {
  let child = termsOf(rows.trust);
  let endsAtMs = child.expiresAtMs ?? Number.POSITIVE_INFINITY;
  let childRow = trustRow(rows.trust);
  for (const { trust, trustee } of rows.trustAncestors) {
    const row = trustRow(trust);
    if (!row || isUsedUp(row)) throw refusals.trustNotFound(String(childRow?.redelegated_trust_id));
    const parent = termsOf(trust);
    // How deep a chain may be is decided when it is made; a setting that was lowered since does not void it.
    const fault = findRedelegationFault(parent, child, Number.POSITIVE_INFINITY);
    if (fault !== undefined) throw refusals.brokenTrustChain(fault);
    const agent = toSubjectUser(trustee);
    if (!agent?.enabled || !agent.domainEnabled) throw refusals.brokenTrustChain("an agent is disabled or deleted");
    endsAtMs = Math.min(endsAtMs, parent.expiresAtMs ?? Number.POSITIVE_INFINITY);
    child = parent;
    childRow = row;
  }
  return endsAtMs;
}

function termsOf(rows: readonly RawRow[]): TrustTerms {
  const row = trustRow(rows) ?? {};
  return {
    projectId: typeof row.project_id === "string" ? row.project_id : null,
    redelegationCount: Number(row.redelegation_count ?? 0),
    remainingUses: typeof row.remaining_uses === "number" ? row.remaining_uses : null,
    expiresAtMs: expiryOf(row),
    roleIds: idsOfKind(rows, "role"),
    impersonation: row.impersonation === 1,
  };
}

function expiryOf(row: RawRow): number | null {
  if (typeof row.expires_at_int === "number") return fromMicroseconds(row.expires_at_int);
  return row.expires_at ? fromDatetime(String(row.expires_at)) : null;
}

/** Every role of a trust must still be held by its trustor and by the first trustor of the chain; else nothing is delegated. */
function delegatedRoles(rows: TokenRows, snapshot: Snapshot): TokenModel["roles"] {
  const delegated = expandImpliedRoles(idsOfKind(rows.trust, "role"), snapshot);
  for (const scope of [rows.scope, rows.originalTrustorScope]) {
    const held = expandImpliedRoles(idsOfKind(scope, "role"), snapshot);
    if (![...delegated].every((roleId) => held.has(roleId))) throw refusals.noDelegatedRoles();
  }
  return namedRoles(delegated, snapshot).flatMap(({ id }) => {
    const role = snapshot.roles.get(id);
    return role?.domainId === null ? [role.whole] : [];
  });
}
