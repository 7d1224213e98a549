import { type Access, call } from "../session/index.ts";
import type { Named } from "./token-body.ts";

/** A resource of the identity API with the attributes that callers here look at. */
export interface IdentityResource extends Named {
  readonly enabled?: boolean;
  readonly type?: string;
  readonly url?: string;
  readonly interface?: string;
  readonly region_id?: string | null;
  readonly service_id?: string;
}

/** Plural, as in the path, and singular, as in the body. */
const SINGULAR = {
  endpoints: "endpoint",
  projects: "project",
  regions: "region",
  roles: "role",
  services: "service",
  users: "user",
} as const;

export type IdentityCollection = keyof typeof SINGULAR;

/** `GET /v3/{collection}` with a filter such as `{ name: "admin" }`. */
export async function list(
  access: Access,
  collection: IdentityCollection,
  filter: Readonly<Record<string, string>> = {},
): Promise<readonly IdentityResource[]> {
  const query = new URLSearchParams(filter).toString();
  const path = `/${collection}${query === "" ? "" : `?${query}`}`;
  return (await call<Record<string, readonly IdentityResource[]>>(access, { method: "GET", path }))[collection] ?? [];
}

/** `POST /v3/{collection}`. */
export function create(access: Access, collection: IdentityCollection, attributes: object): Promise<IdentityResource> {
  return change(access, collection, { method: "POST", path: `/${collection}` }, attributes);
}

/** `PATCH /v3/{collection}/{id}`. */
export function update(
  access: Access,
  collection: IdentityCollection,
  id: string,
  attributes: object,
): Promise<IdentityResource> {
  return change(access, collection, { method: "PATCH", path: `/${collection}/${id}` }, attributes);
}

/** Gives a user a role on a project; giving it again changes nothing. */
export async function grantProjectRole(
  access: Access,
  grant: { readonly userId: string; readonly projectId: string; readonly roleId: string },
): Promise<void> {
  await call(access, { method: "PUT", path: `/projects/${grant.projectId}/users/${grant.userId}/roles/${grant.roleId}` });
}

async function change(
  access: Access,
  collection: IdentityCollection,
  { method, path }: { readonly method: string; readonly path: string },
  attributes: object,
): Promise<IdentityResource> {
  const singular = SINGULAR[collection];
  const answer = await call<Record<string, IdentityResource>>(access, { method, path, body: { [singular]: attributes } });
  return answer[singular] as IdentityResource;
}
