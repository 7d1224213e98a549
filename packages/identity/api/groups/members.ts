import { insertIgnore } from "@multisite/kernel/sql";
import { notFound, notFoundText } from "../../errors/index.ts";
import type { Queries } from "../../store/database.ts";
import { getGroup, hasMembership, isMember } from "../../store/groups.ts";
import { recordRevocation } from "../../store/revocation-events.ts";
import { getUser } from "../../store/users.ts";
import { readFilters } from "../http/listing.ts";
import { noContent, type Route } from "../http/route.ts";
import { streamedCollectionReply } from "../http/streamed-collection.ts";
import { splitUserFilters } from "../users/filters.ts";
import { identityListLimit, renderedUserPages } from "../users/pages.ts";
import { membershipTarget, userIdOf } from "../users/target.ts";
import { groupIdOf, groupTarget } from "./target.ts";

const FILTERS = ["domain_id", "enabled", "name", "password_expires_at"];
const PATH = "/v3/groups/{group_id}/users/{user_id}";

/** `GET /v3/groups/{group_id}/users` (keystone/api/groups.py, GroupUsersResource.get). */
export const listGroupUsersRoute: Route = {
  method: "GET",
  path: "/v3/groups/{group_id}/users",
  async handle(exchange) {
    const { identity, request } = exchange;
    const groupId = groupIdOf(exchange);
    const options = { target: groupTarget(exchange), filters: FILTERS };
    const { credentials } = await exchange.enforce("identity:list_users_in_group", options);
    const { conditions, rest } = splitUserFilters(readFilters(request.query, FILTERS));
    if (!(await getGroup(identity.database.query, groupId))) throw notFound("group", groupId);
    const own = credentials.domain_id ? [{ comparator: "equals" as const, value: credentials.domain_id }] : [];
    const domainIds = [...conditions.domainIds, ...own];
    return streamedCollectionReply(exchange, renderedUserPages(identity, { ...conditions, domainIds, groupId }), {
      name: "users",
      filters: rest,
      limit: identityListLimit(identity),
    });
  },
};

/** `GET /v3/groups/{group_id}/users/{user_id}` (keystone/api/groups.py, UserGroupCRUDResource.get). */
export const checkGroupUserRoute: Route = {
  method: "GET",
  path: PATH,
  async handle(exchange) {
    const { identity } = exchange;
    const [userId, groupId] = [userIdOf(exchange), groupIdOf(exchange)];
    await exchange.enforce("identity:check_user_in_group", { target: membershipTarget(exchange) });
    await requireBoth(identity.database.query, userId, groupId);
    if (!(await isMember(identity.database.query, userId, groupId, identity.clock.nowMs()))) throw notMember(userId, groupId);
    return noContent;
  },
};

/** `PUT /v3/groups/{group_id}/users/{user_id}`; doing it twice is no error (UserGroupCRUDResource.put). */
export const addGroupUserRoute: Route = {
  method: "PUT",
  path: PATH,
  async handle(exchange) {
    const { identity } = exchange;
    const [userId, groupId] = [userIdOf(exchange), groupIdOf(exchange)];
    await exchange.enforce("identity:add_user_to_group", { target: membershipTarget(exchange) });
    await identity.database.transaction(async (queries) => {
      await requireBoth(queries, userId, groupId);
      const row = { user_id: userId, group_id: groupId };
      await insertIgnore(identity.database.engine, queries, "user_group_membership", row);
    });
    await exchange.notify("group", "updated", groupId, { actor: { id: userId, type: "user", operation: "added" } });
    return noContent;
  },
};

/** `DELETE /v3/groups/{group_id}/users/{user_id}`; the user's tokens end (UserGroupCRUDResource.delete). */
export const removeGroupUserRoute: Route = {
  method: "DELETE",
  path: PATH,
  async handle(exchange) {
    const { identity } = exchange;
    const [userId, groupId] = [userIdOf(exchange), groupIdOf(exchange)];
    await exchange.enforce("identity:remove_user_from_group", { target: membershipTarget(exchange) });
    await identity.database.transaction(async (queries) => {
      if (!(await hasMembership(queries, userId, groupId))) {
        await requireBoth(queries, userId, groupId);
        throw notMember(userId, groupId);
      }
      await queries.deleteFrom("user_group_membership").where("user_id", "=", userId).where("group_id", "=", groupId).execute();
      await recordRevocation(identity, queries, { userId });
    });
    await exchange.notify("group", "updated", groupId, { actor: { id: userId, type: "user", operation: "removed" } });
    return noContent;
  },
};

async function requireBoth(queries: Queries, userId: string, groupId: string): Promise<void> {
  if (!(await getGroup(queries, groupId))) throw notFound("group", groupId);
  if (!(await getUser(queries, userId))) throw notFound("user", userId);
}

function notMember(userId: string, groupId: string) {
  return notFoundText(`User '${userId}' not found in group '${groupId}'`);
}
