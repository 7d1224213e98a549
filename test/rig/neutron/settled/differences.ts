import { isShadowHost, SHADOW_OWNER, shadowHost, VIP_OWNER } from "../../../../packages/network/shadows/index.ts";
import type { Port } from "../../../../packages/openstack/network/index.ts";
import type { SiteLook } from "./look.ts";
import { entryOf } from "./tables.ts";

/** A machine's port with the endpoint where it is, as its own Neutron says. */
interface Member {
  readonly site: string;
  readonly port: Port;
  /** Undefined while it has no host. */
  readonly vtep: string | undefined;
}

/** All that is not as the machines' ports say; empty when the sites have settled. */
export function differences(looks: readonly SiteLook[]): readonly string[] {
  const members = looks.flatMap(membersOf);
  const asleep = members.filter(({ vtep, port }) => vtep !== undefined && port.status !== "ACTIVE");
  return [
    ...asleep.map(({ site, port }) => `port ${port.id} of ${site} itself is ${port.status}`),
    ...looks.flatMap((look) => [
      ...remotePorts(look, members),
      ...[...look.tables].flatMap(([host, entries]) => compare(`tables of ${host}`, entries, tablesOf(host, look, members))),
      ...queues(look),
    ]),
  ];
}

function membersOf({ name, ports, agents }: SiteLook): readonly Member[] {
  const endpoints = new Map(agents.map(({ host, configurations }) => [host, configurations.tunneling_ip]));
  return ports
    .filter(({ device_owner }) => device_owner !== SHADOW_OWNER && device_owner !== VIP_OWNER)
    .map((port) => ({ site: name, port, vtep: endpoints.get(port["binding:host_id"] ?? "") }));
}

/** Remote ports and agents. One of a port without a host is no longer reached, and keeps its address and so its agent. */
function remotePorts({ name, ports, agents, hasNetwork }: SiteLook, members: readonly Member[]): readonly string[] {
  const remote = members.filter(({ site }) => hasNetwork && site !== name);
  const homeless = new Set(remote.filter(({ vtep }) => vtep === undefined).map(keyOf));
  const shadows = ports.filter(({ device_owner }) => device_owner === SHADOW_OWNER);
  const kept = shadows.filter(({ device_id, status }) => homeless.has(device_id) && status === "DOWN");
  const wanted = remote.filter(({ vtep }) => vtep !== undefined);
  const hosts = [...wanted.map(({ vtep }) => shadowHost(vtep ?? "")), ...kept.map((port) => port["binding:host_id"] ?? "")];
  return [
    ...compare(
      `remote ports of ${name}`,
      shadows.filter((port) => !kept.includes(port)).map((port) => portText(port.device_id, port, port["binding:host_id"])),
      wanted.map((member) => portText(keyOf(member), member.port, shadowHost(member.vtep ?? ""))),
    ),
    ...compare(`agents of ${name}`, agents.map(({ host }) => host).filter(isShadowHost), [...new Set(hosts)]),
  ];
}

const keyOf = ({ site, port }: Member): string => `${site}/${port.id}`;

function portText(key: string, { name, mac_address, fixed_ips, status, ...port }: Port, host: string | undefined): string {
  const addresses = fixed_ips.map(({ ip_address }) => ip_address).toSorted();
  const pairs = (port.allowed_address_pairs ?? []).map((pair) => `${pair.ip_address} ${pair.mac_address}`).toSorted();
  return `${key} "${name}" ${mac_address} [${addresses}] pairs [${pairs}] at ${host} ${status} ${port["binding:vif_type"]}`;
}

/** A host with machines of the network is told of all machines elsewhere; one without is told nothing. */
function tablesOf(host: string, { name, vni }: SiteLook, members: readonly Member[]): readonly string[] {
  const active = members.filter(({ vtep, port }) => vtep !== undefined && port.status === "ACTIVE");
  const isHere = ({ site, port }: Member): boolean => site === name && port["binding:host_id"] === host;
  if (!active.some(isHere)) return [];
  const others = active.filter((member) => !isHere(member));
  const vteps = [...new Set(others.map(({ vtep = "" }) => vtep))];
  return [
    entryOf.segment(vni),
    ...vteps.flatMap((vtep) => [entryOf.tunnel(vtep), entryOf.flood(vni, vtep)]),
    ...others.flatMap(({ vtep = "", port: { mac_address, fixed_ips } }) => [
      entryOf.unicast(vni, mac_address, vtep),
      ...fixed_ips.map(({ ip_address }) => entryOf.answer(vni, ip_address, mac_address)),
    ]),
  ];
}

/** A connector has one queue to hear with and one for answers, which go with it; nobody makes one for an agent that is none. */
function queues({ name, queues: all, hasConnector }: SiteLook): readonly string[] {
  const hearing = all.filter((queue) => queue.name.startsWith("multisite_"));
  const answers = all.filter((queue) => queue.name.startsWith("reply_") && queue.isExclusive);
  const longest = hasConnector ? 1 : 0;
  return [
    ...(hearing.length === longest ? [] : [`queues of ${name}: ${hearing.length} of connectors, not ${longest}`]),
    ...(answers.length <= longest ? [] : [`queues of ${name}: ${answers.length} for answers to connectors`]),
    ...all.filter((queue) => queue.name.includes("multisite-vtep-")).map((queue) => `queues of ${name}: too many: ${queue.name}`),
  ];
}

function compare(what: string, are: readonly string[], shall: readonly string[]): readonly string[] {
  const surplus = [...are];
  const missing = shall.filter((one) => {
    const index = surplus.indexOf(one);
    if (index !== -1) surplus.splice(index, 1);
    return index === -1;
  });
  return [...missing.map((one) => `${what}: missing: ${one}`), ...surplus.map((one) => `${what}: too many: ${one}`)];
}
