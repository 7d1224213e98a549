import { listSystemAssignments } from "../../store/system-assignments.ts";
import { renderDomain } from "../domains/render.ts";
import type { Exchange } from "../http/exchange.ts";
import { collectionReply } from "../http/listing.ts";
import { ok, type Reply, type Route } from "../http/route.ts";
import { renderProject } from "../projects/render.ts";
import { listDomainsOfUser, listProjectsOfUser } from "./projects.ts";

/** `GET /v3/auth/projects`: what the caller can get a project-scoped token for. */
async function answerProjects(exchange: Exchange): Promise<Reply> {
  const { model } = await exchange.enforce("identity:get_auth_projects");
  const projects = await listProjectsOfUser(exchange.identity.database.query, model.user.id);
  return collectionReply(exchange, projects.map(renderProject), { name: "projects" });
}

/** `GET /v3/auth/domains`: what the caller can get a domain-scoped token for. */
async function answerDomains(exchange: Exchange): Promise<Reply> {
  const { model } = await exchange.enforce("identity:get_auth_domains");
  const domains = await listDomainsOfUser(exchange.identity.database.query, model.user.id);
  return collectionReply(exchange, domains.map(renderDomain), { name: "domains" });
}

/**
 * `GET /v3/auth/system`: whether the caller has a role on the system. Keystone looks at the user's own roles only, although a
 * system-scoped token can be had through a group as well.
 */
async function answerSystem(exchange: Exchange): Promise<Reply> {
  const { model } = await exchange.enforce("identity:get_auth_system");
  const actor = { kind: "user" as const, id: model.user.id };
  const grants = await listSystemAssignments(exchange.identity.database.query, { actor });
  return ok({ system: grants.length > 0 ? [{ all: true }] : [], links: { self: exchange.links.to("auth", "system") } });
}

/** What a token's owner may scope to (keystone/api/auth.py; the OS-FEDERATION paths are older names). */
export const authScopeRoutes: readonly Route[] = [
  { method: "GET", path: "/v3/auth/projects", handle: answerProjects },
  { method: "GET", path: "/v3/OS-FEDERATION/projects", handle: answerProjects },
  { method: "GET", path: "/v3/auth/domains", handle: answerDomains },
  { method: "GET", path: "/v3/OS-FEDERATION/domains", handle: answerDomains },
  { method: "GET", path: "/v3/auth/system", handle: answerSystem },
];
