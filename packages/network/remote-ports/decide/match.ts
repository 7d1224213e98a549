import { shadowHost } from "../../shadows/index.ts";
import type { Seen, ShadowPort, Wanted, WantedPort } from "../types.ts";

/** Which remote port stands for which wanted one. */
export interface Matched {
  readonly kept: readonly Pair[];
  /** Wanted, and not there; or there with a MAC or on a network that Neutron does not change, so that it is made anew. */
  readonly missing: readonly WantedPort[];
  /** There, and in the way of a wanted one: second copies, and what is made anew. */
  readonly replaced: readonly ShadowPort[];
  /** There, and wanted by nobody. */
  readonly surplus: readonly ShadowPort[];
}

export interface Pair {
  readonly wanted: WantedPort;
  readonly shadow: ShadowPort;
}

export function match(wanted: readonly WantedPort[], { networks, unknownSites }: Wanted, { shadows }: Seen): Matched {
  const byKey = Map.groupBy(
    shadows.filter(({ network_id }) => networks.has(network_id)),
    ({ device_id }) => device_id,
  );
  const kept: Pair[] = [];
  const missing: WantedPort[] = [];
  const replaced: ShadowPort[] = [];
  for (const port of wanted) {
    const copies = byKey.get(port.key) ?? [];
    const usable = copies.filter((shadow) => isSamePort(port, shadow));
    const best = usable.find((shadow) => shadow["binding:host_id"] === hostOf(port)) ?? usable[0];
    if (best === undefined) missing.push(port);
    else kept.push({ wanted: port, shadow: best });
    replaced.push(...copies.filter((shadow) => shadow !== best));
    byKey.delete(port.key);
  }
  const surplus = [...byKey.values()].flat().filter(({ device_id }) => !unknownSites.has(siteOf(device_id)));
  return { kept, missing, replaced, surplus };
}

/** The site in a remote port's `device_id`. */
function siteOf(key: string): string {
  return key.split("/")[0] ?? "";
}

/** The host that the port is bound to. */
export function hostOf({ vtep }: WantedPort): string | undefined {
  return vtep === undefined ? undefined : shadowHost(vtep);
}

function isSamePort(wanted: WantedPort, shadow: ShadowPort): boolean {
  return wanted.networkId === shadow.network_id && wanted.mac === shadow.mac_address;
}
