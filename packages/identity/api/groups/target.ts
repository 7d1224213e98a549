import { getGroup } from "../../store/groups.ts";
import type { Exchange } from "../http/exchange.ts";
import { renderGroup } from "./render.ts";

/** `group_id` of the path. */
export function groupIdOf(exchange: Exchange): string {
  return exchange.request.pathParameters.group_id ?? "";
}

/** What rules see of the group in the path; nothing when there is none, so that 403 comes before 404 (keystone/api/groups.py). */
export function groupTarget(exchange: Exchange): () => Promise<object> {
  return async () => {
    const group = await getGroup(exchange.identity.database.query, groupIdOf(exchange));
    return group ? { group: renderGroup(group) } : {};
  };
}
