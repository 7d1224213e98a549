import { isManual } from "../manual-ports/names.ts";
import { type PortPlace, type Trace, type Traffic, trace } from "../trace/index.ts";
import { findPorts, portsAt } from "./find-ports.ts";
import type { NetworkHands } from "./hands.ts";

/** Which frame an operator asks about. */
export interface TraceRequest {
  /** Port ID, MAC, address or name; `SITE/` before it where that is not enough. */
  readonly from: string;
  readonly to: string;
  /** Undefined: all. */
  readonly network: string | undefined;
  readonly traffic: Traffic;
}

/**
 * Whether a frame gets from one port to another, by what the sites read now.
 *
 * @throws MultisiteError `network.port.unknown`, `network.port.ambiguous`
 */
export async function traceFrame(hands: NetworkHands, { from, to, network, traffic }: TraceRequest): Promise<Trace> {
  const [source, destination] = await findPorts(hands, [from, to], network ?? null);
  const places = [source, destination] as readonly [PortPlace, PortPlace];
  const sites = [...new Set(places.filter((place) => !isManual(place)).map(({ site }) => site))];
  const ids = places.map(({ portId }) => portId);
  return trace({ from: places[0], to: places[1], traffic, sites: await portsAt(hands, sites, null, ids) });
}
