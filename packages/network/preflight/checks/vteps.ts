import { isTunnelAddress } from "../../addresses/index.ts";
import { endpointsOf } from "../endpoints.ts";
import { pairsOf, vtepsOf } from "../look.ts";
import type { PreflightCheck } from "../types.ts";

export const sharedVteps: PreflightCheck = {
  code: "network.preflight.vtep_shared",
  severity: "error",
  rule: "A tunnel endpoint is unique over all sites: frames to an address that two hosts have reach one of them by chance.",
  find: (network, facts) =>
    pairsOf(facts).flatMap(([one, other]) =>
      endpointsOf(network, other)
        .filter((vtep) => endpointsOf(network, one).includes(vtep))
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
