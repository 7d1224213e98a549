import { isManual } from "../manual-ports/names.ts";
import type { Hop, HopState, NetworkFacts, OwnPortFacts, PortFacts, PortPlace, RemotePortFacts, TraceQuestion } from "./types.ts";

/** One of the two ports, with what its own site says of it. */
export interface Side {
  readonly place: PortPlace;
  /** `SITE/NAME`, for people. */
  readonly title: string;
  /** What its site says; undefined: nothing. */
  readonly facts: PortFacts | undefined;
  /** Undefined: its site says nothing, or has none such any more. */
  readonly port: OwnPortFacts | undefined;
  readonly network: NetworkFacts | undefined;
  /** Why nothing is known of it; only where `port` is undefined. */
  readonly why: { readonly state: HopState; readonly text: string; readonly next: string };
}

export interface View extends TraceQuestion {
  readonly source: Side;
  readonly destination: Side;
}

export function viewOf(question: TraceQuestion): View {
  return { ...question, source: sideOf(question, question.from), destination: sideOf(question, question.to) };
}

function sideOf({ sites }: TraceQuestion, place: PortPlace): Side {
  const said = sites.get(place.site);
  const facts = said !== undefined && "answer" in said ? said.answer : undefined;
  const port = facts?.ports.find(({ id }) => id === place.portId);
  const why = {
    state: "unknown" as HopState,
    text: `${place.site} does not answer: ${said !== undefined && "problem" in said ? said.problem : "its agent is not known"}`,
    next: "multisite star status",
  };
  if (isManual(place)) {
    why.text = "a remote port was made for it by a command, and what is behind its endpoint nobody here knows.";
    why.next = `multisite port show ${place.portId}`;
  } else if (facts !== undefined) {
    why.state = "broken";
    why.text = `${place.site} has no such port any more.`;
    why.next = `multisite network status ${place.network} --ports`;
  }
  const name = port?.name || place.portId;
  const network = facts?.networks.find((one) => one.name === place.network);
  return { place, title: `${place.site}/${name}`, facts, port, network, why };
}

/** The remote port that a site has for a port of another one. */
export function remotePortOf({ facts }: Side, { place }: Side): RemotePortFacts | undefined {
  return facts?.remotePorts.find(({ of }) => of.site === place.site && of.portId === place.portId);
}

/** A hop of which the facts are missing. */
export function missing(name: string, { place, why }: Side): Hop {
  return { name, site: place.site, state: why.state, why: why.text, next: why.next };
}

export function showPort({ facts, place }: Side, id: string): string {
  return `openstack --os-cloud ${facts?.cloud ?? place.site} port show ${id}`;
}
