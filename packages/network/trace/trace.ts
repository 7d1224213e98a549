import { pathHop } from "./hops/path.ts";
import { hostHop, portHop } from "./hops/ports.ts";
import { remoteHop } from "./hops/remote.ts";
import { securityHop } from "./hops/security.ts";
import { tunnelHop } from "./hops/tunnel.ts";
import type { Hop, HopState, Trace, TraceQuestion } from "./types.ts";
import { type View, viewOf } from "./view.ts";

/** Whether and why a frame gets from one port to another, hop by hop in the order of its way, and whether an answer gets back. */
export function trace(question: TraceQuestion): Trace {
  const view = viewOf(question);
  const hops = hopsOf(view);
  return { from: question.from, to: question.to, state: worst(hops), verdict: verdictOf(view, hops), hops };
}

function hopsOf(view: View): readonly Hop[] {
  const { source, destination, from, to, traffic } = view;
  if (from.network !== to.network) return [apart(view)];
  const isOneSite = from.site === to.site;
  const isOneHost = isOneSite && source.port?.host === destination.port?.host;
  return [
    portHop("source port", source),
    hostHop("source host", source),
    securityHop("let out", source, destination, "egress", traffic),
    ...(isOneSite ? [] : [remoteHop("remote port", source, destination)]),
    ...(isOneSite ? [] : [tunnelHop(view)]),
    ...some(pathHop("endpoint", view, source, destination)),
    portHop("destination port", destination),
    ...(isOneHost ? [] : [hostHop("destination host", destination)]),
    securityHop("let in", destination, source, "ingress", traffic),
    ...(isOneSite ? [] : [remoteHop("way back", destination, source)]),
    ...some(pathHop("endpoint back", view, destination, source)),
  ];
}

function some(hop: Hop | undefined): readonly Hop[] {
  return hop === undefined ? [] : [hop];
}

function apart({ source, destination, from, to }: View): Hop {
  return {
    name: "network",
    site: from.site === to.site ? from.site : `${from.site} to ${to.site}`,
    state: "broken",
    why: `${source.title} is on ${from.network}, and ${destination.title} on ${to.network}: no frame passes from one to the other.`,
    next: "multisite network status",
  };
}

function worst(hops: readonly Hop[]): HopState {
  if (hops.some(({ state }) => state === "broken")) return "broken";
  return hops.some(({ state }) => state === "unknown") ? "unknown" : "ok";
}

function verdictOf({ source, destination }: View, hops: readonly Hop[]): string {
  const way = `from ${source.title} to ${destination.title}`;
  const at = (state: HopState): string | undefined => {
    const index = hops.findIndex((hop) => hop.state === state);
    const hop = hops[index];
    return hop && `hop ${index + 1}, ${hop.name} (${hop.site}): ${hop.why}`;
  };
  const broken = at("broken");
  if (broken !== undefined) return `Broken ${way} at ${broken}`;
  const unknown = at("unknown");
  if (unknown !== undefined) return `Not known whether a frame gets ${way}: ${unknown}`;
  return `A frame gets ${way}, and an answer back: ${hops.length} hops, none broken.`;
}
