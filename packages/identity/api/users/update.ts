import { badRequest, notFound } from "../../errors/index.ts";
import { disableByFact } from "../../users/disable-by-fact.ts";
import { readUserFields } from "../../users/fields.ts";
import { updateUser } from "../../users/update.ts";
import { findUser } from "../../users/user.ts";
import { withSelfLink } from "../http/listing.ts";
import { ok, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { renderUpdatedUser } from "./render.ts";
import { userUpdate } from "./schema.ts";
import { userIdOf, userTarget } from "./target.ts";

/** `PATCH /v3/users/{user_id}` (keystone/api/users.py, UserResource.patch). */
export const updateUserRoute: Route = {
  method: "PATCH",
  path: "/v3/users/{user_id}",
  async handle(exchange) {
    const { identity, request } = exchange;
    const userId = userIdOf(exchange);
    await exchange.enforce("identity:update_user", { target: userTarget(exchange) });
    const old = await findUser(identity, identity.database.query, userId);
    if (!old) throw notFound("user", userId);
    const { user: given = {} } = request.body;
    validateSchema(userUpdate, given);
    const body = given as Record<string, unknown>;
    if (body.id !== undefined && body.id !== null && body.id !== userId) throw badRequest("Cannot change ID");
    const user = exchange.canWrite ? await updateUser(identity, old, readUserFields(body)) : disableByFact(identity, old, body);
    await exchange.notify("user", "updated", userId);
    return ok({ user: withSelfLink(exchange, renderUpdatedUser(user), ["users"]) });
  },
};
