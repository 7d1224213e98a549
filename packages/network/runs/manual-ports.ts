import { MultisiteError, messageOf } from "@multisite/kernel/errors";
import { networkError } from "../errors.ts";
import { isManual, MANUAL_SITE, type ManualPort, manualPortProblems } from "../manual-ports/index.ts";
import type { PortPlace, SiteAnswer } from "../trace/index.ts";
import { findPorts, portsAt } from "./find-ports.ts";
import type { NetworkHands } from "./hands.ts";

/** A manual port, and the sites that have it. */
export interface ManualPortHere {
  readonly port: ManualPort;
  readonly sites: readonly string[];
}

/**
 * Makes a remote port in sites, in those of its network when none are named. A dry run only checks.
 *
 * @throws MultisiteError `network.port.refused`, `network.port.partly`
 */
export async function createManualPort(
  hands: NetworkHands,
  port: ManualPort,
  { sites: named, isDryRun }: { readonly sites: readonly string[]; readonly isDryRun: boolean },
): Promise<ManualPortHere> {
  const answers = await askAbout(hands, port);
  const sites = named.length > 0 ? named : sitesOf(port.network, answers);
  requireFit(port, sites, answers, "made");
  if (!isDryRun) await inTurn(sites, port, (site) => hands.ask(site, { order: "put-port", port }));
  return { port, sites };
}

/**
 * Changes one in all sites that have it.
 *
 * @throws MultisiteError `network.port.unknown`, `network.port.mirrored`, `network.port.refused`, `network.port.partly`
 */
export async function updateManualPort(
  hands: NetworkHands,
  ref: string,
  change: Partial<Pick<ManualPort, "name" | "vtep" | "pairs">>,
  { isDryRun }: { readonly isDryRun: boolean },
): Promise<ManualPortHere> {
  const { port: before, sites } = await findManual(hands, ref);
  const port = { ...before, ...change };
  requireFit(port, sites, await askAbout(hands, port), "changed");
  if (!isDryRun) await inTurn(sites, port, (site) => hands.ask(site, { order: "put-port", port }));
  return { port, sites };
}

/** @throws MultisiteError `network.port.unknown`, `network.port.mirrored`, `network.port.partly` */
export async function deleteManualPort(
  hands: NetworkHands,
  ref: string,
  { isDryRun }: { readonly isDryRun: boolean },
): Promise<ManualPortHere> {
  const { port, sites, silent } = await findManual(hands, ref);
  if (isDryRun) return { port, sites };
  await inTurn(sites, port, (site) => hands.ask(site, { order: "drop-port", id: port.id }));
  if (silent.length === 0) return { port, sites };
  const rest = silent.map(({ site, problem }) => `${site} does not answer and may have it still: ${problem}`);
  throw networkError("port.partly", `${port.name} is deleted in ${sites.join(", ")}. ${rest.join(" ")}`);
}

async function findManual(hands: NetworkHands, ref: string) {
  const [place] = (await findPorts(hands, [ref], null)) as readonly [PortPlace];
  if (!isManual(place)) {
    const why = `${place.site}/${place.portId} is a port of ${place.site}: its remote ports follow it by themselves.`;
    throw networkError("port.mirrored", why);
  }
  const answers = [...(await portsAt(hands, hands.sites(), null, [place.portId]))];
  const found = answers.flatMap(([site, said]) => {
    const port = "answer" in said ? said.answer.manualPorts.find(({ id }) => id === place.portId) : undefined;
    return port === undefined ? [] : [{ site, port }];
  });
  const [first] = found;
  if (first === undefined) throw networkError("port.unknown", `${MANUAL_SITE}/${place.portId} is being deleted already.`);
  const silent = answers.flatMap(([site, said]) => ("problem" in said ? [{ site, problem: said.problem }] : []));
  return { port: first.port, sites: found.map(({ site }) => site), silent };
}

/** Everything in any site that has the MAC or an address of it. */
function askAbout(hands: NetworkHands, { id, mac, addresses }: ManualPort): Promise<ReadonlyMap<string, SiteAnswer>> {
  return portsAt(hands, hands.sites(), null, [id, mac, ...addresses]);
}

function sitesOf(network: string, answers: ReadonlyMap<string, SiteAnswer>): readonly string[] {
  const facts = [...answers.values()].flatMap((said) => ("answer" in said ? said.answer.networks : []));
  return facts.find(({ name }) => name === network)?.document?.sites.map(({ name }) => name) ?? [];
}

function requireFit(port: ManualPort, sites: readonly string[], answers: ReadonlyMap<string, SiteAnswer>, what: string): void {
  const problems = manualPortProblems({ port, sites, answers });
  if (problems.length === 0) return;
  throw networkError("port.refused", `${port.name} is not ${what}, and nothing was written:\n  ${problems.join("\n  ")}`);
}

/** Site after site; who failed, and who was done before, is told. */
async function inTurn(
  sites: readonly string[],
  { id, name }: ManualPort,
  work: (site: string) => Promise<unknown>,
): Promise<void> {
  const done: string[] = [];
  for (const site of sites) {
    try {
      await work(site);
      done.push(site);
    } catch (thrown) {
      if (!(thrown instanceof MultisiteError)) throw thrown;
      const text = `It did not work in ${site}: ${messageOf(thrown)} Done in ${done.join(", ") || "no site"} (${name || id}, ${id}).`;
      throw networkError("port.partly", text, thrown);
    }
  }
}
