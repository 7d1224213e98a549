import { send, validate } from "../wire/request.ts";
import type { Estate } from "./estate.ts";

/** What a service answers about an estate, question by question; two services with the same data must answer alike. */
export type Observation = Readonly<Record<string, unknown>>;

/** Asks for every list and every token, and takes out what depends on the service's own address and on the order of lists. */
export async function observe(url: string, estate: Estate, addresses: readonly string[]): Promise<Observation> {
  const observation: Record<string, unknown> = {};
  const ask = async (path: string, token: string): Promise<void> => {
    const { status, body } = await send(url, "GET", path, { token });
    observation[path] = { status, body: normalized(body, addresses) };
  };
  for (const path of pathsOfAdmin(estate.ids)) await ask(path, estate.admin);
  for (const path of pathsOfAnn(estate.ids)) await ask(path, estate.tokens.ann ?? "");
  for (const [name, token] of Object.entries(estate.tokens)) {
    const { status, body } = await validate(url, estate.admin, token);
    observation[`token: ${name}`] = { status, body: normalized(body, addresses) };
  }
  // Only the status: Keystone words it by what its cache knows.
  for (const [name, token] of Object.entries(estate.endedTokens)) {
    observation[`ended token: ${name}`] = { status: (await validate(url, estate.admin, token)).status };
  }
  return observation;
}

/** What only its owner may see. */
function pathsOfAnn(ids: Estate["ids"]): readonly string[] {
  return [`/v3/users/${ids.ann}/access_rules`, "/v3/auth/projects", "/v3/auth/domains", "/v3/auth/system"];
}

function pathsOfAdmin(ids: Estate["ids"]): readonly string[] {
  const ann = `/v3/users/${ids.ann}`;
  const base = `/v3/projects/${ids.base}`;
  return [
    "/v3/domains",
    "/v3/projects",
    "/v3/projects?tags=red",
    `/v3/projects?parent_id=${ids.base}`,
    `${base}?parents_as_list&subtree_as_ids`,
    `/v3/projects/${ids.grandchild}?parents_as_ids`,
    `${base}/tags`,
    `/v3/domains/${ids.north}/config`,
    "/v3/users",
    "/v3/users?enabled=false",
    `/v3/users?domain_id=${ids.north}`,
    `/v3/users/${ids.mona}`,
    `${ann}/projects`,
    `/v3/users/${ids.ben}/groups`,
    "/v3/groups",
    `/v3/groups/${ids.crew}/users`,
    "/v3/roles",
    `/v3/roles?domain_id=${ids.north}`,
    "/v3/role_inferences",
    "/v3/role_assignments",
    "/v3/role_assignments?include_names",
    "/v3/role_assignments?effective",
    `/v3/role_assignments?scope.project.id=${ids.base}&include_subtree=1`,
    `${base}/users/${ids.ann}/roles`,
    `${base}/groups/${ids.crew}/roles`,
    "/v3/role_assignments?scope.OS-INHERIT:inherited_to=projects",
    `/v3/system/users/${ids.carl}/roles`,
    `/v3/system/groups/${ids.crew}/roles`,
    "/v3/regions",
    "/v3/services",
    "/v3/endpoints",
    "/v3/OS-EP-FILTER/endpoint_groups",
    `/v3/OS-EP-FILTER/projects/${ids.child}/endpoints`,
    `/v3/OS-EP-FILTER/projects/${ids.grandchild}/endpoint_groups`,
    "/v3/policies",
    `/v3/endpoints/${ids.computePublic}/OS-ENDPOINT-POLICY/policy`,
    "/v3/credentials",
    `${ann}/credentials/OS-EC2`,
    `${ann}/application_credentials`,
    "/v3/registered_limits",
    "/v3/limits",
    "/v3/limits/model",
    "/v3/OS-TRUST/trusts",
    `/v3/OS-TRUST/trusts/${ids.limitedTrust}`,
    "/v3/OS-OAUTH1/consumers",
    "/v3/auth/catalog",
  ];
}

function normalized(value: unknown, addresses: readonly string[]): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => normalized(item, addresses));
    return items.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([name, inner]) => [name, normalized(inner, addresses)] as const);
    return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
  }
  if (typeof value !== "string") return value;
  return addresses.reduce((text, address) => text.replace(address, "<address>"), value);
}
