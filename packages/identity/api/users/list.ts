import { readFilters } from "../http/listing.ts";
import type { Route } from "../http/route.ts";
import { streamedCollectionReply } from "../http/streamed-collection.ts";
import { splitUserFilters } from "./filters.ts";
import { identityListLimit, renderedUserPages } from "./pages.ts";

const FILTERS = ["domain_id", "enabled", "idp_id", "name", "protocol_id", "unique_id", "password_expires_at"];

/** `GET /v3/users` (keystone/api/users.py, UserResource._list_users). A domain-scoped caller sees their domain only. */
export const listUsersRoute: Route = {
  method: "GET",
  path: "/v3/users",
  async handle(exchange) {
    const { identity, request } = exchange;
    const caller = await exchange.enforce("identity:list_users", {
      filters: FILTERS,
      target: async () => {
        const domainId = (await exchange.caller()).credentials.domain_id;
        return domainId ? { domain_id: domainId } : {};
      },
    });
    const { conditions, rest } = splitUserFilters(readFilters(request.query, FILTERS));
    const domainId = caller.credentials.domain_id;
    const domainIds = domainId
      ? [...conditions.domainIds, { comparator: "equals" as const, value: domainId }]
      : conditions.domainIds;
    return streamedCollectionReply(exchange, renderedUserPages(identity, { ...conditions, domainIds }), {
      name: "users",
      filters: rest,
      limit: identityListLimit(identity),
    });
  },
};
