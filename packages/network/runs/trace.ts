import { isManual } from "../manual-ports/names.ts";
import {
  type PortPlace,
  type Trace,
  type TracedProbe,
  type TraceQuestion,
  type Traffic,
  trace,
  tunnelEnds,
} from "../trace/index.ts";
import { findPorts, portsAt } from "./find-ports.ts";
import { askAll, type NetworkHands } from "./hands.ts";
import { probeAt } from "./probes.ts";

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
  const asked = { from: places[0], to: places[1], traffic, sites: await portsAt(hands, sites, null, ids), probes: [] };
  return trace({ ...asked, probes: await tryEnds(hands, asked) });
}

/** A site that does not answer was named as such before; then nothing is known of the way from there. */
async function tryEnds(hands: NetworkHands, question: TraceQuestion): Promise<readonly TracedProbe[]> {
  const ends = tunnelEnds(question);
  const bySite = new Map(ends.map((end) => [end.from, end]));
  const answers = await askAll([...bySite.keys()], async (from) => {
    const { vtep = "", packetBytes = null } = bySite.get(from) ?? {};
    return await probeAt(hands, from, [vtep], packetBytes);
  });
  return answers.flatMap((one) => ("answer" in one ? one.answer.map((probe) => ({ ...probe, from: one.site })) : []));
}
