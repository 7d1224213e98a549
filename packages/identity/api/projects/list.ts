import { completeProjects, type Project } from "../../projects/project.ts";
import { listProjects } from "../../store/projects.ts";
import { splitFilters } from "../http/exact-filters.ts";
import { collectionReply, readBoolean, readFilters } from "../http/listing.ts";
import type { Route } from "../http/route.ts";
import { renderProject } from "./render.ts";
import { matchesTags, readTagFilters } from "./tag-filters.ts";

const FILTERS = ["domain_id", "enabled", "name", "parent_id", "is_domain"] as const;

/** `GET /v3/projects` (keystone/api/projects.py, ProjectResource._list_projects). */
export const listProjectsRoute: Route = {
  method: "GET",
  path: "/v3/projects",
  async handle(exchange) {
    const { identity, request } = exchange;
    const caller = await exchange.caller();
    const callerDomainId = caller.credentials.domain_id;
    await exchange.enforce("identity:list_projects", {
      filters: FILTERS,
      ...(callerDomainId ? { target: { domain_id: callerDomainId } } : {}),
    });
    const { exact, rest } = splitFilters(readFilters(request.query, FILTERS), FILTERS);
    const conditions = exact.map(({ column, value }) => ({
      column,
      value: column === "enabled" || column === "is_domain" ? readBoolean(value) : value,
    }));
    if (!request.query.has("is_domain")) conditions.push({ column: "is_domain", value: false });
    if (callerDomainId) conditions.push({ column: "domain_id", value: callerDomainId });
    const tagFilters = readTagFilters(request.query);
    const projects = await completeProjects(identity.database.query, await listProjects(identity.database.query, conditions));
    const kept: Project[] = projects.filter((project) => matchesTags(project.tags, tagFilters));
    return collectionReply(exchange, kept.map(renderProject), {
      name: "projects",
      filters: rest,
      limit: identity.config.resource.list_limit ?? identity.config.DEFAULT.list_limit,
    });
  },
};
