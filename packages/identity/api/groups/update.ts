import { badRequest } from "../../errors/index.ts";
import { readGroupFields } from "../../groups/fields.ts";
import { updateGroup } from "../../groups/write.ts";
import { withSelfLink } from "../http/listing.ts";
import { ok, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { renderGroup } from "./render.ts";
import { groupUpdate } from "./schema.ts";
import { groupIdOf, groupTarget } from "./target.ts";

/** `PATCH /v3/groups/{group_id}` (keystone/api/groups.py, GroupsResource.patch). */
export const updateGroupRoute: Route = {
  method: "PATCH",
  path: "/v3/groups/{group_id}",
  async handle(exchange) {
    const { identity, request } = exchange;
    const groupId = groupIdOf(exchange);
    await exchange.enforce("identity:update_group", { target: groupTarget(exchange) });
    const { group: given = {} } = request.body;
    validateSchema(groupUpdate, given);
    const body = given as Record<string, unknown>;
    if (body.id !== undefined && body.id !== null && body.id !== groupId) throw badRequest("Cannot change ID");
    const group = await updateGroup(identity, groupId, readGroupFields(body));
    await exchange.notify("group", "updated", groupId);
    return ok({ group: withSelfLink(exchange, renderGroup(group), ["groups"]) });
  },
};
