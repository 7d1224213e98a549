import { overlap } from "../../addresses/index.ts";
import { isManual } from "../../manual-ports/names.ts";
import { type Check, pairs, placedSites } from "./check.ts";

export const duplicateSite: Check = {
  code: "network.site.duplicate",
  severity: "error",
  rule: "A site is named once.",
  find: (network) =>
    pairs(placedSites(network))
      .filter(([one, other]) => one.site.name === other.site.name)
      .map(([, { site, path }]) => ({
        path: [...path, "name"],
        message: `${site.name} is there twice: take one out, or correct its name.`,
      })),
};

export const manualSite: Check = {
  code: "network.site.manual",
  severity: "error",
  rule: "No site is called manual: remote ports that a command made have that in the place of a site.",
  find: (network) =>
    placedSites(network)
      .filter(({ site }) => isManual({ site: site.name }))
      .map(({ path }) => ({ path: [...path, "name"], message: "manual is no name for a site: give it another one." })),
};

export const unknownSite: Check = {
  code: "network.site.unknown",
  severity: "error",
  rule: "The site of the gateway, and the one whose DHCP answers, are sites of the network.",
  find({ sites, gateway, dhcpSite }) {
    const known = sites.map(({ name }) => name);
    const named = [
      { path: ["spec", "gateway", "site"], name: gateway?.site },
      { path: ["spec", "dhcpSite"], name: dhcpSite },
    ];
    return named.flatMap(({ path, name }) =>
      name === undefined || known.includes(name)
        ? []
        : [{ path, message: `${name} is no site of this network: name one of ${known.join(", ")}.` }],
    );
  },
};

export const siteCidrs: Check = {
  code: "network.site.cidr",
  severity: "error",
  rule: "Sites of a routed network reach each other by routes, so that no two have an address in common.",
  find(network) {
    if (network.type !== "routed") return [];
    return pairs(placedSites(network))
      .filter(([one, other]) => one.cidr !== undefined && other.cidr !== undefined && overlap(one.cidr, other.cidr))
      .map(([one, other]) => ({
        path: [...other.path, "cidr"],
        message: `${other.site.cidr} of ${other.site.name} overlaps ${one.site.cidr} of ${one.site.name}: give it another one.`,
      }));
  },
};

export const sharedGateway: Check = {
  code: "network.site.l2_gateway",
  severity: "error",
  rule: "A tunnel endpoint belongs to one site: two that share one could not be told apart.",
  find: (network) =>
    pairs(placedSites(network))
      .filter(
        ([one, other]) => one.site.l2GatewayAddress !== undefined && one.site.l2GatewayAddress === other.site.l2GatewayAddress,
      )
      .map(([one, other]) => ({
        path: [...other.path, "l2GatewayAddress"],
        message: `${other.site.l2GatewayAddress} is the L2 gateway of ${one.site.name} too: write ${other.site.name}'s own.`,
      })),
};
