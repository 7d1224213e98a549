import type { Agent, Network, Port, SecurityGroup } from "@multisite/openstack/network";
import type { LookedAtPort } from "../../connector/index.ts";
import type { ManualPort } from "../../manual-ports/index.ts";
import { isShadowHost, SHADOW_OWNER, VIP_OWNER, vtepOfShadowHost } from "../../shadows/index.ts";
import { type AgentFacts, isNamedBy, type OwnPortFacts, type PortFacts, type RemotePortFacts } from "../../trace/index.ts";
import type { KeptNetwork } from "../types.ts";
import type { SiteWorld } from "./types.ts";

/** What this site knows of ports: its own ones and its remote ports for others', by ID, MAC, address or name. */
export async function portsHere(world: SiteWorld, network: string | null, refs: readonly string[] | null): Promise<PortFacts> {
  const { site, cloud, kept, manual, connector, clock } = world;
  const { neutron } = cloud;
  const asked = kept.all().filter((one) => one.made !== undefined && (network === null || one.network.name === network));
  const ids = asked.flatMap(({ made }) => made?.id ?? []);
  const none = ids.length === 0;
  const [{ remotePorts: wanted }, ports, networks, agents] = await Promise.all([
    connector.look(),
    none ? [] : neutron.ports.list({ network_id: ids }),
    none ? [] : neutron.networks.list({ id: ids }),
    neutron.agents.list(),
  ]);
  const isMeant = (named: Parameters<typeof isNamedBy>[1]): boolean => refs === null || refs.some((ref) => isNamedBy(ref, named));
  const wiring = new Map(agents.filter(isWiring).map((agent) => [agent.host, agentFacts(agent, clock.nowMs())]));
  const isOwn = ({ device_owner }: Port): boolean => device_owner !== SHADOW_OWNER && device_owner !== VIP_OWNER;
  const own = refs === null ? [] : ports.filter((port) => isOwn(port) && isMeant(nameOf(port)));
  const groupIds = [...new Set(own.flatMap(({ security_groups }) => security_groups))];
  const groups = groupIds.length === 0 ? [] : await neutron.securityGroups.list({ id: groupIds });
  const byId = new Map(asked.map((one) => [one.made?.id ?? "", one]));
  return {
    site,
    cloud: cloud.name,
    networks: networks.map((one) => networkFacts(one, byId.get(one.id))),
    ports: own.map((port) => ownPortFacts(port, { kept: byId.get(port.network_id), site, wiring, groups })),
    remotePorts: remotePortsOf(ports, wanted, byId, wiring, manual.now().ports).filter(({ of, ...port }) =>
      isMeant({ id: of.portId, ...port }),
    ),
    manualPorts: manual.now().ports.filter((port) => isMeant(port)),
    vteps: [...wiring].flatMap(([host, { vtep }]) => (vtep === null || isShadowHost(host) ? [] : [vtep])),
  };
}

function isWiring({ agent_type }: Agent): boolean {
  return agent_type === "Open vSwitch agent" || agent_type === "Linux bridge agent";
}

/** Neutron writes times in UTC, without a zone. */
function agentFacts({ agent_type, alive, configurations, heartbeat_timestamp }: Agent, nowMs: number): AgentFacts {
  const heardAtMs = Date.parse(`${heartbeat_timestamp.replace(" ", "T")}Z`);
  return {
    type: agent_type,
    isAlive: alive,
    vtep: configurations.tunneling_ip || null,
    heardAgoMs: Math.max(0, nowMs - heardAtMs),
  };
}

function networkFacts(network: Network, kept: KeptNetwork | undefined): PortFacts["networks"][number] {
  return {
    name: kept?.network.name ?? network.name,
    id: network.id,
    phase: kept?.phase ?? "unknown",
    vni: network["provider:segmentation_id"] ?? null,
    mtu: network.mtu ?? null,
    document: kept?.network ?? null,
  };
}

function nameOf({ id, name, mac_address: mac, fixed_ips }: Port) {
  return { id, name, mac, addresses: fixed_ips.map(({ ip_address }) => ip_address) };
}

interface Around {
  readonly kept: KeptNetwork | undefined;
  readonly site: string;
  readonly wiring: ReadonlyMap<string, AgentFacts>;
  readonly groups: readonly SecurityGroup[];
}

function ownPortFacts(port: Port, { kept, site, wiring, groups }: Around): OwnPortFacts {
  const host = port["binding:host_id"] ?? "";
  const agent = wiring.get(host) ?? null;
  const gateway = kept?.network.sites.find(({ name }) => name === site)?.l2GatewayAddress;
  return {
    ...nameOf(port),
    network: kept?.network.name ?? "",
    isAdminUp: port.admin_state_up,
    status: port.status,
    host,
    vifType: port["binding:vif_type"] ?? "unbound",
    agent,
    endpoint: gateway ?? agent?.vtep ?? null,
    isPortSecurityOn: port.port_security_enabled ?? true,
    groups: groups
      .filter(({ id }) => port.security_groups.includes(id))
      .map(({ id, name, security_group_rules: rules }) => ({ id, name, rules })),
    pairs: port.allowed_address_pairs ?? [],
  };
}

/** Those that are wanted, made or not, and those that are there and wanted by nobody any more. */
function remotePortsOf(
  ports: readonly Port[],
  wanted: readonly LookedAtPort[],
  byId: ReadonlyMap<string, KeptNetwork>,
  wiring: ReadonlyMap<string, AgentFacts>,
  manual: readonly ManualPort[],
): readonly RemotePortFacts[] {
  const shadows = ports.filter(({ device_owner }) => device_owner === SHADOW_OWNER);
  const keys = new Map<string, string>();
  for (const { key, networkId } of wanted) if (byId.has(networkId)) keys.set(key, networkId);
  for (const { device_id, network_id } of shadows) keys.set(device_id, network_id);
  return [...keys].map(([key, networkId]) => {
    const [site = "", portId = ""] = key.split("/");
    const look = wanted.find((one) => one.key === key);
    const shadow = shadows.find(({ id, device_id }) => (look?.id === undefined ? device_id === key : id === look.id));
    return {
      of: { site, portId, network: byId.get(networkId)?.network.name ?? "" },
      name: shadow?.name ?? manual.find(({ id }) => id === portId)?.name ?? "",
      mac: shadow?.mac_address ?? look?.mac ?? "",
      addresses: shadow === undefined ? (look?.addresses ?? []) : nameOf(shadow).addresses,
      lacks: look?.lacks ?? ["to do: delete-port"],
      made: shadow === undefined ? null : madeFacts(shadow, wiring),
    };
  });
}

function madeFacts(shadow: Port, wiring: ReadonlyMap<string, AgentFacts>): RemotePortFacts["made"] {
  const host = shadow["binding:host_id"] ?? "";
  return {
    id: shadow.id,
    endpoint: vtepOfShadowHost(host) ?? null,
    vifType: shadow["binding:vif_type"] ?? "unbound",
    status: shadow.status,
    groups: shadow.security_groups,
    agent: wiring.get(host) ?? null,
  };
}
