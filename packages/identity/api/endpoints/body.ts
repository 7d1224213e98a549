import type { EndpointChanges } from "../../catalog/endpoints.ts";
import type { EndpointRecord } from "../../store/endpoints.ts";
import { unknownAttributes } from "../http/attributes.ts";

/** An endpoint as answers show it; `links` may be among the attributes that Keystone does not know. */
export interface EndpointBody {
  readonly id: string;
  readonly links?: object;
  readonly [attribute: string]: unknown;
}

const COLUMNS = ["interface", "region_id", "service_id", "url", "legacy_endpoint_id", "enabled"] as const;

/** What a body says of an endpoint; `region` beside `region_id` is an attribute like any other. */
export function readEndpoint(body: Readonly<Record<string, unknown>>): EndpointChanges {
  const hasLegacyRegion = body.region !== undefined && body.region_id === undefined;
  const given = <Name extends string>(column: (typeof COLUMNS)[number], name: Name): Partial<Record<Name, never>> =>
    column in body ? ({ [name]: body[column] } as Partial<Record<Name, never>>) : {};
  return {
    ...given("interface", "interface"),
    ...given("region_id", "regionId"),
    ...given("service_id", "serviceId"),
    ...given("url", "url"),
    ...given("legacy_endpoint_id", "legacyEndpointId"),
    ...given("enabled", "enabled"),
    ...(hasLegacyRegion ? { legacyRegion: body.region as string } : {}),
    extra: unknownAttributes(body, hasLegacyRegion ? [...COLUMNS, "region"] : COLUMNS),
  };
}

/** An endpoint as Keystone's own parts see it, without `region` (keystone/catalog/backends/sql.py, Endpoint). */
export function renderStoredEndpoint(endpoint: EndpointRecord): EndpointBody {
  return {
    ...endpoint.extra,
    id: endpoint.id,
    interface: endpoint.interface,
    region_id: endpoint.regionId,
    service_id: endpoint.serviceId,
    url: endpoint.url,
    enabled: endpoint.enabled,
  };
}

/** keystone/api/endpoints.py, _filter_endpoint. */
export function renderEndpoint(endpoint: EndpointRecord): EndpointBody {
  return { ...renderStoredEndpoint(endpoint), region: endpoint.regionId };
}
