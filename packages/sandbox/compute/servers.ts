import type { Clock } from "@multisite/kernel/clock";
import { type Random, uuidDashed } from "@multisite/kernel/random";
import type { RegionState, SandboxServer } from "../region/state.ts";
import { ComputeFault } from "./faults.ts";

/** Who asks, as their token says. */
export interface Tenant {
  readonly projectId: string;
  readonly userId: string;
}

/** A project sees its own servers only. */
export function serversOf(state: RegionState, { projectId }: Tenant, name: string | undefined): SandboxServer[] {
  const own = [...state.servers.values()].filter((server) => server.projectId === projectId);
  return own.filter((server) => name === undefined || server.name.includes(name)).reverse();
}

/** @throws ComputeFault 404, for another project's server too */
export function serverOf(state: RegionState, { projectId }: Tenant, id: string): SandboxServer {
  const server = state.servers.get(id);
  if (server?.projectId !== projectId) throw new ComputeFault(404, `Instance ${id} could not be found.`);
  return server;
}

/**
 * Adds a server without networks, which is the only kind this cloud has.
 *
 * @throws ComputeFault 400 with Nova's text
 */
export function createServer(
  state: RegionState,
  tenant: Tenant,
  body: unknown,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): SandboxServer {
  const wanted = (body as { server?: Record<string, unknown> } | undefined)?.server;
  if (typeof wanted !== "object" || wanted === null) {
    throw new ComputeFault(400, "Invalid input for field/attribute server. 'server' is a required property");
  }
  const name = wanted.name;
  if (typeof name !== "string" || name.trim() === "" || name.length > 255) {
    throw new ComputeFault(400, `Invalid input for field/attribute name. Value: ${String(name)}.`);
  }
  const flavor = state.flavors.find(({ id }) => id === String(wanted.flavorRef).split("/").at(-1));
  if (!flavor) throw new ComputeFault(400, "Invalid flavorRef provided.");
  const image = state.images.find(({ id }) => id === wanted.imageRef);
  if (!image) throw new ComputeFault(400, "Invalid imageRef provided.");
  if (wanted.networks !== undefined && wanted.networks !== "none") {
    throw new ComputeFault(400, 'This sandbox has no networks: ask for "networks": "none" (openstack server create --nic none).');
  }
  const server: SandboxServer = {
    ...tenant,
    id: uuidDashed(random),
    name: name.trim(),
    flavor,
    imageId: image.id,
    metadata: (wanted.metadata as Record<string, string> | undefined) ?? {},
    createdAtMs: clock.nowMs(),
  };
  state.servers.set(server.id, server);
  return server;
}
