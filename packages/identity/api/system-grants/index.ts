import type { DirectAssignment } from "../../assignment/index.ts";
import { badRequest } from "../../errors/index.ts";
import type { Queries } from "../../store/database.ts";
import { listRolesByIds } from "../../store/roles.ts";
import {
  createSystemAssignment,
  deleteSystemAssignment,
  hasSystemAssignment,
  listSystemAssignments,
  type SystemAssignment,
} from "../../store/system-assignments.ts";
import { type Party, requireActor, requireRoleParty } from "../grants/parties.ts";
import { assignmentNotFound } from "../grants/rules.ts";
import { unlessMissing } from "../grants/target.ts";
import type { Exchange } from "../http/exchange.ts";
import { collectionReply } from "../http/listing.ts";
import { noContent, type Route } from "../http/route.ts";
import { renderRole, requireRole } from "../roles/index.ts";

type ActorKind = DirectAssignment["actor"]["kind"];

/** `GET /v3/system/users/{user_id}/roles`. */
function listSystemGrantsRoute(kind: ActorKind): Route {
  return {
    method: "GET",
    path: `/v3/system/${kind}s/{${kind}_id}/roles`,
    async handle(exchange) {
      const { actor } = await enforceOnSystem(exchange, kind, `identity:list_system_grants_for_${kind}`);
      const { query } = exchange.identity.database;
      const grants = await listSystemAssignments(query, { actor });
      const roleIds = grants.map((grant) => grant.roleId);
      const roles = await listRolesByIds(query, roleIds);
      return collectionReply(exchange, roles.map(renderRole), { name: "roles" });
    },
  };
}

/** `GET /v3/system/users/{user_id}/roles/{role_id}`. */
function checkSystemGrantRoute(kind: ActorKind): Route {
  return {
    method: "GET",
    path: grantPath(kind),
    async handle(exchange) {
      const grant = await enforceOnSystem(exchange, kind, `identity:check_system_grant_for_${kind}`);
      if (!(await hasSystemAssignment(exchange.identity.database.query, grant))) throw notGranted(grant);
      return noContent;
    },
  };
}

/** `PUT`: global roles only; a grant that is there already is no error. */
function createSystemGrantRoute(kind: ActorKind): Route {
  return {
    method: "PUT",
    path: grantPath(kind),
    async handle(exchange) {
      const grant = await enforceOnSystem(exchange, kind, `identity:create_system_grant_for_${kind}`);
      const { database } = exchange.identity;
      await database.transaction(async (queries) => {
        await requireGlobalRole(queries, grant.roleId);
        await createSystemAssignment(database.engine, queries, grant);
      });
      return noContent;
    },
  };
}

/** `DELETE`, also for a user or group that is gone. */
function revokeSystemGrantRoute(kind: ActorKind): Route {
  return {
    method: "DELETE",
    path: grantPath(kind),
    async handle(exchange) {
      const grant = await enforceOnSystem(exchange, kind, `identity:revoke_system_grant_for_${kind}`);
      const { database } = exchange.identity;
      const deleted = await database.transaction((queries) => deleteSystemAssignment(queries, grant));
      if (!deleted) throw notGranted(grant);
      return noContent;
    },
  };
}

const grantPath = (kind: ActorKind): string => `/v3/system/${kind}s/{${kind}_id}/roles/{role_id}`;

async function requireGlobalRole(queries: Queries, roleId: string): Promise<void> {
  const role = await requireRole(queries, roleId);
  if (!role.domainId) return;
  throw badRequest(`Role ${roleId} is a domain-specific role. Unable to use a domain-specific role in a system assignment.`);
}

/** Role, then user or group, 404 for what is missing (keystone/api/system.py, _build_enforcement_target). */
async function enforceOnSystem(exchange: Exchange, kind: ActorKind, action: string): Promise<SystemAssignment> {
  const { identity, request } = exchange;
  const { query } = identity.database;
  const actor = { kind, id: request.pathParameters[`${kind}_id`] ?? "" };
  const roleId = request.pathParameters.role_id ?? "";
  const mayLackActor = action.includes(":revoke_");
  await exchange.enforce(action, {
    target: async () => {
      const parties: Record<string, Party> = {};
      if (roleId !== "") parties.role = await requireRoleParty(query, roleId);
      const found = mayLackActor ? await unlessMissing(requireActor(query, actor)) : await requireActor(query, actor);
      if (found) parties[kind] = found;
      return parties;
    },
  });
  return { actor, roleId };
}

const notGranted = ({ actor, roleId }: SystemAssignment) => assignmentNotFound(roleId, actor.id, "system");

/** Roles on the whole system (keystone/api/system.py). */
export const systemGrantRoutes: readonly Route[] = (["user", "group"] as const).flatMap((kind) => [
  listSystemGrantsRoute(kind),
  checkSystemGrantRoute(kind),
  createSystemGrantRoute(kind),
  revokeSystemGrantRoute(kind),
]);
