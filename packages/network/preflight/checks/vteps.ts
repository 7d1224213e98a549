import { isTunnelAddress } from "../../addresses/index.ts";
import type { StretchedNetwork } from "../../document/index.ts";
import { pairsOf, vtepsOf } from "../look.ts";
import type { Obstacle, PreflightCheck, SiteFacts } from "../types.ts";

export const sharedVteps: PreflightCheck = {
  code: "network.preflight.vtep_shared",
  severity: "error",
  rule: "A tunnel endpoint is unique over all sites: frames to an address that two hosts have reach one of them by chance.",
  find: (network, facts) =>
    pairsOf(facts).flatMap(([one, other]) =>
      endpoints(network, other)
        .filter((vtep) => endpoints(network, one).includes(vtep))
        .map((vtep) => ({
          site: other.site,
          field: "agents: [ovs] local_ip",
          message: `${vtep} is a tunnel endpoint in ${one.site} too: give the hosts of one site other addresses.`,
        })),
    ),
};

export const vtepForm: PreflightCheck = {
  code: "network.preflight.vtep_form",
  severity: "error",
  rule: "Other sites can send to a tunnel endpoint: it is an IPv4 address, and no loopback, wildcard or multicast one.",
  find: (_, facts) =>
    facts.flatMap((site) =>
      vtepsOf(site)
        .filter((vtep) => !isTunnelAddress(vtep))
        .map((vtep) => ({
          site: site.site,
          field: "agents: [ovs] local_ip",
          message: `No other site can send to ${vtep}: set \`local_ip\` to the host's IPv4 address on the network between the sites.`,
        })),
    ),
};

export const vtepSilent: PreflightCheck = {
  code: "network.preflight.vtep_unreachable",
  severity: "error",
  rule: "Each site reaches each tunnel endpoint of the others: firewalls and NAT drop VXLAN silently, and neither end says so.",
  find: (network, facts) =>
    facts.flatMap(({ site, probes }): readonly Obstacle[] => {
      const wanted = new Set(facts.filter((other) => other.site !== site).flatMap((other) => endpoints(network, other)));
      return probes
        .filter(({ vtep, answered }) => !answered && wanted.has(vtep))
        .map(({ vtep }) => ({
          site,
          field: "the path between the sites",
          message: `${vtep} does not answer ${site}: let UDP 4789 pass in both directions, without NAT.`,
        }));
    }),
};

/** Where other sites send: to the gateway, when one stands in for the hosts. */
function endpoints(network: StretchedNetwork, facts: SiteFacts): readonly string[] {
  if (network.type !== "overlay") return [];
  const gateway = network.sites.find(({ name }) => name === facts.site)?.l2GatewayAddress;
  return gateway === undefined ? [...new Set(vtepsOf(facts))] : [gateway];
}
