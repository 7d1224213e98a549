import type { Port } from "@multisite/openstack/network";
import type { LookedAtPort } from "../../connector/index.ts";
import type { StretchedNetworkType } from "../../document/index.ts";
import { MANUAL_SITE } from "../../manual-ports/index.ts";
import { lookAtMembers } from "../../members/index.ts";
import { decideProvision, lookHere } from "../../provision/index.ts";
import { SHADOW_OWNER, VIP_OWNER } from "../../shadows/index.ts";
import type { KeptNetwork, NetworkLook, PortLook, RemotePortLook, SiteLook } from "../types.ts";
import type { SiteWorld } from "./types.ts";
import { wantedHere } from "./wanted.ts";

/** How the networks of this site stand, or one of them; all of it read from Neutron now. */
export async function lookAtSite(world: SiteWorld, name: string | undefined): Promise<SiteLook> {
  const { site, node, cloud, kept, connector, tunnels, clock } = world;
  const { remotePorts, heardAtMs } = await connector.look();
  const asked = kept.all().filter(({ network }) => name === undefined || network.name === name);
  return {
    site,
    node,
    cloud: cloud.name,
    networks: await Promise.all(asked.map((one) => lookAtNetwork(world, one, remotePorts))),
    heard: [...heardAtMs]
      .filter(([other]) => other !== MANUAL_SITE)
      .map(([other, atMs]) => ({
        site: other,
        heardAgoMs: atMs === undefined ? null : clock.nowMs() - atMs,
      })),
    tunnels: tunnels.looks(),
  };
}

async function lookAtNetwork(world: SiteWorld, has: KeptNetwork, remotePorts: readonly LookedAtPort[]): Promise<NetworkLook> {
  const { site, cloud, members } = world;
  const { network, vni, phase, previous, made } = has;
  const [seen, ports] = await Promise.all([
    lookHere(cloud.neutron, { network, site }),
    made === undefined ? [] : cloud.neutron.ports.list({ network_id: made.id }),
  ]);
  const wanted = wantedHere(world, has);
  const { actions, conflicts } = decideProvision(wanted, seen);
  const isFollowed = network.type === "routed" && phase !== "leaving" && made !== undefined;
  return {
    name: network.name,
    generation: network.generation,
    previousGeneration: previous?.network.generation ?? null,
    phase,
    vni: vni ?? null,
    sites: network.sites.map((one) => one.name),
    toDo: phase === "leaving" ? [] : actions.map(({ act }) => act),
    conflicts: conflicts.map(({ field, message }) => `${field}: ${message}`),
    ports: ports.filter((port) => isShown(port, network.type)).map(portLook),
    remotePorts: [
      ...remotePorts.filter(({ networkId }) => networkId === made?.id).map(remotePortLook),
      ...surplus(ports, remotePorts).map(surplusLook),
    ],
    members: isFollowed ? lookAtMembers(wanted, seen, members.list(network), members.refused()) : [],
  };
}

/** Of a routed network the router is ours, and goes with it. */
function isShown({ device_owner: owner }: Port, type: StretchedNetworkType): boolean {
  return owner !== SHADOW_OWNER && owner !== VIP_OWNER && !(type === "routed" && owner.startsWith("network:"));
}

function portLook(port: Port): PortLook {
  return {
    id: port.id,
    name: port.name,
    mac: port.mac_address,
    addresses: port.fixed_ips.map(({ ip_address }) => ip_address),
    host: port["binding:host_id"] ?? "",
    status: port.status,
  };
}

function remotePortLook({ key, mac, addresses, vtep, id, lacks }: LookedAtPort): RemotePortLook {
  const [site = "", portId = ""] = key.split("/");
  return { site, portId, mac, addresses, vtep: vtep ?? null, id: id ?? null, lacks };
}

/** Remote ports that nobody wants any more, and which are still there. */
function surplus(ports: readonly Port[], wanted: readonly LookedAtPort[]): readonly Port[] {
  const keys = new Set(wanted.map(({ key }) => key));
  return ports.filter(({ device_owner, device_id }) => device_owner === SHADOW_OWNER && !keys.has(device_id));
}

function surplusLook(port: Port): RemotePortLook {
  const [site = "", portId = ""] = port.device_id.split("/");
  const { id, mac, addresses } = portLook(port);
  return { site, portId, mac, addresses, vtep: null, id, lacks: ["to do: delete-port"] };
}
