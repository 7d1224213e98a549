import type { StretchedNetwork } from "../../document/index.ts";
import type { TunnelProbe, TunnelState } from "../../tunnels/index.ts";
import { endpointsOf, packetBytesFor } from "../endpoints.ts";
import type { Obstacle, PreflightCheck, SiteFacts } from "../types.ts";

const FIELD = "the path between the sites";
const NOT_HERE =
  "where the agent's node is not on the network of the tunnels, write `tunnel_probe: none` into the group network of its agent.yaml";

export const unreached: PreflightCheck = {
  code: "network.preflight.vtep_unreachable",
  severity: "error",
  rule: "Each site reaches each tunnel endpoint of the others: what firewalls and NAT do to VXLAN, neither end says.",
  find: found(
    "unreached",
    ({ other, which, why }, { site }) =>
      `${site} does not reach ${which} of ${other}: ${why}. Let UDP 4789 and ICMP pass in both directions, without NAT; ${NOT_HERE}.`,
  ),
};

export const narrow: PreflightCheck = {
  code: "network.preflight.path_mtu",
  severity: "error",
  rule: "The way between tunnel endpoints carries the network's MTU and 50 bytes: a tunnelled frame that is larger is lost without a word.",
  find: found("narrow", ({ other, which, why }, { site }, bytes) => {
    const fix = `let all links between carry ${bytes} bytes, or write a smaller \`mtu\` into the document`;
    return `${site} reaches ${which} of ${other} with small packets only: ${why}. Raise the MTU: ${fix}.`;
  }),
};

export const refused: PreflightCheck = {
  code: "network.preflight.vtep_refused",
  severity: "warning",
  rule: "Something takes VXLAN at each tunnel endpoint; a host without a tunnel so far has it closed, until its first one.",
  find: found(
    "refused",
    ({ other, which, why }) =>
      `nothing takes VXLAN at ${which} of ${other}: ${why}. That is so before a host's first tunnel, and with a firewall that rejects; \`multisite network status\` shows it where it goes on.`,
  ),
};

export const untried: PreflightCheck = {
  code: "network.preflight.vtep_untried",
  severity: "warning",
  rule: "Tunnel endpoints are tried from the agent's node of each site; where that proves nothing, machines find out.",
  find: found(
    "unknown",
    ({ other, which, why }, { site }) =>
      `whether ${site} reaches ${which} of ${other} is not known: ${why}. Try it from a host: \`ping -M do\`, and \`tcpdump udp port 4789\` at the other end.`,
  ),
};

interface Found {
  readonly other: string;
  /** Endpoints, a few of many. */
  readonly which: string;
  readonly why: string;
}

/** One finding for each two sites, whatever the number of hosts. */
function found(
  state: TunnelState,
  say: (one: Found, facts: SiteFacts, bytes: number | undefined) => string,
): PreflightCheck["find"] {
  return (network, all) => {
    const bytes = packetBytesFor(network, all);
    return all.flatMap((facts) =>
      all
        .filter(({ site }) => site !== facts.site)
        .flatMap((other): readonly Obstacle[] => {
          const probes = probesOf(network, facts, other).filter((probe) => probe.state === state);
          const [first] = probes;
          if (first === undefined) return [];
          const one = { other: other.site, which: whichOf(probes), why: first.why };
          return [{ site: facts.site, field: FIELD, message: say(one, facts, bytes) }];
        }),
    );
  };
}

function probesOf(network: StretchedNetwork, { probes }: SiteFacts, other: SiteFacts): readonly TunnelProbe[] {
  const theirs = new Set(endpointsOf(network, other));
  return probes.filter(({ vtep }) => theirs.has(vtep));
}

const SHOWN = 5;

function whichOf(probes: readonly TunnelProbe[]): string {
  const shown = probes.slice(0, SHOWN).map(({ vtep }) => vtep);
  const more = probes.length > SHOWN ? ` and ${probes.length - SHOWN} more` : "";
  return `the tunnel endpoint${probes.length === 1 ? "" : "s"} ${shown.join(", ")}${more}`;
}
