import { parseAddress, parseCidr } from "../../addresses/index.ts";
import type { StretchedNetwork } from "../types.ts";
import type { Breach, Check } from "./check.ts";

export const addressForm: Check = {
  code: "network.address.form",
  severity: "error",
  rule: "Addresses are IPv4, four numbers up to 255; a CIDR leaves room for at least a port in each of two sites (/30 or wider).",
  find: (network) => [
    ...addressesOf(network)
      .filter(([, text]) => parseAddress(text) === undefined)
      .map(([path, text]) => ({ path, message: `${text} is no IPv4 address: write four numbers from 0 to 255.` })),
    ...cidrsOf(network).flatMap(([path, text]): readonly Breach[] => {
      const cidr = parseCidr(text);
      if (cidr === undefined) return [{ path, message: `${text} is no IPv4 CIDR, such as 10.50.0.0/24.` }];
      return cidr.prefixLength <= 30
        ? []
        : [{ path, message: `${text} has no room for ports of two sites: make it /30 or wider.` }];
    }),
    ...network.security.allow.flatMap(({ from }, index): readonly Breach[] => {
      if (from === "members" || parseCidr(from) !== undefined) return [];
      return [{ path: ["spec", "security", "allow", index, "from"], message: `${from} is no IPv4 CIDR; write one, or members.` }];
    }),
  ],
};

type Placed = readonly [path: Breach["path"], text: string];

function addressesOf({ sites, vips, gateway }: StretchedNetwork): readonly Placed[] {
  return [
    ...sites.flatMap(({ pool, l2GatewayAddress }, index): readonly Placed[] => [
      [["spec", "sites", index, "pool", "first"], pool.first],
      [["spec", "sites", index, "pool", "last"], pool.last],
      ...(l2GatewayAddress === undefined ? [] : [[["spec", "sites", index, "l2GatewayAddress"], l2GatewayAddress] as const]),
    ]),
    ...vips.map(({ address }, index): Placed => [["spec", "vips", index, "address"], address]),
    ...(gateway === undefined ? [] : [[["spec", "gateway", "address"], gateway.address] as const]),
  ];
}

function cidrsOf({ cidr, sites }: StretchedNetwork): readonly Placed[] {
  return [
    ...(cidr === undefined ? [] : [[["spec", "cidr"], cidr] as const]),
    ...sites.flatMap((site, index) => (site.cidr === undefined ? [] : [[["spec", "sites", index, "cidr"], site.cidr] as const])),
  ];
}
