import type { StretchedNetwork, StretchedNetworkType } from "../types.ts";
import type { Breach, Check } from "./check.ts";

export const missingOfType: Check = {
  code: "network.type.missing",
  severity: "error",
  rule: "overlay and provider have one CIDR; provider needs each site's physical network; routed needs each site's CIDR and external network.",
  find(network) {
    const { type, cidr, sites } = network;
    if (type === "overlay") return cidr === undefined ? [missing(["spec"], "cidr", type)] : [];
    const needed = type === "routed" ? (["cidr", "externalNetwork"] as const) : (["physicalNetwork"] as const);
    return [
      ...(type === "provider" && cidr === undefined ? [missing(["spec"], "cidr", type)] : []),
      ...sites.flatMap((site, index) =>
        needed.filter((field) => site[field] === undefined).map((field) => missing(["spec", "sites", index], field, type)),
      ),
    ];
  },
};

/** Which types a field means something for. */
const FIELDS: readonly (readonly [field: keyof StretchedNetwork, types: readonly StretchedNetworkType[]])[] = [
  ["cidr", ["overlay", "provider"]],
  ["vni", ["overlay"]],
  ["vlan", ["provider"]],
  ["gateway", ["overlay", "provider"]],
  ["dhcpSite", ["overlay", "provider"]],
];

const SITE_FIELDS = [
  ["cidr", "routed"],
  ["externalNetwork", "routed"],
  ["physicalNetwork", "provider"],
  ["l2GatewayAddress", "overlay"],
] as const;

export const foreignToType: Check = {
  code: "network.type.foreign",
  severity: "error",
  rule: "A field that means nothing for the network's type is not written: who wrote it expects something that would not happen.",
  find(network) {
    const { type, sites } = network;
    return [
      ...FIELDS.filter(([field, types]) => network[field] !== undefined && !types.includes(type)).map(([field, types]) =>
        foreign(["spec", field], types.join(" and "), type),
      ),
      ...(type === "routed" && network.vips.length > 0 ? [foreign(["spec", "vips"], "overlay and provider", type)] : []),
      ...sites.flatMap((site, index) =>
        SITE_FIELDS.filter(([field, of]) => site[field] !== undefined && of !== type).map(([field, of]) =>
          foreign(["spec", "sites", index, field], of, type),
        ),
      ),
    ];
  },
};

export const rulePorts: Check = {
  code: "network.security.ports",
  severity: "error",
  rule: "Only tcp and udp have ports, and a range of them begins with the lower one.",
  find: ({ security }) =>
    security.allow.flatMap(({ protocol, portMin, portMax }, index): readonly Breach[] => {
      const path = ["spec", "security", "allow", index];
      const hasPorts = portMin !== undefined || portMax !== undefined;
      if (hasPorts && protocol !== "tcp" && protocol !== "udp")
        return [{ path, message: `${protocol} has no ports: take portMin and portMax out, or write tcp or udp.` }];
      if (portMax !== undefined && (portMin === undefined || portMin > portMax))
        return [{ path, message: "portMax is the last port: write the first one as portMin." }];
      return [];
    }),
};

export const uselessRules: Check = {
  code: "network.security.off",
  severity: "warning",
  rule: "Without port security nothing is filtered and no address is checked: an instance can take any other's address, in all sites.",
  find: ({ security }) =>
    security.portSecurity === "on"
      ? []
      : [
          {
            path: ["spec", "security", "portSecurity"],
            message: "Port security is off: rules do nothing, and any instance can take another one's address.",
          },
        ],
};

function missing(path: Breach["path"], field: string, type: StretchedNetworkType): Breach {
  return { path: [...path, field], message: `A network of type ${type} needs ${[...path, field].join(".")}: write it.` };
}

function foreign(path: Breach["path"], of: string, type: StretchedNetworkType): Breach {
  return { path, message: `${path.at(-1)} is for type ${of}, and this is ${type}: take it out, or change the type.` };
}
