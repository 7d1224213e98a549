import { addressText, includes, overlap, parseAddress, usable } from "../../addresses/index.ts";
import type { StretchedNetwork } from "../types.ts";
import { type Breach, type Check, pairs, placedSites } from "./check.ts";

export const poolOrder: Check = {
  code: "network.pool.order",
  severity: "error",
  rule: "A pool begins with its lowest address.",
  find: (network) =>
    placedSites(network)
      .filter(({ pool }) => pool !== undefined && pool.first > pool.last)
      .map(({ site, path }) => ({
        path: [...path, "pool"],
        message: `The pool of ${site.name} ends before it begins: exchange first and last.`,
      })),
};

export const poolOutside: Check = {
  code: "network.pool.outside",
  severity: "error",
  rule: "A pool is within the CIDR, without its network and broadcast address.",
  find: (network) =>
    placedSites(network).flatMap(({ site, path, pool, cidr }): readonly Breach[] => {
      if (pool === undefined || cidr === undefined) return [];
      const range = usable(cidr);
      if (includes(range, pool.first) && includes(range, pool.last)) return [];
      const may = `${addressText(range.first)} to ${addressText(range.last)}`;
      return [{ path: [...path, "pool"], message: `The pool of ${site.name} is not within ${may}: move it there.` }];
    }),
};

export const poolOverlap: Check = {
  code: "network.pool.overlap",
  severity: "error",
  rule: "Pools of sites are disjoint: no Neutron knows what another one has given out, so that an address in two pools is given out twice.",
  find: (network) =>
    network.type === "routed"
      ? []
      : pairs(placedSites(network))
          .filter(([one, other]) => one.pool !== undefined && other.pool !== undefined && overlap(one.pool, other.pool))
          .map(([one, other]) => ({
            path: [...other.path, "pool"],
            message: `The pool of ${other.site.name} overlaps that of ${one.site.name}, which ends at ${one.site.pool.last}: make them disjoint.`,
          })),
};

export const routerRoom: Check = {
  code: "network.pool.router",
  severity: "error",
  rule: "A routed site keeps an address of its CIDR out of the pool, which its router gets.",
  find: (network) =>
    network.type !== "routed"
      ? []
      : placedSites(network)
          .filter(({ pool, cidr }) => pool && cidr && pool.first <= usable(cidr).first && pool.last >= usable(cidr).last)
          .map(({ site, path }) => ({
            path: [...path, "pool"],
            message: `The pool of ${site.name} is all of ${site.cidr}: leave out the first address, which its router gets.`,
          })),
};

export const reservedAddress: Check = {
  code: "network.address.reserved",
  severity: "error",
  rule: "A gateway's address and VIPs are within the CIDR, outside of all pools, and each is there once: no Neutron may give one to somebody.",
  find: (network) => {
    if (network.type === "routed") return [];
    const taken = new Map<string, string>();
    return reserved(network).flatMap(({ path, what, text }): readonly Breach[] => {
      const before = taken.get(text);
      taken.set(text, what);
      const wrong = before === undefined ? whyNot(network, text) : `is ${before} too`;
      return wrong === undefined ? [] : [{ path, message: `${text}, ${what}, ${wrong}: take another address.` }];
    });
  },
};

function reserved({ gateway, vips }: StretchedNetwork) {
  return [
    ...(gateway === undefined ? [] : [{ path: ["spec", "gateway", "address"], what: "the gateway", text: gateway.address }]),
    ...vips.map(({ name, address }, index) => ({ path: ["spec", "vips", index, "address"], what: `VIP ${name}`, text: address })),
  ];
}

function whyNot(network: StretchedNetwork, text: string): string | undefined {
  const address = parseAddress(text);
  const sites = placedSites(network);
  const cidr = sites[0]?.cidr;
  if (address === undefined || cidr === undefined) return undefined;
  if (!includes(usable(cidr), address)) return `is no address that a port of ${network.cidr} can have`;
  const owner = sites.find(({ pool }) => pool !== undefined && includes(pool, address));
  return owner === undefined ? undefined : `is in the pool of ${owner.site.name}`;
}
