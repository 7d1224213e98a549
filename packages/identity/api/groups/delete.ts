import { notFound } from "../../errors/index.ts";
import { deleteGroups, listMembersWithRoles } from "../../store/cascade/group.ts";
import { getGroup } from "../../store/groups.ts";
import { recordRevocation } from "../../store/revocation-events.ts";
import { deleteInBulk } from "../http/bulk-delete.ts";
import { noContent, type Route } from "../http/route.ts";
import { groupIdOf } from "./target.ts";

/** `DELETE /v3/groups/{group_id}` (keystone/api/groups.py, GroupsResource.delete; keystone/identity/core.py, delete_group). */
export const deleteGroupRoute: Route = {
  method: "DELETE",
  path: "/v3/groups/{group_id}",
  async handle(exchange) {
    const { identity } = exchange;
    const groupId = groupIdOf(exchange);
    await exchange.enforce("identity:delete_group");
    await deleteInBulk(exchange, async (queries) => {
      if (!(await getGroup(queries, groupId))) throw notFound("group", groupId);
      const memberIds = await listMembersWithRoles(queries, [groupId]);
      await deleteGroups(queries, [groupId]);
      for (const userId of memberIds) await recordRevocation(identity, queries, { userId });
    });
    await exchange.notify("group", "deleted", groupId);
    return noContent;
  },
};
