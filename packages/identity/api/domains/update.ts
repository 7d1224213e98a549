import { assertNotFederated } from "../../projects/names.ts";
import { requireDomain } from "../../projects/project.ts";
import { updateProject } from "../../projects/update.ts";
import { withSelfLink } from "../http/listing.ts";
import { ok, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { renderDomain } from "./render.ts";
import { domainUpdate } from "./schema.ts";
import { domainIdOf, existingDomainTarget } from "./target.ts";

/** What makes a project a domain cannot be said here (keystone/resource/backends/base.py, get_project_from_domain). */
const FIXED = ["is_domain", "domain_id", "parent_id"];

/**
 * `PATCH /v3/domains/{domain_id}` (keystone/api/domains.py, DomainResource.patch; keystone/resource/core.py, update_domain).
 * An immutable domain can be made mutable here; Keystone allows that only through `/v3/projects`.
 */
export const updateDomainRoute: Route = {
  method: "PATCH",
  path: "/v3/domains/{domain_id}",
  async handle(exchange) {
    const { identity, request } = exchange;
    const domainId = domainIdOf(exchange);
    await exchange.enforce("identity:update_domain", { target: existingDomainTarget(exchange) });
    const { domain: given = {} } = request.body;
    validateSchema(domainUpdate, given);
    const body = Object.fromEntries(Object.entries(given as object).filter(([key]) => !FIXED.includes(key)));
    const domain = await identity.database.transaction(async (queries) => {
      await requireDomain(queries, domainId);
      assertNotFederated(domainId, body.name);
      return updateProject(identity, queries, domainId, body);
    });
    await exchange.notify("project", "updated", domainId);
    await exchange.notify("domain", "updated", domainId);
    return ok({ domain: withSelfLink(exchange, renderDomain(domain), ["domains"]) });
  },
};
