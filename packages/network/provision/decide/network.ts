import type { Network, NetworkRequest } from "@multisite/openstack/network";
import { networkTag } from "../../shadows/index.ts";
import type { Conflict, ProvisionAction, WantedHere } from "../types.ts";

export function createNetwork(wanted: WantedHere): ProvisionAction {
  const { network, projectId } = wanted;
  const { name, mtu, security } = network;
  return {
    act: "create-network",
    request: {
      name,
      description: networkTag(name),
      project_id: projectId,
      port_security_enabled: security.portSecurity === "on",
      ...(mtu === undefined ? {} : { mtu }),
      ...segmentOf(wanted),
    },
  };
}

/** Of a routed network no other site sees the segment: Neutron chooses. */
function segmentOf({ network, site, vni }: WantedHere): Partial<NetworkRequest> {
  const { type, vlan } = network;
  if (type === "routed") return {};
  if (type === "overlay")
    return { "provider:network_type": "vxlan", ...(vni === undefined ? {} : { "provider:segmentation_id": vni }) };
  const physical = network.sites.find((one) => one.name === site)?.physicalNetwork;
  return {
    "provider:network_type": vlan === undefined ? "flat" : "vlan",
    ...(vlan === undefined ? {} : { "provider:segmentation_id": vlan }),
    ...(physical === undefined ? {} : { "provider:physical_network": physical }),
  };
}

export function tagNetwork(made: Network, { network }: WantedHere): readonly ProvisionAction[] {
  const tag = networkTag(network.name);
  return made.tags?.includes(tag) ? [] : [{ act: "tag-network", id: made.id, tag }];
}

/** Neutron refuses a VXLAN network another segment, and a smaller MTU would drop what machines send that have the larger one. */
export function networkConflicts(made: Network, { network, vni, site }: WantedHere): readonly Conflict[] {
  const has = made["provider:segmentation_id"] ?? undefined;
  const wanted = network.type === "overlay" ? vni : network.vlan;
  const kind = made["provider:network_type"];
  const isOtherKind = network.type === "provider" && kind !== undefined && (kind === "flat") !== (network.vlan === undefined);
  const index = network.sites.findIndex(({ name }) => name === site);
  const physical = network.sites[index]?.physicalNetwork;
  const isElsewhere = physical !== undefined && (made["provider:physical_network"] ?? physical) !== physical;
  const segment = network.type === "overlay" ? "spec.vni" : "spec.vlan";
  return [
    ...(wanted !== undefined && has !== undefined && has !== wanted
      ? [{ field: segment, message: `${network.name} has the segment ${has} in ${site}, and it cannot change: write ${has}.` }]
      : []),
    ...(isOtherKind
      ? [
          {
            field: "spec.vlan",
            message: `${network.name} is ${has === undefined ? "a flat network" : `VLAN ${has}`} in ${site}, and it cannot change: ${has === undefined ? "leave vlan out" : `write ${has}`}, or delete the network first.`,
          },
        ]
      : []),
    ...(isElsewhere
      ? [
          {
            field: `spec.sites[${index}].physicalNetwork`,
            message: `${network.name} is on ${made["provider:physical_network"]} in ${site}, and it cannot change: write that, or delete the network first.`,
          },
        ]
      : []),
    ...(network.mtu !== undefined && made.mtu !== undefined && made.mtu !== network.mtu
      ? [
          {
            field: "spec.mtu",
            message: `${network.name} has an MTU of ${made.mtu} in ${site}; machines that run would go on with it: write ${made.mtu}, or delete the network first.`,
          },
        ]
      : []),
  ];
}
