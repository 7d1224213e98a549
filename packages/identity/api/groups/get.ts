import { notFound } from "../../errors/index.ts";
import { getGroup } from "../../store/groups.ts";
import { withSelfLink } from "../http/listing.ts";
import { ok, type Route } from "../http/route.ts";
import { renderGroup } from "./render.ts";
import { groupIdOf, groupTarget } from "./target.ts";

/** `GET /v3/groups/{group_id}` (keystone/api/groups.py, GroupsResource._get_group). */
export const getGroupRoute: Route = {
  method: "GET",
  path: "/v3/groups/{group_id}",
  async handle(exchange) {
    await exchange.enforce("identity:get_group", { target: groupTarget(exchange) });
    const group = await getGroup(exchange.identity.database.query, groupIdOf(exchange));
    if (!group) throw notFound("group", groupIdOf(exchange));
    return ok({ group: withSelfLink(exchange, renderGroup(group), ["groups"]) });
  },
};
