import type { CatalogService, TokenBody } from "@multisite/openstack/identity";

type Headers = Readonly<Record<string, string>>;

const IDENTITY_NAMES = [
  "domain-id",
  "domain-name",
  "project-id",
  "project-name",
  "project-domain-id",
  "project-domain-name",
  "user-id",
  "user-name",
  "user-domain-id",
  "user-domain-name",
  "roles",
] as const;

/** Older names that services still read. */
const DEPRECATED: Headers = {
  "x-role": "x-roles",
  "x-user": "x-user-name",
  "x-tenant-id": "x-project-id",
  "x-tenant-name": "x-project-name",
  "x-tenant": "x-project-name",
};

/** Every header that only this plug-in may set: what a client sends under these names is dropped. */
export const IDENTITY_HEADERS: readonly string[] = [
  ...IDENTITY_NAMES.flatMap((name) => [`x-${name}`, `x-service-${name}`]),
  ...Object.keys(DEPRECATED),
  "x-identity-status",
  "x-service-identity-status",
  "x-is-admin-project",
  "x-service-catalog",
  "openstack-system-scope",
];

/** Headers that tell a service who asks (keystonemiddleware/auth_token/_request.py, set_user_headers). */
export function userHeaders(token: TokenBody): Headers {
  const own = identityHeaders(token, "x-");
  const deprecated = Object.entries(DEPRECATED).flatMap(([old, name]) => {
    const value = own[name];
    return value === undefined ? [] : [[old, value]];
  });
  return {
    ...own,
    ...Object.fromEntries(deprecated),
    ...(token.system?.all === true ? { "openstack-system-scope": "all" } : {}),
    "x-is-admin-project": token.is_admin_project === false ? "False" : "True",
    "x-identity-status": "Confirmed",
    ...(token.catalog === undefined ? {} : { "x-service-catalog": JSON.stringify(token.catalog.map(toV2Catalog)) }),
  };
}

/** The same of the service that passes a request on (set_service_headers). */
export function serviceHeaders(token: TokenBody): Headers {
  return { ...identityHeaders(token, "x-service-"), "x-service-identity-status": "Confirmed" };
}

function identityHeaders(token: TokenBody, prefix: string): Record<string, string> {
  const values: Readonly<Record<(typeof IDENTITY_NAMES)[number], string | undefined>> = {
    "domain-id": token.domain?.id,
    "domain-name": token.domain?.name,
    "project-id": token.project?.id,
    "project-name": token.project?.name,
    "project-domain-id": token.project?.domain.id,
    "project-domain-name": token.project?.domain.name,
    "user-id": token.user.id,
    "user-name": token.user.name,
    "user-domain-id": token.user.domain.id,
    "user-domain-name": token.user.domain.name,
    roles: (token.roles ?? []).map(({ name }) => name).join(","),
  };
  const known = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(known.map(([name, value]) => [prefix + name, value]));
}

/** Services read the catalog in its older form, one entry a region (_request.py, _normalize_catalog). */
function toV2Catalog(service: CatalogService): object {
  const regions = new Map<string | null, Record<string, string>>();
  for (const endpoint of service.endpoints) {
    const region = regions.get(endpoint.region) ?? (endpoint.region ? { region: endpoint.region } : {});
    region[`${endpoint.interface.toLowerCase()}URL`] = endpoint.url;
    regions.set(endpoint.region, region);
  }
  const name = service.name === undefined ? {} : { name: service.name };
  return { type: service.type, ...name, endpoints: [...regions.values()] };
}
