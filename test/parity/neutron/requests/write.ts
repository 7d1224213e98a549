import type { NeutronRequest, PersonaName } from "../types.ts";

interface Details {
  readonly as?: PersonaName;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Any request below `/v2.0`; the administrator's unless said otherwise. */
export function ask(method: string, path: string, body?: unknown, details: Partial<NeutronRequest> = {}): NeutronRequest {
  return { as: "admin", method, path: `/v2.0${path}`, ...(body === undefined ? {} : { body }), ...details };
}

/** `POST` of one resource; its ID is kept by `keep`. */
export function create(
  kind: Kind,
  attributes: object,
  { keep, ...details }: Details & { readonly keep?: string } = {},
): NeutronRequest {
  const kept = keep === undefined ? {} : { keep: { [keep]: `${kind}.id` } };
  return ask("POST", `/${COLLECTIONS[kind]}`, { [kind]: attributes }, { ...kept, ...details });
}

export const show = (kind: Kind, id: string, details: Details = {}): NeutronRequest =>
  ask("GET", `/${COLLECTIONS[kind]}/${id}`, undefined, details);

/** With a query that may begin with nothing: `name=x`. */
export const list = (kind: Kind, query = "", details: Partial<NeutronRequest> = {}): NeutronRequest =>
  ask("GET", `/${COLLECTIONS[kind]}${query === "" ? "" : `?${query}`}`, undefined, details);

export const change = (kind: Kind, id: string, attributes: object, details: Details = {}): NeutronRequest =>
  ask("PUT", `/${COLLECTIONS[kind]}/${id}`, { [kind]: attributes }, details);

export const remove = (kind: Kind, id: string, details: Details = {}): NeutronRequest =>
  ask("DELETE", `/${COLLECTIONS[kind]}/${id}`, undefined, details);

type Kind = keyof typeof COLLECTIONS;

const COLLECTIONS = {
  network: "networks",
  subnet: "subnets",
  port: "ports",
  router: "routers",
  floatingip: "floatingips",
  security_group: "security-groups",
  security_group_rule: "security-group-rules",
  agent: "agents",
  network_ip_availability: "network-ip-availabilities",
} as const;

/** An ID that nothing has. */
export const NOBODYS_ID = "ffffffff-ffff-4fff-8fff-ffffffffffff";
