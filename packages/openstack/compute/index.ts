import { type Access, call } from "../session/index.ts";

export type { ServerActions } from "./actions.ts";
export type { Attachment, Attachments } from "./attachments.ts";
export { type ComputeClient, createComputeClient } from "./client.ts";
export type { Flavor, FlavorRequest } from "./flavors.ts";
export type { BlockDevice, ServerDetails, ServerDetailsRequest } from "./servers.ts";

/** A server as `POST /servers` and `GET /servers/detail` show it. */
export interface Server {
  readonly id: string;
  readonly name?: string;
  readonly status?: string;
}

/** What a server without networks needs. */
export interface ServerRequest {
  readonly name: string;
  readonly imageRef: string;
  readonly flavorRef: string;
}

/** The first microversion in which `networks` may be "none". */
const MICROVERSION = { "x-openstack-nova-api-version": "2.37" };

/** `POST /servers`, without networks. */
export async function createServer(access: Access, server: ServerRequest): Promise<Server> {
  const body = { server: { ...server, networks: "none" } };
  return (await call<{ server: Server }>(access, { method: "POST", path: "/servers", body, headers: MICROVERSION })).server;
}

/** `GET /servers/detail`. */
export async function listServers(access: Access): Promise<readonly Server[]> {
  return (await call<{ servers: readonly Server[] }>(access, { method: "GET", path: "/servers/detail", headers: MICROVERSION }))
    .servers;
}

/** `DELETE /servers/{id}`. */
export async function deleteServer(access: Access, id: string): Promise<void> {
  await call(access, { method: "DELETE", path: `/servers/${id}` });
}
