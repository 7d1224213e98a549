import type { Flavor, SandboxServer } from "../region/state.ts";

/** What an answer about a server depends on besides the server. */
export interface RenderContext {
  readonly origin: string;
  readonly microversion: number;
  readonly nowMs: number;
  /** How long a server builds. */
  readonly buildMs: number;
  readonly zone: string;
}

/** `GET /servers/{id}` without networks (nova/api/openstack/compute/views/servers.py, ViewBuilder.show). */
export function renderServer(server: SandboxServer, context: RenderContext): object {
  const isBuilt = context.nowMs >= server.createdAtMs + context.buildMs;
  const created = isoSeconds(server.createdAtMs);
  return {
    ...renderServerSummary(server, context),
    status: isBuilt ? "ACTIVE" : "BUILD",
    tenant_id: server.projectId,
    user_id: server.userId,
    metadata: server.metadata,
    hostId: "",
    image: { id: server.imageId, links: [{ rel: "bookmark", href: `${context.origin}/images/${server.imageId}` }] },
    flavor: renderFlavorOfServer(server.flavor, context),
    created,
    updated: created,
    addresses: {},
    accessIPv4: "",
    accessIPv6: "",
    "OS-DCF:diskConfig": "MANUAL",
    progress: isBuilt ? 100 : 0,
    "OS-EXT-AZ:availability_zone": context.zone,
    config_drive: "",
    key_name: null,
    "OS-SRV-USG:launched_at": isBuilt ? created.replace("Z", ".000000") : null,
    "OS-SRV-USG:terminated_at": null,
    "OS-EXT-STS:task_state": isBuilt ? null : "spawning",
    "OS-EXT-STS:vm_state": isBuilt ? "active" : "building",
    "OS-EXT-STS:power_state": isBuilt ? 1 : 0,
    "os-extended-volumes:volumes_attached": [],
    security_groups: [],
  };
}

/** An entry of `GET /servers`. */
export function renderServerSummary(server: SandboxServer, { origin }: RenderContext): object {
  const links = [
    { rel: "self", href: `${origin}/v2.1/servers/${server.id}` },
    { rel: "bookmark", href: `${origin}/servers/${server.id}` },
  ];
  return { id: server.id, name: server.name, links };
}

/** From microversion 2.47 on the flavor's values, before that a link to it. */
function renderFlavorOfServer(flavor: Flavor, { origin, microversion }: RenderContext): object {
  if (microversion < 47) return { id: flavor.id, links: [{ rel: "bookmark", href: `${origin}/flavors/${flavor.id}` }] };
  return {
    original_name: flavor.name,
    ram: flavor.ramMb,
    disk: flavor.diskGb,
    vcpus: flavor.vcpus,
    ephemeral: 0,
    swap: 0,
    extra_specs: {},
  };
}

export function isoSeconds(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.\d+Z$/, "Z");
}
