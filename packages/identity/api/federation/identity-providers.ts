import { notFound } from "../../errors/index.ts";
import { getIdentityProvider, type IdentityProviderRecord, listIdentityProviders } from "../../store/federation.ts";
import type { Exchange } from "../http/exchange.ts";
import { collectionReply, readFilters, withSelfLink } from "../http/listing.ts";
import { ok, type Route } from "../http/route.ts";
import { unsupportedChanges } from "./unsupported.ts";

const COLLECTION = "/v3/OS-FEDERATION/identity_providers";
const FILTERS = ["id", "enabled"] as const;

async function requireIdentityProvider(exchange: Exchange): Promise<IdentityProviderRecord> {
  const id = exchange.request.pathParameters.idp_id ?? "";
  const provider = await getIdentityProvider(exchange.identity.database.query, id);
  if (!provider) throw notFound("identity provider", id);
  return provider;
}

/** keystone/api/os_federation.py, IdentityProvidersResource. */
export const identityProviderRoutes: readonly Route[] = [
  {
    method: "GET",
    path: COLLECTION,
    async handle(exchange) {
      await exchange.enforce("identity:list_identity_providers", { filters: FILTERS });
      const providers = await listIdentityProviders(exchange.identity.database.query);
      return collectionReply(
        exchange,
        providers.map((provider) => renderIdentityProvider(exchange, provider)),
        {
          name: "identity_providers",
          prefix: ["OS-FEDERATION"],
          filters: readFilters(exchange.request.query, FILTERS),
        },
      );
    },
  },
  {
    method: "GET",
    path: `${COLLECTION}/{idp_id}`,
    async handle(exchange) {
      await exchange.enforce("identity:get_identity_provider");
      const body = renderIdentityProvider(exchange, await requireIdentityProvider(exchange));
      return ok({ identity_provider: withSelfLink(exchange, body, ["OS-FEDERATION", "identity_providers"]) });
    },
  },
  ...unsupportedChanges(`${COLLECTION}/{idp_id}`, "identity_provider", requireIdentityProvider),
];

function renderIdentityProvider(exchange: Exchange, provider: IdentityProviderRecord) {
  return {
    id: provider.id,
    domain_id: provider.domainId,
    enabled: provider.enabled,
    description: provider.description,
    remote_ids: provider.remoteIds,
    authorization_ttl: provider.authorizationTtlMinutes,
    links: { protocols: exchange.links.to("OS-FEDERATION", "identity_providers", provider.id, "protocols") },
  };
}
