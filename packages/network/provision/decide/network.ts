import type { Network, NetworkRequest } from "@multisite/openstack/network";
import { networkTag } from "../../shadows/index.ts";
import type { Conflict, ProvisionAction, WantedHere } from "../types.ts";

export function createNetwork({ network, site, projectId, vni }: WantedHere): ProvisionAction {
  const { name, type, mtu, vlan, security } = network;
  const physical = network.sites.find((one) => one.name === site)?.physicalNetwork;
  const segment: Partial<NetworkRequest> =
    type === "overlay"
      ? { "provider:network_type": "vxlan", ...(vni === undefined ? {} : { "provider:segmentation_id": vni }) }
      : {
          "provider:network_type": vlan === undefined ? "flat" : "vlan",
          ...(vlan === undefined ? {} : { "provider:segmentation_id": vlan }),
          ...(physical === undefined ? {} : { "provider:physical_network": physical }),
        };
  return {
    act: "create-network",
    request: {
      name,
      description: networkTag(name),
      project_id: projectId,
      port_security_enabled: security.portSecurity === "on",
      ...(mtu === undefined ? {} : { mtu }),
      ...segment,
    },
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
  const segment = network.type === "overlay" ? "spec.vni" : "spec.vlan";
  return [
    ...(wanted !== undefined && has !== undefined && has !== wanted
      ? [{ field: segment, message: `${network.name} has the segment ${has} in ${site}, and it cannot change: write ${has}.` }]
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
