import { withoutInitiator } from "../../audit/index.ts";
import { notFound } from "../../errors/index.ts";
import { deleteUsers } from "../../store/cascade/user.ts";
import { recordRevocation } from "../../store/revocation-events.ts";
import { getUser } from "../../store/users.ts";
import { deleteInBulk } from "../http/bulk-delete.ts";
import { noContent, type Route } from "../http/route.ts";
import { userIdOf, userTarget } from "./target.ts";

/** `DELETE /v3/users/{user_id}` (keystone/api/users.py, UserResource.delete; keystone/identity/core.py, delete_user). */
export const deleteUserRoute: Route = {
  method: "DELETE",
  path: "/v3/users/{user_id}",
  async handle(exchange) {
    const { identity } = exchange;
    const userId = userIdOf(exchange);
    await exchange.enforce("identity:delete_user", { target: userTarget(exchange) });
    await deleteInBulk(exchange, async (queries) => {
      if (!(await getUser(queries, userId))) throw notFound("user", userId);
      await deleteUsers(identity.database.engine, queries, [userId], identity.clock.nowMs());
      await recordRevocation(identity, queries, { userId });
    });
    await exchange.notify("user", "deleted", userId, withoutInitiator);
    return noContent;
  },
};
