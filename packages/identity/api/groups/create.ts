import { readGroupFields } from "../../groups/fields.ts";
import { createGroup } from "../../groups/write.ts";
import { normalizeAttributes } from "../http/attributes.ts";
import { domainIdOrDefault } from "../http/default-domain.ts";
import { withSelfLink } from "../http/listing.ts";
import { created, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { renderGroup } from "./render.ts";
import { groupCreate } from "./schema.ts";

/** `POST /v3/groups` (keystone/api/groups.py, GroupsResource.post). */
export const createGroupRoute: Route = {
  method: "POST",
  path: "/v3/groups",
  async handle(exchange) {
    const { identity, request } = exchange;
    const { group: given = {} } = request.body;
    const caller = await exchange.enforce("identity:create_group", { target: { group: given } });
    validateSchema(groupCreate, given);
    const body = normalizeAttributes(given as Record<string, unknown>);
    const domainId = String(domainIdOrDefault(body.domain_id, caller, identity.config));
    const fields = readGroupFields(body);
    const group = await createGroup(identity, { ...fields, name: String(fields.name), domainId });
    await exchange.notify("group", "created", group.id);
    return created({ group: withSelfLink(exchange, renderGroup(group), ["groups"]) });
  },
};
