import { notFound } from "../../errors/index.ts";
import type { Queries } from "../../store/database.ts";
import { getServiceProvider, listServiceProviders, type ServiceProviderRecord } from "../../store/federation.ts";
import type { Exchange } from "../http/exchange.ts";
import { collectionReply, readFilters, withSelfLink } from "../http/listing.ts";
import { ok, type Route } from "../http/route.ts";
import { unsupportedChanges } from "./unsupported.ts";

const COLLECTION = "/v3/OS-FEDERATION/service_providers";
const FILTERS = ["id", "enabled"] as const;

/** A service provider by ID, else 404. */
export async function requireServiceProvider(queries: Queries, id: string): Promise<ServiceProviderRecord> {
  const provider = await getServiceProvider(queries, id);
  if (!provider) throw notFound("service provider", id);
  return provider;
}

function requireOfPath({ identity, request }: Exchange): Promise<ServiceProviderRecord> {
  return requireServiceProvider(identity.database.query, request.pathParameters.sp_id ?? "");
}

/** keystone/api/os_federation.py, ServiceProvidersResource. */
export const serviceProviderRoutes: readonly Route[] = [
  {
    method: "GET",
    path: COLLECTION,
    async handle(exchange) {
      await exchange.enforce("identity:list_service_providers", { filters: FILTERS });
      const providers = await listServiceProviders(exchange.identity.database.query);
      return collectionReply(exchange, providers.map(renderServiceProvider), {
        name: "service_providers",
        prefix: ["OS-FEDERATION"],
        filters: readFilters(exchange.request.query, FILTERS),
      });
    },
  },
  {
    method: "GET",
    path: `${COLLECTION}/{sp_id}`,
    async handle(exchange) {
      await exchange.enforce("identity:get_service_provider");
      const body = renderServiceProvider(await requireOfPath(exchange));
      return ok({ service_provider: withSelfLink(exchange, body, ["OS-FEDERATION", "service_providers"]) });
    },
  },
  ...unsupportedChanges(`${COLLECTION}/{sp_id}`, "service_provider", requireOfPath),
];

function renderServiceProvider(provider: ServiceProviderRecord) {
  return {
    auth_url: provider.authUrl,
    id: provider.id,
    enabled: provider.enabled,
    description: provider.description,
    relay_state_prefix: provider.relayStatePrefix,
    sp_url: provider.spUrl,
  };
}
