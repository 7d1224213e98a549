import { notFound } from "../../errors/index.ts";
import { findUser } from "../../users/user.ts";
import { withSelfLink } from "../http/listing.ts";
import { ok, type Route } from "../http/route.ts";
import { renderUser } from "./render.ts";
import { userIdOf, userTarget } from "./target.ts";

/** `GET /v3/users/{user_id}` (keystone/api/users.py, UserResource._get_user). */
export const getUserRoute: Route = {
  method: "GET",
  path: "/v3/users/{user_id}",
  async handle(exchange) {
    await exchange.enforce("identity:get_user", { target: userTarget(exchange) });
    const userId = userIdOf(exchange);
    const user = await findUser(exchange.identity, exchange.identity.database.query, userId);
    if (!user) throw notFound("user", userId);
    return ok({ user: withSelfLink(exchange, renderUser(user), ["users"]) });
  },
};
