import type { CallOptions, Service } from "../session/index.ts";
import type { Inventories, ResourceProvider, Resources } from "./providers.ts";

/** A site's Placement: what its compute hosts have and what is taken. Administrators only. */
export interface PlacementClient {
  providers(options?: CallOptions): Promise<readonly ResourceProvider[]>;
  inventories(providerId: string, options?: CallOptions): Promise<Inventories>;
  usages(providerId: string, options?: CallOptions): Promise<Resources>;
  /** IDs of providers of which each alone has room for all of these amounts now. */
  candidates(resources: Resources, options?: CallOptions): Promise<readonly string[]>;
}

/** Of Zed. */
const MICROVERSION = { "openstack-api-version": "placement 1.39" };

export function createPlacementClient(service: Service): PlacementClient {
  const get = <Body>(path: string, options?: CallOptions): Promise<Body> =>
    service.call<Body>({ method: "GET", path, headers: MICROVERSION }, options);
  const pathOf = (id: string, what: string): string => `/resource_providers/${encodeURIComponent(id)}/${what}`;
  return {
    async providers(options) {
      const path = "/resource_providers";
      return (await get<{ readonly resource_providers: readonly ResourceProvider[] }>(path, options)).resource_providers;
    },
    async inventories(id, options) {
      return (await get<{ readonly inventories: Inventories }>(pathOf(id, "inventories"), options)).inventories;
    },
    async usages(id, options) {
      return (await get<{ readonly usages: Resources }>(pathOf(id, "usages"), options)).usages;
    },
    async candidates(resources, options) {
      const wanted = Object.entries(resources).map(([name, amount]) => `${name}:${amount}`);
      const path = `/allocation_candidates?resources=${wanted.join(",")}`;
      type Answer = { readonly allocation_requests: readonly { readonly allocations: Readonly<Record<string, unknown>> }[] };
      const { allocation_requests } = await get<Answer>(path, options);
      return allocation_requests
        .map(({ allocations }) => Object.keys(allocations))
        .flatMap((ids) => (ids.length === 1 ? ids : []));
    },
  };
}
