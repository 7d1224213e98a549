import { findProject, requireDomain } from "../../projects/project.ts";
import type { Exchange } from "../http/exchange.ts";
import { renderDomain } from "./render.ts";

/** `domain_id` of the path. */
export function domainIdOf(exchange: Exchange): string {
  return exchange.request.pathParameters.domain_id ?? "";
}

/** What rules see of the domain in the path; nothing when it does not exist, so that 403 comes before 404 (keystone/api/domains.py). */
export function domainTarget(exchange: Exchange): () => Promise<object> {
  return async () => {
    const domain = await findProject(exchange.identity.database.query, domainIdOf(exchange));
    return domain?.isDomain ? { domain: renderDomain(domain) } : {};
  };
}

/** The same where Keystone infers the target from the path: 404 before 403 (keystone/common/rbac_enforcer/enforcer.py). */
export function existingDomainTarget(exchange: Exchange): () => Promise<object> {
  return async () => ({ domain: renderDomain(await requireDomain(exchange.identity.database.query, domainIdOf(exchange))) });
}
