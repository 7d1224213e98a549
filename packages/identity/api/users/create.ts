import { createUser, type NewUser } from "../../users/create.ts";
import { readUserFields } from "../../users/fields.ts";
import { normalizeAttributes } from "../http/attributes.ts";
import { domainIdOrDefault } from "../http/default-domain.ts";
import { withSelfLink } from "../http/listing.ts";
import { created, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { renderUser } from "./render.ts";
import { userCreate } from "./schema.ts";

/** `POST /v3/users` (keystone/api/users.py, UserResource.post). */
export const createUserRoute: Route = {
  method: "POST",
  path: "/v3/users",
  async handle(exchange) {
    const { identity, request } = exchange;
    const { user: given = {} } = request.body;
    const caller = await exchange.enforce("identity:create_user", { target: { user: given } });
    validateSchema(userCreate, given);
    const body = normalizeAttributes(given as Record<string, unknown>);
    const fields = readUserFields({ ...body, domain_id: domainIdOrDefault(body.domain_id, caller, identity.config) });
    const user = await createUser(identity, fields as NewUser);
    await exchange.notify("user", "created", user.user.id);
    return created({ user: withSelfLink(exchange, renderUser(user), ["users"]) });
  },
};
