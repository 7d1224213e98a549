import { chooseVni } from "../choose-vni.ts";
import { madeNetwork } from "../look.ts";
import type { Obstacle, PreflightCheck } from "../types.ts";

export const vniInUse: PreflightCheck = {
  code: "network.preflight.vni_in_use",
  severity: "error",
  rule: "The VNI is free in all sites: frames carry nothing else by which networks are told apart.",
  find(network, facts) {
    const vni = chooseVni(network, facts);
    if (network.type !== "overlay" || vni === undefined) return [];
    return facts.flatMap(({ site, networks }) =>
      networks
        .filter((one) => one["provider:segmentation_id"] === vni && isTunnel(one["provider:network_type"]))
        .filter((one) => one.id !== madeNetwork({ networks }, network)?.id)
        .map((one) => ({
          site,
          field: "spec.vni",
          message: `VNI ${vni} is that of network ${one.name} (${one.id}) in ${site}: write another one, or none, and a free one is chosen.`,
        })),
    );
  },
};

export const vniChanged: PreflightCheck = {
  code: "network.preflight.vni_changed",
  severity: "error",
  rule: "A network keeps its VNI: Neutron changes no VXLAN network's, and two that differ would be two networks.",
  find(network, facts) {
    const vni = chooseVni(network, facts);
    return facts.flatMap((site): readonly Obstacle[] => {
      const has = madeNetwork(site, network)?.["provider:segmentation_id"];
      if (network.type !== "overlay" || typeof has !== "number" || has === vni) return [];
      return [
        {
          site: site.site,
          field: "spec.vni",
          message: `${network.name} has VNI ${has} in ${site.site}: write ${has}, or delete the network there and make it anew with ${vni}.`,
        },
      ];
    });
  },
};

export const vlanInUse: PreflightCheck = {
  code: "network.preflight.segment_in_use",
  severity: "error",
  rule: "A VLAN or flat network of a physical network belongs to one network.",
  find(network, facts) {
    if (network.type !== "provider") return [];
    return facts.flatMap(({ site, networks }) => {
      const physical = network.sites.find(({ name }) => name === site)?.physicalNetwork;
      const mine = madeNetwork({ networks }, network)?.id;
      return networks
        .filter((one) => one["provider:physical_network"] === physical && one.id !== mine)
        .filter((one) => (one["provider:segmentation_id"] ?? undefined) === network.vlan)
        .map((one) => ({
          site,
          field: "spec.vlan",
          message: `${network.vlan === undefined ? `The flat network of ${physical}` : `VLAN ${network.vlan} of ${physical}`} is network ${one.name} in ${site} already: write another one, or remove that network.`,
        }));
    });
  },
};

function isTunnel(type: string | undefined): boolean {
  return type === "vxlan" || type === "gre" || type === "geneve";
}
