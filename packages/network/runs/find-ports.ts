import { networkError } from "../errors.ts";
import { MANUAL_SITE } from "../manual-ports/names.ts";
import { findPort, type PortFacts, type PortPlace, type SiteAnswer, splitRef } from "../trace/index.ts";
import { askAll, type NetworkHands } from "./hands.ts";

/**
 * The ports that a person names, in any site.
 *
 * @throws MultisiteError `network.port.unknown`, `network.port.ambiguous`
 */
export async function findPorts(
  hands: NetworkHands,
  refs: readonly string[],
  network: string | null,
): Promise<readonly PortPlace[]> {
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

/** What sites know of ports; without names, of all remote ports. */
export async function portsAt(
  { ask }: NetworkHands,
  sites: readonly string[],
  network: string | null,
  refs: readonly string[] | null,
): Promise<ReadonlyMap<string, SiteAnswer>> {
  const answers = await askAll(sites, async (site) => (await ask(site, { order: "port", network, refs })) as PortFacts);
  return new Map(answers.map(({ site, ...said }) => [site, said]));
}
