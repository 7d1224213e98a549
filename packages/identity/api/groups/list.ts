import { listGroupPages } from "../../store/groups.ts";
import type { TextCondition } from "../../store/user-list.ts";
import { readFilters } from "../http/listing.ts";
import type { Route } from "../http/route.ts";
import { streamedCollectionReply } from "../http/streamed-collection.ts";
import { toTextCondition } from "../users/filters.ts";
import { identityListLimit } from "../users/pages.ts";
import { renderGroup } from "./render.ts";

const FILTERS = ["domain_id", "name"];

/** `GET /v3/groups` (keystone/api/groups.py, GroupsResource._list_groups). A domain-scoped caller sees their domain only. */
export const listGroupsRoute: Route = {
  method: "GET",
  path: "/v3/groups",
  async handle(exchange) {
    const { identity, request } = exchange;
    const { credentials } = await exchange.enforce("identity:list_groups", {
      filters: FILTERS,
      target: async () => {
        const domainId = (await exchange.caller()).credentials.domain_id;
        return domainId ? { group: { domain_id: domainId } } : {};
      },
    });
    const filters = readFilters(request.query, FILTERS);
    const conditionsOn = (name: string): TextCondition[] =>
      filters.filter((filter) => filter.name === name).flatMap((filter) => toTextCondition(filter) ?? []);
    const own: TextCondition[] = credentials.domain_id ? [{ comparator: "equals", value: credentials.domain_id }] : [];
    const pages = listGroupPages(identity.database.query, {
      names: conditionsOn("name"),
      domainIds: [...conditionsOn("domain_id"), ...own],
    });
    return streamedCollectionReply(exchange, rendered(pages), {
      name: "groups",
      filters: filters.filter((filter) => toTextCondition(filter) === undefined),
      limit: identityListLimit(identity),
    });
  },
};

async function* rendered(pages: ReturnType<typeof listGroupPages>) {
  for await (const page of pages) yield page.map(renderGroup);
}
