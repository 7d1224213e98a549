import type { StretchedNetwork } from "../document/index.ts";
import type { GroupFacts, OwnPortFacts, PortFacts, PortPlace, RemotePortFacts, SiteAnswer, TraceQuestion } from "./types.ts";

const NETWORK = "backup";
const VTEPS: Readonly<Record<string, string>> = { north: "192.0.2.11", south: "192.0.2.21" };
export const document: StretchedNetwork = {
  name: NETWORK,
  generation: 1,
  project: "hss",
  type: "overlay",
  cidr: "10.50.0.0/24",
  vips: [{ name: "state", address: "10.50.0.240" }],
  gateway: { site: "north", address: "10.50.0.1" },
  security: { portSecurity: "on", allow: [] },
  sites: [
    { name: "north", pool: { first: "10.50.0.10", last: "10.50.0.19" } },
    { name: "south", pool: { first: "10.50.0.20", last: "10.50.0.29" } },
  ],
};
const NUMBERS: Readonly<Record<string, number>> = { north: 11, south: 21 };

export function place(site: string, network = NETWORK): PortPlace {
  return { site, portId: `${site}-port`, network };
}

type Rule = GroupFacts["rules"][number];

/** What Neutron has for a rule that lets everything in from everybody. */
export function rule(change: Partial<Rule> = {}): Rule {
  return {
    direction: "ingress",
    ethertype: "IPv4",
    protocol: null,
    port_range_min: null,
    port_range_max: null,
    remote_ip_prefix: null,
    remote_group_id: null,
    ...change,
  };
}

/** Everything out, and in from members, as our networks have it. */
export function group(site: string, ingress: readonly Rule[] = [rule({ remote_group_id: `${site}-group` })]): GroupFacts {
  return { id: `${site}-group`, name: NETWORK, rules: [rule({ direction: "egress" }), ...ingress] };
}

/** A port in its site, up. */
export function own(site: string, change: Partial<OwnPortFacts> = {}): OwnPortFacts {
  const vtep = VTEPS[site] ?? "192.0.2.99";
  return {
    id: `${site}-port`,
    name: `${site}-vm`,
    network: NETWORK,
    mac: `fa:16:3e:00:00:${NUMBERS[site] ?? 99}`,
    addresses: [`10.50.0.${NUMBERS[site] ?? 99}`],
    isAdminUp: true,
    status: "ACTIVE",
    host: `${site}-host`,
    vifType: "ovs",
    agent: { type: "Open vSwitch agent", isAlive: true, vtep, heardAgoMs: 5000 },
    endpoint: vtep,
    isPortSecurityOn: true,
    groups: [group(site)],
    pairs: [],
    ...change,
  };
}

/** The remote port that `site` has for the port of another site, realized. */
export function remote(
  site: string,
  of: string,
  change: Partial<RemotePortFacts> = {},
  made: Partial<NonNullable<RemotePortFacts["made"]>> = {},
): RemotePortFacts {
  const port = own(of);
  return {
    of: place(of),
    name: port.name,
    mac: port.mac,
    addresses: port.addresses,
    lacks: [],
    made: {
      id: `${site}-remote`,
      endpoint: port.endpoint,
      vifType: "ovs",
      status: "ACTIVE",
      groups: [`${site}-group`],
      agent: { type: "Open vSwitch agent", isAlive: false, vtep: port.endpoint, heardAgoMs: 900_000 },
      ...made,
    },
    ...change,
  };
}

/** A site with one port, and a remote port for the other site's. */
export function site(name: string, other: string, change: Partial<PortFacts> = {}): PortFacts {
  return {
    site: name,
    cloud: `${name}-cloud`,
    networks: [{ name: NETWORK, id: `${name}-network`, phase: "in-force", vni: 1234, mtu: 1450, document }],
    ports: [own(name)],
    remotePorts: [remote(name, other)],
    manualPorts: [],
    vteps: [VTEPS[name] ?? ""],
    ...change,
  };
}

/** From the port of north to that of south, with something changed. */
export function question(
  change: {
    readonly north?: Partial<PortFacts>;
    readonly south?: Partial<PortFacts>;
    readonly silent?: string;
  } & Partial<Pick<TraceQuestion, "from" | "to" | "traffic" | "probes">> = {},
): TraceQuestion {
  const { north, south, silent, ...rest } = change;
  const answers = new Map<string, SiteAnswer>([
    ["north", { answer: site("north", "south", north) }],
    ["south", { answer: site("south", "north", south) }],
  ]);
  if (silent !== undefined) answers.set(silent, { problem: "it is not reachable." });
  return { from: place("north"), to: place("south"), traffic: { protocol: "any" }, sites: answers, probes: [], ...rest };
}
