import type { RawRow } from "@multisite/kernel/sql";
import { LRUCache } from "lru-cache";
import { escapeNonAscii } from "./ascii.ts";
import type { EndpointFilter } from "./types.ts";

interface CatalogEndpoint {
  readonly id: string;
  readonly serviceId: string;
  readonly regionId: string | null;
  readonly interface: string;
  readonly url: string;
  /** Attributes that Keystone stores without knowing them; the catalog shows them. */
  readonly extra: Readonly<Record<string, unknown>>;
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

/** Joins enabled services and endpoints. The others only count as associated with a project, so all endpoints are given. */
export function buildCatalog(
  services: readonly RawRow[],
  endpoints: readonly RawRow[],
  endpointGroups: readonly RawRow[],
  substitutions: Readonly<Record<string, string>>,
): Catalog {
  const all = services.map((row) => toService(row, endpoints));
  const stored = endpoints.map(toEndpoint);
  const groups = new Map(endpointGroups.map((row) => [String(row.id), parseObject(row.filters)]));
  const templates = new Map<string, CatalogTemplate>();

  return {
    render(audience, filter, returnAllWithoutFilter) {
      const hasProject = audience.projectId !== null;
      const shownFilter = hasProject ? filter : NO_FILTER;
      const key = isEmpty(shownFilter) ? `${hasProject}${returnAllWithoutFilter}` : JSON.stringify(shownFilter);
      let template = templates.get(key);
      if (!template) {
        const chosen = chooseServices(all, createChoice(stored, groups, shownFilter), returnAllWithoutFilter);
        template = createTemplate(chosen, hasProject, substitutions);
        if (templates.size < MAX_TEMPLATES) templates.set(key, template);
      }
      return template(audience);
    },
  };
}

/** Filters are few in practice; beyond this many, each rendering makes its own template. */
const MAX_TEMPLATES = 1000;

/** A catalog's JSON text with its audience's IDs put in. */
type CatalogTemplate = (audience: CatalogAudience) => string;

/** Characters that no endpoint's URL can hold in JSON text, so that they can mark where an ID goes. */
const USER_MARK = "\u0001user\u0001";
const PROJECT_MARK = "\u0001project\u0001";

/** Renders the catalog once, for marks instead of IDs, and cuts the text there, so that rendering is joining strings. */
function createTemplate(
  services: readonly CatalogService[],
  hasProject: boolean,
  substitutions: Readonly<Record<string, string>>,
): CatalogTemplate {
  const marks = { userId: USER_MARK, projectId: hasProject ? PROJECT_MARK : null };
  const text = escapeNonAscii(JSON.stringify(services.map((service) => renderService(service, marks, substitutions))));
  const pieces = text.split(/(\\u0001(?:user|project)\\u0001)/);
  if (pieces.length === 1) return () => text;
  const userPiece = JSON.stringify(USER_MARK).slice(1, -1);
  const showsUser = pieces.includes(userPiece);
  const texts = new LRUCache<string, string>({ max: MAX_TEXTS });
  return ({ userId, projectId }) => {
    const key = showsUser ? `${userId} ${projectId}` : (projectId ?? "");
    const known = texts.get(key);
    if (known !== undefined) return known;
    const joined = pieces
      .map((piece, index) => (index % 2 === 0 ? piece : toJsonPiece(piece === userPiece ? userId : projectId)))
      .join("");
    texts.set(key, joined);
    return joined;
  };
}

/** Texts that are kept of one template, about 10 kB each. */
const MAX_TEXTS = 500;

/** An ID as it stands inside a JSON string. */
function toJsonPiece(id: string | null): string {
  return escapeNonAscii(JSON.stringify(id ?? "")).slice(1, -1);
}

const isEmpty = (filter: EndpointFilter): boolean => filter.endpointIds.length === 0 && filter.endpointGroupIds.length === 0;

/** Whether an endpoint is associated with a project; undefined when none is, which is no filter at all. */
type Choice = ((endpoint: CatalogEndpoint) => boolean) | undefined;

/**
 * Endpoints that are disabled, or whose service is, make a filter as well: they do not open the catalog
 * (keystone/catalog/core.py, list_endpoints_for_project). Associations that name no existing endpoint are no filter.
 */
function createChoice(
  stored: readonly CatalogEndpoint[],
  groups: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
  filter: EndpointFilter,
): Choice {
  if (isEmpty(filter)) return undefined;
  const criteria = filter.endpointGroupIds.map((id) => groups.get(id)).filter((group) => group !== undefined);
  const isChosen = (endpoint: CatalogEndpoint): boolean =>
    filter.endpointIds.includes(endpoint.id) || criteria.some((group) => matchesGroup(endpoint, group));
  return stored.some(isChosen) ? isChosen : undefined;
}

/**
 * The whole catalog, or with an endpoint filter on the project only what is associated with it, without services that
 * are left with nothing (keystone/catalog/backends/sql.py, get_v3_catalog).
 */
function chooseServices(
  services: readonly CatalogService[],
  isChosen: Choice,
  returnAllWithoutFilter: boolean,
): readonly CatalogService[] {
  if (!isChosen) return returnAllWithoutFilter ? services : [];
  return services.flatMap((service) => {
    const endpoints = service.endpoints.filter(isChosen);
    return endpoints.length > 0 ? [{ ...service, endpoints }] : [];
  });
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
    endpoints: endpoints.filter((endpoint) => endpoint.service_id === row.id && Number(endpoint.enabled) === 1).map(toEndpoint),
  };
}

function toEndpoint(row: RawRow): CatalogEndpoint {
  return {
    id: String(row.id),
    serviceId: String(row.service_id),
    regionId: row.region_id === null || row.region_id === undefined ? null : String(row.region_id),
    interface: String(row.interface),
    url: String(row.url),
    extra: parseObject(row.extra),
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
    const { id, extra, regionId } = endpoint;
    return [{ ...extra, id, interface: endpoint.interface, region_id: regionId, url, region: regionId }];
  });
  return { endpoints, id: service.id, type: service.type, name: service.name };
}

/**
 * Puts values into `%(name)s` and `$(name)s`. Undefined, and so left out of the catalog, when the URL is malformed or needs a
 * project that the token does not have (keystone/common/utils.py, format_url).
 */
function formatEndpointUrl(
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
