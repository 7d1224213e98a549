import { completeProjects, requireDomain } from "../../projects/project.ts";
import { listProjects } from "../../store/projects.ts";
import { splitFilters } from "../http/exact-filters.ts";
import { collectionReply, readBoolean, readFilters, withSelfLink } from "../http/listing.ts";
import { ok, type Route } from "../http/route.ts";
import { renderDomain } from "./render.ts";
import { domainIdOf, domainTarget } from "./target.ts";

const FILTERS = ["name", "enabled"] as const;

/** `GET /v3/domains/{domain_id}` (keystone/api/domains.py, DomainResource._get_domain). */
export const getDomainRoute: Route = {
  method: "GET",
  path: "/v3/domains/{domain_id}",
  async handle(exchange) {
    await exchange.enforce("identity:get_domain", { target: domainTarget(exchange) });
    const domain = await requireDomain(exchange.identity.database.query, domainIdOf(exchange));
    return ok({ domain: withSelfLink(exchange, renderDomain(domain), ["domains"]) });
  },
};

/** `GET /v3/domains` (keystone/api/domains.py, DomainResource._list_domains). */
export const listDomainsRoute: Route = {
  method: "GET",
  path: "/v3/domains",
  async handle(exchange) {
    const { config, database } = exchange.identity;
    await exchange.enforce("identity:list_domains", { filters: FILTERS });
    const { exact, rest } = splitFilters(readFilters(exchange.request.query, FILTERS), FILTERS);
    const records = await listProjects(database.query, [
      { column: "is_domain", value: true },
      ...exact.map(({ column, value }) => ({ column, value: column === "enabled" ? readBoolean(value) : value })),
    ]);
    const domains = await completeProjects(database.query, records);
    return collectionReply(exchange, domains.map(renderDomain), {
      name: "domains",
      filters: rest,
      limit: config.resource.list_limit ?? config.DEFAULT.list_limit,
    });
  },
};
