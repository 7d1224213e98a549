import { networkError } from "../errors.ts";
import { isManual, MANUAL_SITE } from "../manual-ports/names.ts";
import {
  findPort,
  type PortFacts,
  type PortPlace,
  type SiteAnswer,
  splitRef,
  type Trace,
  type Traffic,
  trace,
} from "../trace/index.ts";
import { askAll, type NetworkHands } from "./hands.ts";

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

/**
 * The ports that a person names, in any site.
 *
 * @throws MultisiteError `network.port.unknown`, `network.port.ambiguous`
 */
async function findPorts(hands: NetworkHands, refs: readonly string[], network: string | null): Promise<readonly PortPlace[]> {
  const sites = hands.sites();
  const known = [...sites, MANUAL_SITE];
  const names = refs.map((ref) => splitRef(ref, known).name);
  const answers = await portsAt(hands, sites, network, names);
  return refs.map((ref) => {
    const found = findPort(ref, known, answers);
    if ("place" in found) return found.place;
    throw networkError(found.isKnown ? "port.ambiguous" : "port.unknown", found.problem);
  });
}

/** What sites know of ports; without names, of all. */
async function portsAt(
  { ask }: NetworkHands,
  sites: readonly string[],
  network: string | null,
  refs: readonly string[] | null,
): Promise<ReadonlyMap<string, SiteAnswer>> {
  const answers = await askAll(sites, async (site) => (await ask(site, { order: "port", network, refs })) as PortFacts);
  return new Map(answers.map(({ site, ...said }) => [site, said]));
}
