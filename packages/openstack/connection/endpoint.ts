import { MultisiteError } from "@multisite/kernel/errors";
import type { Cloud } from "../clouds/index.ts";
import type { CatalogService } from "../identity/index.ts";

/** The version that this package speaks, of services whose catalog entry may leave it out. */
const VERSION_PATHS: Readonly<Record<string, string>> = { network: "/v2.0", identity: "/v3", image: "/v2" };

/**
 * Where a service is: what the cloud's settings say, else the catalog's endpoint of the region and interface.
 *
 * @throws MultisiteError `openstack.endpoint`
 */
export function findEndpoint(cloud: Cloud, type: string, catalog: readonly CatalogService[]): string {
  const key = type.replaceAll("-", "_");
  const given = cloud.endpointOverrides[key] ?? (cloud.auth.kind === "none" ? cloud.auth.endpoint : undefined);
  return withVersion(type, given ?? fromCatalog(cloud, type, catalog));
}

function fromCatalog(cloud: Cloud, type: string, catalog: readonly CatalogService[]): string {
  const wanted = cloud.interfaces[type.replaceAll("-", "_")] ?? cloud.interface;
  const endpoints = catalog.filter((service) => service.type === type).flatMap((service) => service.endpoints);
  const regionOf = (one: { readonly region: string | null; readonly region_id: string | null }): string =>
    one.region_id ?? one.region ?? "";
  const found = endpoints.find(
    (one) => one.interface === wanted && (cloud.regionName === undefined || regionOf(one) === cloud.regionName),
  );
  if (found !== undefined) return found.url;
  const there = endpoints.map((one) => `${one.interface} in ${regionOf(one) || "no region"}`).join(", ");
  const where = cloud.regionName === undefined ? "" : ` in region ${cloud.regionName}`;
  throw new MultisiteError(
    "openstack.endpoint",
    `The catalog of cloud ${cloud.name} has no ${wanted} endpoint of the service ${type}${where}; it has: ${there || "none"}.`,
  );
}

function withVersion(type: string, url: string): string {
  const bare = url.replace(/\/+$/, "");
  const version = VERSION_PATHS[type] ?? "";
  return bare.endsWith(version) ? bare : bare + version;
}
