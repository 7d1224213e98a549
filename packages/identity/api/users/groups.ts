import { notFound } from "../../errors/index.ts";
import { listGroupsOfUser } from "../../store/groups.ts";
import { getUser } from "../../store/users.ts";
import { renderGroup } from "../groups/render.ts";
import { collectionReply, readFilters } from "../http/listing.ts";
import type { Route } from "../http/route.ts";
import { identityListLimit } from "./pages.ts";
import { zonelessTime } from "./render.ts";
import { userIdOf, userTarget } from "./target.ts";

const FILTERS = ["name"];

/** `GET /v3/users/{user_id}/groups` (keystone/api/users.py, UserGroupsResource.get). */
export const listUserGroupsRoute: Route = {
  method: "GET",
  path: "/v3/users/{user_id}/groups",
  async handle(exchange) {
    const { identity, request } = exchange;
    const userId = userIdOf(exchange);
    const options = { target: userTarget(exchange), filters: FILTERS };
    const { credentials } = await exchange.enforce("identity:list_groups_for_user", options);
    if (!(await getUser(identity.database.query, userId))) throw notFound("user", userId);
    const memberships = await listGroupsOfUser(identity.database.query, userId, identity.clock.nowMs());
    const groups = memberships
      .filter(({ group }) => !credentials.domain_id || group.domainId === credentials.domain_id)
      .map(({ group, expiresAtMs }) => ({
        ...renderGroup(group),
        membership_expires_at: expiresAtMs === null ? null : zonelessTime(expiresAtMs),
      }));
    const filters = readFilters(request.query, FILTERS);
    return collectionReply(exchange, groups, { name: "groups", filters, limit: identityListLimit(identity) });
  },
};
