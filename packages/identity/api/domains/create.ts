import { uuidHex } from "@multisite/kernel/random";
import { badRequest } from "../../errors/index.ts";
import type { Identity } from "../../identity.ts";
import { createProject } from "../../projects/create.ts";
import { readProjectFields } from "../../projects/fields.ts";
import { assertUrlSafeName } from "../../projects/names.ts";
import { normalizeAttributes } from "../http/attributes.ts";
import { withSelfLink } from "../http/listing.ts";
import { created, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { renderDomain } from "./render.ts";
import { domainCreate } from "./schema.ts";

/** `POST /v3/domains` (keystone/api/domains.py, DomainResource.post; keystone/resource/core.py, create_domain). */
export const createDomainRoute: Route = {
  method: "POST",
  path: "/v3/domains",
  async handle(exchange) {
    const { identity, request } = exchange;
    await exchange.enforce("identity:create_domain");
    const { domain: given = {} } = request.body;
    validateSchema(domainCreate, given);
    const body = normalizeAttributes(given as Record<string, unknown>);
    const id = chooseId((given as Record<string, unknown>).explicit_domain_id, identity);
    const name = String(body.name);
    assertUrlSafeName("Domain", name, identity.config);
    const fields = { ...readProjectFields(body), name, isDomain: true, domainId: null, parentId: null };
    const domain = await identity.database.transaction((queries) => createProject(identity, queries, id, fields));
    await exchange.notify("domain", "created", id);
    return created({ domain: withSelfLink(exchange, renderDomain(domain), ["domains"]) });
  },
};

/** A domain may be given the ID that it has in another cloud: 32 lower-case hexadecimal digits. */
function chooseId(explicitId: unknown, identity: Identity): string {
  if (explicitId === undefined || explicitId === null) return uuidHex(identity.random);
  if (typeof explicitId === "string" && /^[0-9a-f]{32}$/.test(explicitId)) return explicitId;
  throw badRequest("Domain ID does not conform to required UUID format.");
}
