import type { StretchedNetwork } from "../document/index.ts";
import { endpointsToTry, packetBytesFor } from "../preflight/index.ts";
import type { SiteFacts } from "../preflight/types.ts";
import type { TunnelProbe } from "../tunnels/index.ts";
import { type Asked, askAll, type NetworkHands } from "./hands.ts";

export async function probeAt(
  { ask }: NetworkHands,
  site: string,
  vteps: readonly string[],
  packetBytes: number | null,
): Promise<readonly TunnelProbe[]> {
  const answer = await ask(site, { order: "probe", vteps, packetBytes });
  if (Array.isArray(answer)) return answer as readonly TunnelProbe[];
  return vteps.map((vtep) => ({ vtep, state: "unknown", why: "its agent is of a version that tries none" }));
}

/** Has each site try the tunnel endpoints of all others, with packets as the network will send them. */
export async function probeAll(
  hands: NetworkHands,
  network: StretchedNetwork,
  facts: readonly SiteFacts[],
): Promise<readonly Asked<SiteFacts>[]> {
  const packetBytes = packetBytesFor(network, facts) ?? null;
  const bySite = new Map(facts.map((one) => [one.site, one]));
  return await askAll([...bySite.keys()], async (site) => {
    const own = bySite.get(site) as SiteFacts;
    const vteps = endpointsToTry(network, facts, site);
    return { ...own, probes: vteps.length === 0 ? [] : await probeAt(hands, site, vteps, packetBytes) };
  });
}
