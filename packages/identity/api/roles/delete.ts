import { immutableResource } from "../../errors/index.ts";
import { deleteRoleCascade } from "../../store/cascade/role.ts";
import { deleteInBulk } from "../http/bulk-delete.ts";
import { noContent, type Route } from "../http/route.ts";
import { enforceOnRole, requireRole } from "./require.ts";

/** `DELETE /v3/roles/{role_id}`: tokens lose the role with their next validation, no event is needed. */
export const deleteRoleRoute: Route = {
  method: "DELETE",
  path: "/v3/roles/{role_id}",
  async handle(exchange) {
    const { id } = await enforceOnRole(exchange, "delete");
    await deleteInBulk(exchange, async (queries) => {
      const role = await requireRole(queries, id);
      if (role.options.immutable === true) throw immutableResource("delete", "role", id);
      await deleteRoleCascade(queries, id);
    });
    await exchange.notify("role", "deleted", id);
    return noContent;
  },
};
