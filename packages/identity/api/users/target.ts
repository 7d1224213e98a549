import { getGroup } from "../../store/groups.ts";
import { findUser } from "../../users/user.ts";
import { renderGroup } from "../groups/render.ts";
import type { Exchange } from "../http/exchange.ts";
import { renderUser } from "./render.ts";

/** `user_id` of the path. */
export function userIdOf(exchange: Exchange): string {
  return exchange.request.pathParameters.user_id ?? "";
}

/** What rules see of the user in the path; nothing when there is none, so that 403 comes before 404 (keystone/api/users.py). */
export function userTarget(exchange: Exchange): () => Promise<object> {
  return async () => {
    const user = await findUser(exchange.identity, exchange.identity.database.query, userIdOf(exchange));
    return user ? { user: renderUser(user) } : {};
  };
}

/** What rules see of the user and the group in the path (keystone/api/groups.py, _build_enforcement_target_attr). */
export function membershipTarget(exchange: Exchange): () => Promise<object> {
  return async () => {
    const group = await getGroup(exchange.identity.database.query, exchange.request.pathParameters.group_id ?? "");
    return { ...(group ? { group: renderGroup(group) } : {}), ...(await userTarget(exchange)()) };
  };
}
