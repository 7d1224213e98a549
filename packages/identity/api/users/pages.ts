import type { Identity } from "../../identity.ts";
import { addUserDetails } from "../../store/user-details.ts";
import { listUserPages, type UserConditions } from "../../store/user-list.ts";
import { toUser } from "../../users/user.ts";
import { renderUser } from "./render.ts";

/** The users that meet the conditions, rendered, a page at a time. */
export async function* renderedUserPages(identity: Identity, conditions: UserConditions) {
  const queries = identity.database.query;
  for await (const page of listUserPages(queries, conditions)) {
    const details = await addUserDetails(queries, page);
    yield details.map((user) => renderUser(toUser(identity, user)));
  }
}

/** Most users or groups in a list. */
export function identityListLimit({ config }: Identity): number | undefined {
  return config.identity.list_limit ?? config.DEFAULT.list_limit;
}
