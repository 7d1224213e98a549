import { badRequest, missingAttribute } from "../../../errors/index.ts";
import type { EndpointGroupRecord } from "../../../store/endpoint-groups.ts";

const ATTRIBUTES = ["id", "name", "description", "filters"];
const FILTERS = ["service_id", "region_id", "interface"];

/** 400 for a filter that endpoints do not have (keystone/api/os_ep_filter.py, _require_valid_filter). */
export function requireKnownFilters(filters: object): void {
  if (Object.keys(filters).some((name) => !FILTERS.includes(name))) {
    throw missingAttribute(FILTERS.join(" or "), "endpoint_group");
  }
}

/** What a body says of a group; 400 in SQLAlchemy's words for anything else, since groups have no room for it. */
export function readEndpointGroup(body: Readonly<Record<string, unknown>>): Partial<Omit<EndpointGroupRecord, "id">> {
  const unknown = Object.keys(body).find((name) => !ATTRIBUTES.includes(name));
  if (unknown !== undefined) throw badRequest(`'${unknown}' is an invalid keyword argument for EndpointGroup`);
  const { id: _id, ...fields } = body;
  return fields;
}

/** keystone/catalog/backends/sql.py, EndpointGroup. */
export function renderEndpointGroup(group: EndpointGroupRecord): EndpointGroupRecord {
  return { id: group.id, name: group.name, description: group.description, filters: group.filters };
}
