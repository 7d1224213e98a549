import type { PortPlace, SiteAnswer } from "./types.ts";

/** Which port a person means, or why that is not clear. */
export type Found = { readonly place: PortPlace } | { readonly isKnown: boolean; readonly problem: string };

/** What a port can be called by. */
interface Named {
  readonly id: string;
  readonly name: string;
  readonly mac: string;
  readonly addresses: readonly string[];
}

/** Whether a port is meant by a text: its ID, MAC, address or name. */
export function isNamedBy(ref: string, { id, name, mac, addresses }: Named): boolean {
  return ref === id || ref.toLowerCase() === mac.toLowerCase() || addresses.includes(ref) || (ref !== "" && ref === name);
}

/** `SITE/PORT`, when the text begins with a site; a name may have a slash in it as well. */
export function splitRef(ref: string, sites: readonly string[]): { readonly site?: string; readonly name: string } {
  const at = ref.indexOf("/");
  const site = ref.slice(0, Math.max(0, at));
  return sites.includes(site) ? { site, name: ref.slice(at + 1) } : { name: ref };
}

/** The one port that is meant, from what all sites answered: those of their own, and of others that they have remote ports for. */
export function findPort(ref: string, sites: readonly string[], answers: ReadonlyMap<string, SiteAnswer>): Found {
  const { site, name } = splitRef(ref, sites);
  const places = new Map<string, PortPlace>();
  const silent: string[] = [];
  const note = (place: PortPlace): void => {
    if (site === undefined || site === place.site) places.set(`${place.site}/${place.portId}`, place);
  };
  for (const [at, said] of answers) {
    if ("problem" in said) {
      silent.push(`${at} does not answer: ${said.problem}`);
      continue;
    }
    for (const port of said.answer.ports) if (isNamedBy(name, port)) note({ site: at, portId: port.id, network: port.network });
    for (const { of, ...port } of said.answer.remotePorts) if (isNamedBy(name, { id: of.portId, ...port })) note(of);
  }
  const found = [...places.values()];
  const [place] = found;
  if (place !== undefined && found.length === 1) return { place };
  const lines = found.map((one) => `${one.site}/${one.portId} on ${one.network}`);
  if (found.length > 1) return { isKnown: true, problem: `${ref} is ${found.length} ports: ${lines.join(", ")}.` };
  const who = site === undefined ? "No site that answers has a" : `${site} has no`;
  const problem = `${who} port ${name} on a stretched network.`;
  return { isKnown: false, problem: [problem, ...silent].join(" ") };
}
