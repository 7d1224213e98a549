import type { RawRow } from "@multisite/kernel/sql";
import type { EndpointFilter } from "./types.ts";

interface CatalogEndpoint {
  readonly id: string;
  readonly serviceId: string;
  readonly regionId: string | null;
  readonly interface: string;
  readonly url: string;
}

interface CatalogService {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly endpoints: readonly CatalogEndpoint[];
}

/** Who a catalog is for: their IDs may stand in endpoint URLs. */
export interface CatalogAudience {
  readonly userId: string;
  readonly projectId: string | null;
}

/** The service catalog, rendered for an audience. */
export interface Catalog {
  /** JSON text of the catalog array; the same text is given again while nothing in it depends on the audience. */
  render(audience: CatalogAudience, filter: EndpointFilter, returnAllWithoutFilter: boolean): string;
}

const NO_FILTER: EndpointFilter = { endpointIds: [], endpointGroupIds: [] };

/** Joins services and endpoints; services that are disabled and their endpoints were left out by the reads. */
export function buildCatalog(
  services: readonly RawRow[],
  endpoints: readonly RawRow[],
  endpointGroups: readonly RawRow[],
  substitutions: Readonly<Record<string, string>>,
): Catalog {
  const all = services.map((row) => toService(row, endpoints));
  const groups = new Map(endpointGroups.map((row) => [String(row.id), parseObject(row.filters)]));
  const dependsOnAudience = endpoints.some((row) => /[%$]\((tenant_id|project_id|user_id)\)s/.test(String(row.url)));
  const shared = new Map<string, string>();

  return {
    render(audience, filter, returnAllWithoutFilter) {
      const key = dependsOnAudience ? undefined : JSON.stringify([audience.projectId === null, filter, returnAllWithoutFilter]);
      const known = key === undefined ? undefined : shared.get(key);
      if (known !== undefined) return known;
      const chosen = chooseServices(all, groups, audience.projectId === null ? NO_FILTER : filter, returnAllWithoutFilter);
      const text = JSON.stringify(chosen.map((service) => renderService(service, audience, substitutions)));
      if (key !== undefined && shared.size < 1000) shared.set(key, text);
      return text;
    },
  };
}

/**
 * The whole catalog, or with an endpoint filter on the project only what is associated with it
 * (keystone/catalog/backends/sql.py, get_v3_catalog). Associations that name no existing endpoint are no filter.
 */
function chooseServices(
  services: readonly CatalogService[],
  groups: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
  filter: EndpointFilter,
  returnAllWithoutFilter: boolean,
): readonly CatalogService[] {
  const criteria = filter.endpointGroupIds.map((id) => groups.get(id)).filter((group) => group !== undefined);
  const isChosen = (endpoint: CatalogEndpoint): boolean =>
    filter.endpointIds.includes(endpoint.id) || criteria.some((group) => matchesGroup(endpoint, group));
  const filtered = services.flatMap((service) => {
    const endpoints = service.endpoints.filter(isChosen);
    return endpoints.length > 0 ? [{ ...service, endpoints }] : [];
  });
  if (filtered.length > 0) return filtered;
  return returnAllWithoutFilter ? services : [];
}

/** An endpoint group names interface, service and region in any combination (keystone/catalog/core.py, list_endpoints...). */
export function matchesGroup(
  endpoint: { readonly interface: string; readonly serviceId: string; readonly regionId: string | null },
  filters: Readonly<Record<string, unknown>>,
): boolean {
  return (
    (filters.interface === undefined || filters.interface === endpoint.interface) &&
    (filters.service_id === undefined || filters.service_id === endpoint.serviceId) &&
    (filters.region_id === undefined || filters.region_id === endpoint.regionId)
  );
}

function toService(row: RawRow, endpoints: readonly RawRow[]): CatalogService {
  const name = parseObject(row.extra).name;
  return {
    id: String(row.id),
    type: String(row.type),
    name: typeof name === "string" ? name : "",
    endpoints: endpoints.filter((endpoint) => endpoint.service_id === row.id).map(toEndpoint),
  };
}

function toEndpoint(row: RawRow): CatalogEndpoint {
  return {
    id: String(row.id),
    serviceId: String(row.service_id),
    regionId: row.region_id === null || row.region_id === undefined ? null : String(row.region_id),
    interface: String(row.interface),
    url: String(row.url),
  };
}

function renderService(
  service: CatalogService,
  audience: CatalogAudience,
  substitutions: Readonly<Record<string, string>>,
): object {
  const endpoints = service.endpoints.flatMap((endpoint) => {
    const url = formatEndpointUrl(endpoint.url, audience, substitutions);
    if (url === undefined) return [];
    return [{ id: endpoint.id, interface: endpoint.interface, region_id: endpoint.regionId, url, region: endpoint.regionId }];
  });
  return { endpoints, id: service.id, type: service.type, name: service.name };
}

/**
 * Puts values into `%(name)s` and `$(name)s`. Undefined, and so left out of the catalog, when the URL is malformed or needs a
 * project that the token does not have (keystone/common/utils.py, format_url).
 */
export function formatEndpointUrl(
  url: string,
  audience: CatalogAudience,
  substitutions: Readonly<Record<string, string>>,
): string | undefined {
  if (!/[%$]/.test(url)) return url;
  const values: Record<string, string | undefined> = {
    ...substitutions,
    user_id: audience.userId,
    tenant_id: audience.projectId ?? undefined,
    project_id: audience.projectId ?? undefined,
  };
  let missing = false;
  const formatted = url.replace(/[%$]\((\w+)\)s/g, (_match, name: string) => {
    const value = values[name];
    if (value === undefined) missing = true;
    return value ?? "";
  });
  return missing || /%(?!%)/.test(formatted.replaceAll("%%", "")) ? undefined : formatted.replaceAll("%%", "%");
}

function parseObject(text: unknown): Readonly<Record<string, unknown>> {
  if (typeof text !== "string" || text === "") return {};
  const parsed: unknown = JSON.parse(text);
  return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
}
