import { isTunnelAddress } from "../addresses/index.ts";
import type { StretchedNetwork } from "../document/index.ts";
import { packetBytesOf } from "../tunnels/index.ts";
import { vtepsOf, wiringAgents } from "./look.ts";
import type { SiteFacts } from "./types.ts";

/** Where other sites send: to the gateway, when one stands in for the hosts. */
export function endpointsOf(network: StretchedNetwork, facts: SiteFacts): readonly string[] {
  if (network.type !== "overlay") return [];
  const gateway = network.sites.find(({ name }) => name === facts.site)?.l2GatewayAddress;
  return gateway === undefined ? [...new Set(vtepsOf(facts))] : [gateway];
}

/** Endpoints of other sites that a site must reach. Where it has the same address itself, it would try its own; a dead host is named as one. */
export function endpointsToTry(network: StretchedNetwork, facts: readonly SiteFacts[], site: string): readonly string[] {
  const own = new Set(facts.filter((one) => one.site === site).flatMap((one) => endpointsOf(network, one)));
  const others = facts
    .filter((one) => one.site !== site)
    .flatMap((one) => {
      const dead = new Set(vtepsOf({ ...one, agents: wiringAgents(one).filter(({ alive }) => !alive) }));
      return endpointsOf(network, one).filter((vtep) => !dead.has(vtep));
    });
  return [...new Set(others)].filter((vtep) => isTunnelAddress(vtep) && !own.has(vtep));
}

/** Of packets between hosts that fill the network's MTU; undefined: no site knows it yet. */
export function packetBytesFor({ mtu }: StretchedNetwork, facts: readonly SiteFacts[]): number | undefined {
  const known = facts.flatMap((one) => one.mtu ?? []);
  if (mtu === undefined && known.length === 0) return undefined;
  return packetBytesOf(mtu ?? Math.min(...known));
}
