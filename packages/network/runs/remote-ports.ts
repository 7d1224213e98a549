import { networkError } from "../errors.ts";
import type { PortPlace, RemotePortFacts, SiteAnswer } from "../trace/index.ts";
import { findPorts, portsAt } from "./find-ports.ts";
import type { NetworkHands } from "./hands.ts";

/** A remote port in one site. */
export interface RemotePortHere extends RemotePortFacts {
  /** The site that has it. */
  readonly in: string;
  /** Of the site's cloud. */
  readonly cloud: string;
}

/** All remote ports in all sites, or those of one port. */
export interface RemotePortList {
  readonly remotePorts: readonly RemotePortHere[];
  /** Sites that do not answer, and why. */
  readonly silent: readonly { readonly site: string; readonly problem: string }[];
}

/** Where frames for a port go (H10). */
export interface PortEndpoint extends PortPlace {
  readonly name: string;
  readonly mac: string;
  readonly addresses: readonly string[];
  /** The VTEP; null: it has none, or it is not known. */
  readonly endpoint: string | null;
  /** `null`: of a manual port. */
  readonly host: string | null;
  /** Whether an L2 gateway stands in for the host. */
  readonly isGateway: boolean;
  readonly vni: number | null;
  /** The site that said so: its own, or one that has a remote port for it. */
  readonly saidBy: string;
}

export async function listRemotePorts(hands: NetworkHands, network: string | null): Promise<RemotePortList> {
  return listOf(await portsAt(hands, hands.sites(), network, null));
}

/** @throws MultisiteError `network.port.unknown`, `network.port.ambiguous` */
export async function showRemotePort(hands: NetworkHands, ref: string, network: string | null): Promise<RemotePortList> {
  const [place] = (await findPorts(hands, [ref], network)) as readonly [PortPlace];
  const { remotePorts, silent } = listOf(await portsAt(hands, hands.sites(), null, [place.portId]));
  return { remotePorts: remotePorts.filter(({ of }) => of.site === place.site && of.portId === place.portId), silent };
}

/** @throws MultisiteError `network.port.unknown`, `network.port.ambiguous` */
export async function portEndpoint(hands: NetworkHands, ref: string, network: string | null): Promise<PortEndpoint> {
  const [place] = (await findPorts(hands, [ref], network)) as readonly [PortPlace];
  const answers = await portsAt(hands, hands.sites(), null, [place.portId]);
  const vniIn = (site: string): number | null => {
    const said = answers.get(site);
    return said !== undefined && "answer" in said
      ? (said.answer.networks.find(({ name }) => name === place.network)?.vni ?? null)
      : null;
  };
  const own = answers.get(place.site);
  const port = own !== undefined && "answer" in own ? own.answer.ports.find(({ id }) => id === place.portId) : undefined;
  if (port !== undefined) {
    const { name, mac, addresses, endpoint, host, agent } = port;
    const isGateway = endpoint !== (agent?.vtep ?? null);
    return { ...place, name, mac, addresses, endpoint, host, isGateway, vni: vniIn(place.site), saidBy: place.site };
  }
  const [remote] = listOf(answers).remotePorts.filter(({ of }) => of.site === place.site && of.portId === place.portId);
  if (remote === undefined) throw networkError("port.unknown", `${place.site}/${place.portId} is gone.`);
  const { name, mac, addresses, made } = remote;
  const said = { name, mac, addresses, endpoint: made?.endpoint ?? null, host: null, isGateway: false };
  return { ...place, ...said, vni: vniIn(remote.in), saidBy: remote.in };
}

function listOf(answers: ReadonlyMap<string, SiteAnswer>): RemotePortList {
  const all = [...answers];
  return {
    remotePorts: all.flatMap(([site, said]) =>
      "answer" in said ? said.answer.remotePorts.map((port) => ({ ...port, in: site, cloud: said.answer.cloud })) : [],
    ),
    silent: all.flatMap(([site, said]) => ("problem" in said ? [{ site, problem: said.problem }] : [])),
  };
}
