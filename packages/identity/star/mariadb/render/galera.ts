import type { SitedNode } from "../../topology/queries.ts";
import type { IdentityStar, StarNode } from "../../topology/types.ts";
import { pathsOf } from "./layout.ts";
import type { RenderOptions } from "./types.ts";

const DEFAULT_PORT = 4567;

/** A node's three ports, one after the other. */
export function galeraPorts(node: StarNode): { readonly group: number; readonly incremental: number; readonly transfer: number } {
  const group = node.ports.galera ?? DEFAULT_PORT;
  return { group, incremental: group + 1, transfer: group + 2 };
}

/** Segments are numbers of one byte. */
const SEGMENTS = 256;

/**
 * Galera's own settings. Windows are wider than the default, as there may be long ways between the nodes; a node that is not heard
 * for 5 s is suspected (the default), so that writes pause for seconds and not for a minute when one dies.
 */
export function providerOptions(star: IdentityStar, sited: SitedNode, { memory, ...options }: RenderOptions): string {
  const { address } = sited.node;
  const { group, incremental } = galeraPorts(sited.node);
  const all: Readonly<Record<string, string | number>> = {
    ...groupOptions(star, sited, options),
    base_port: group,
    "ist.recv_addr": `${address}:${incremental}`,
    "gcache.size": `${memory.writeSetCacheMb}M`,
    "gcs.fc_limit": 64,
  };
  return optionsText(all);
}

/** Of an arbitrator: it takes part in the group, and keeps nothing. */
export function arbitratorOptions(
  star: IdentityStar,
  sited: SitedNode,
  options: Pick<RenderOptions, "layoutOf" | "tls">,
): string {
  return optionsText(groupOptions(star, sited, options));
}

function groupOptions(
  star: IdentityStar,
  { site, node }: SitedNode,
  { tls, layoutOf }: Pick<RenderOptions, "layoutOf" | "tls">,
): Readonly<Record<string, string | number>> {
  const { authority, certificate, key } = pathsOf(layoutOf(node.name));
  return {
    "gmcast.listen_addr": `${tls ? "ssl" : "tcp"}://${node.address}:${galeraPorts(node).group}`,
    "gmcast.segment": star.sites.indexOf(site) % SEGMENTS,
    "evs.send_window": 512,
    "evs.user_send_window": 256,
    ...(tls ? { "socket.ssl_ca": authority, "socket.ssl_cert": certificate, "socket.ssl_key": key } : {}),
  };
}

function optionsText(options: Readonly<Record<string, string | number>>): string {
  return Object.entries(options)
    .map(([name, value]) => `${name}=${value}`)
    .join("; ");
}
