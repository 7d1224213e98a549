import { notNegative, text } from "../attributes/checks.ts";
import { toBoolean, toInteger } from "../attributes/converters.ts";
import { identified, isUp, name, neutronsOwn, status, tagged } from "../attributes/standard.ts";
import type { AttributeMap } from "../attributes/types.ts";
import { owns } from "../caller.ts";
import { conflict, invalidInput, notFound } from "../faults.ts";
import { networkGuards } from "../policy/guards.ts";
import { born, portsOf, type StoredNetwork, subnetsOf } from "../state.ts";
import { assignGiven, type Kind, visible } from "./kind.ts";
import { releaseUnassociated } from "./release.ts";
import { ensureDefaultGroup } from "./security-groups.ts";
import { chooseSegment, MAX_MTU } from "./segments.ts";

const attributes: AttributeMap = {
  ...identified,
  ...tagged,
  name,
  subnets: neutronsOwn,
  admin_state_up: isUp,
  status,
  shared: { in: "POST PUT", default: false, convert: toBoolean, isFilter: true },
  ipv4_address_scope: neutronsOwn,
  ipv6_address_scope: neutronsOwn,
  is_default: { in: "POST PUT", default: false, convert: toBoolean, isFilter: true },
  "router:external": { in: "POST PUT", default: false, convert: toBoolean, isFilter: true },
  availability_zones: neutronsOwn,
  availability_zone_hints: { in: "POST", default: [] },
  mtu: { in: "POST PUT", default: 0, convert: toInteger, check: notNegative, isFilter: true, isSortKey: true },
  port_security_enabled: { in: "POST PUT", default: true, convert: toBoolean },
  "provider:network_type": { in: "POST PUT", check: text(32), isFilter: true },
  "provider:physical_network": { in: "POST PUT", check: text(64), isFilter: true },
  "provider:segmentation_id": { in: "POST PUT", convert: toInteger, isFilter: true },
};

const CHANGEABLE = [
  "name",
  "description",
  "admin_state_up",
  "shared",
  "router:external",
  "mtu",
  "port_security_enabled",
  "provider:segmentation_id",
];

export const networks: Kind<StoredNetwork> = {
  singular: "network",
  plural: "networks",
  attributes,
  guards: networkGuards,
  table: (state) => state.networks,
  absent: (id) => notFound("Network", id),
  sees: (_state, caller, network) => owns(caller, network) || network.shared || network["router:external"] === true,
  owns: (_state, caller, network) => owns(caller, network),
  show(_state, network, caller, how) {
    const shown = visible(network, caller, (attribute) => attribute.startsWith("provider:"));
    // Neutron keeps it for external networks only, and tells of the others what a creation said.
    return how === "created" || network["router:external"] ? { ...shown, is_default: false } : shown;
  },
  create(state, given) {
    const segment = chooseSegment(state, given);
    const projectId = String(given.project_id);
    ensureDefaultGroup(state, projectId);
    const network: StoredNetwork = {
      ...born(state, projectId),
      name: String(given.name),
      description: String(given.description),
      admin_state_up: given.admin_state_up === true,
      status: "ACTIVE",
      shared: given.shared === true,
      subnets: [],
      "router:external": given["router:external"] === true,
      mtu: mtuOf(Number(given.mtu), segment["provider:network_type"]),
      port_security_enabled: given.port_security_enabled === true,
      ...segment,
      availability_zones: [],
      availability_zone_hints: given.availability_zone_hints as string[],
      ...{ ipv4_address_scope: null, ipv6_address_scope: null },
    };
    state.networks.set(network.id, network);
    return network;
  },
  update(_state, network, change) {
    const provider = Object.keys(change).filter((key) => key.startsWith("provider:"));
    const isSegment = provider.length === 1 && provider[0] === "provider:segmentation_id";
    if (isSegment && network["provider:network_type"] !== "vlan") throw invalidInput("Only VLAN type networks can be updated.");
    if (provider.length > 0 && !isSegment) {
      const names = "provider:physical_network, provider:network_type";
      throw invalidInput(`Plugin does not support updating the following provider network attributes: ${names}`);
    }
    if (change.mtu !== undefined) mtuOf(Number(change.mtu), network["provider:network_type"]);
    assignGiven(network, change, CHANGEABLE);
  },
  remove(state, network) {
    releaseUnassociated(state, network.id);
    const used = portsOf(state, network.id).map(({ id }) => id);
    if (used.length > 0) {
      const what = `Unable to complete operation on network ${network.id}.`;
      const why = `There are one or more ports still in use on the network, id for these ports is: ${used.join(",")}.`;
      throw conflict("NetworkInUse", `${what} ${why}`);
    }
    for (const { id } of subnetsOf(state, network.id)) state.subnets.delete(id);
    state.networks.delete(network.id);
  },
};

function mtuOf(wanted: number, type: StoredNetwork["provider:network_type"]): number {
  const largest = MAX_MTU[type ?? "vxlan"] ?? 0;
  if (wanted > largest) throw invalidInput(`Requested MTU is too big, maximum is ${largest}`);
  return wanted === 0 ? largest : wanted;
}
