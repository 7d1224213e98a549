import type { DirectAssignment } from "../../assignment/index.ts";
import { type AuditDetails, type AuditGrant, withoutInitiator } from "../../audit/index.ts";
import { createAssignment, deleteAssignment, hasAssignment, listAssignments } from "../../store/assignments.ts";
import { listRolesByIds } from "../../store/roles.ts";
import type { Exchange } from "../http/exchange.ts";
import { collectionReply } from "../http/listing.ts";
import { noContent, type Route } from "../http/route.ts";
import { renderRole, requireRole } from "../roles/index.ts";
import { type GrantKind, grantsPath, pathSuffix, readGrant } from "./kind.ts";
import { requireTarget } from "./parties.ts";
import { assignmentNotFound, requireMatchingDomain, requireRoleAndTarget } from "./rules.ts";
import type { TargetBuilder } from "./target.ts";

/** `GET .../roles`: the roles of this user or group on exactly this project or domain. */
export function listGrantsRoute(kind: GrantKind, buildTarget: TargetBuilder): Route {
  return {
    method: "GET",
    path: `${grantsPath(kind)}${pathSuffix(kind)}`,
    async handle(exchange) {
      const { actor, target, inherited } = await enforceOnGrant(exchange, kind, "identity:list_grants", buildTarget);
      const { query } = exchange.identity.database;
      await requireTarget(query, target);
      const grants = await listAssignments(query, {
        actorKind: actor.kind,
        actorIds: [actor.id],
        targetKind: target.kind,
        targetIds: [target.id],
        inherited,
      });
      const roleIds = grants.map((grant) => grant.roleId);
      const roles = await listRolesByIds(query, roleIds);
      return collectionReply(exchange, roles.map(renderRole), { name: "roles" });
    },
  };
}

/** `GET .../roles/{role_id}`: 204 if there is this very grant. */
export function checkGrantRoute(kind: GrantKind, buildTarget: TargetBuilder): Route {
  return {
    method: "GET",
    path: `${grantsPath(kind)}/{role_id}${pathSuffix(kind)}`,
    async handle(exchange) {
      const grant = await enforceOnGrant(exchange, kind, "identity:check_grant", buildTarget);
      const { query } = exchange.identity.database;
      await requireRoleAndTarget(query, grant);
      if (!(await hasAssignment(query, grant))) throw notGranted(grant);
      return noContent;
    },
  };
}

/** `PUT .../roles/{role_id}`: a grant that is there already is no error. */
export function createGrantRoute(kind: GrantKind, buildTarget: TargetBuilder): Route {
  return {
    method: "PUT",
    path: `${grantsPath(kind)}/{role_id}${pathSuffix(kind)}`,
    async handle(exchange) {
      const grant = await enforceOnGrant(exchange, kind, "identity:create_grant", buildTarget);
      const { database } = exchange.identity;
      await database.transaction(async (queries) => {
        await requireRoleAndTarget(queries, grant);
        await requireMatchingDomain(queries, grant);
        await createAssignment(database.engine, queries, grant);
      });
      await exchange.notify("role_assignment", "created", grant.roleId, auditDetails(grant));
      return noContent;
    },
  };
}

/**
 * `DELETE .../roles/{role_id}`. Tokens and application credentials are no longer good for what depended on the grant, because
 * their roles are computed at each validation; nothing else is deleted, as in Keystone's delete_grant.
 */
export function revokeGrantRoute(kind: GrantKind, buildTarget: TargetBuilder): Route {
  return {
    method: "DELETE",
    path: `${grantsPath(kind)}/{role_id}${pathSuffix(kind)}`,
    async handle(exchange) {
      const grant = await enforceOnGrant(exchange, kind, "identity:revoke_grant", buildTarget);
      await exchange.identity.database.transaction(async (queries) => {
        await requireRole(queries, grant.roleId);
        if (!(await hasAssignment(queries, grant))) throw notGranted(grant);
        await requireTarget(queries, grant.target);
        if (!(await deleteAssignment(queries, grant))) throw notGranted(grant);
      });
      await exchange.notify("role_assignment", "deleted", grant.roleId, auditDetails(grant));
      return noContent;
    },
  };
}

/** OS-INHERIT names no initiator to Keystone's notifications (keystone/api/os_inherit.py). */
function auditDetails(grant: DirectAssignment): AuditDetails {
  return { grant: auditGrant(grant), ...(grant.inherited ? withoutInitiator : {}) };
}

function auditGrant({ actor, target, roleId, inherited }: DirectAssignment): AuditGrant {
  return {
    roleId,
    ...(actor.kind === "user" ? { userId: actor.id } : { groupId: actor.id }),
    ...(target.kind === "project" ? { projectId: target.id } : { domainId: target.id }),
    inheritedToProjects: inherited,
  };
}

async function enforceOnGrant(
  exchange: Exchange,
  kind: GrantKind,
  action: string,
  buildTarget: TargetBuilder,
): Promise<DirectAssignment> {
  const grant = readGrant(exchange.request, kind);
  const { query } = exchange.identity.database;
  await exchange.enforce(action, { target: () => buildTarget(query, grant, action === "identity:revoke_grant") });
  return grant;
}

function notGranted({ roleId, actor, target }: DirectAssignment) {
  return assignmentNotFound(roleId, actor.id, target.id);
}
