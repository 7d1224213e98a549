import { describe, expect, test } from "vitest";
import { networkExamples, parseNetwork, type StretchedNetwork } from "../document/index.ts";
import { networkTag } from "../shadows/index.ts";
import type { TunnelProbe } from "../tunnels/index.ts";
import { endpointsToTry, packetBytesFor, preflight, preflightChecks, type SiteFacts } from "./index.ts";

const overlay = parseNetwork(networkExamples.overlay, "overlay.yaml");
const provider = parseNetwork(networkExamples.provider, "provider.yaml");
const routed = parseNetwork(networkExamples.routed, "routed.yaml");

const VTEPS: Readonly<Record<string, string>> = { east: "192.0.2.11", west: "192.0.2.12", north: "192.0.2.13" };
const ROOM = { limit: 100, used: 0 };

function agent(site: string, change: object = {}, configurations: object = {}) {
  const vtep = VTEPS[site] as string;
  return {
    host: `compute-${site}`,
    agent_type: "Open vSwitch agent",
    alive: true,
    admin_state_up: true,
    configurations: {
      tunneling_ip: vtep,
      tunnel_types: ["vxlan"],
      l2_population: true,
      bridge_mappings: { physnet1: "br-ex", datacentre: "br-ex" },
      ...configurations,
    },
    ...change,
  };
}

/** A site in which everything is as it should be. */
function site(name: string, change: Partial<SiteFacts> = {}): SiteFacts {
  return {
    site: name,
    networks: [{ id: `ext-${name}`, name: "public", "router:external": true, tags: [] }],
    subnets: [],
    agents: [agent(name)],
    extensions: ["provider", "binding", "agent", "allowed-address-pairs", "port-security", "security-group", "standard-attr-tag"],
    quota: { network: ROOM, subnet: ROOM, port: ROOM, security_group: ROOM },
    missingRights: [],
    bus: "reachable",
    baseMac: `fa:16:3e:${name.charCodeAt(0).toString(16)}:00:00`,
    mtu: 1450,
    ports: 10,
    probes: [],
    clockErrorMs: 5,
    ...change,
  };
}

const look = (network: StretchedNetwork, ...changed: readonly SiteFacts[]) =>
  preflight(network, new Map(network.sites.map(({ name }) => [name, changed.find((one) => one.site === name) ?? site(name)])));

const net = (change: object) => ({
  id: "n",
  name: "other",
  mtu: 1450,
  tags: [],
  "provider:network_type": "vxlan" as const,
  ...change,
});
const made = (change: object = {}) =>
  net({ name: overlay.name, tags: [networkTag(overlay.name)], "provider:segmentation_id": 77, ...change });
const subnet = (change: object = {}) => ({
  network_id: "n",
  cidr: "10.50.0.0/24",
  allocation_pools: [{ start: "10.50.0.10", end: "10.50.0.79" }],
  gateway_ip: null,
  enable_dhcp: false,
  ...change,
});

test.each([overlay, provider, routed])("sites in which all is well are found well for a network of type $type", (network) => {
  expect(look(network).findings).toEqual([]);
});

describe("the VNI", () => {
  test("is the same whoever chooses, and free in every site", () => {
    const first = look(overlay).vni as number;
    expect(look(overlay).vni).toBe(first);
    const taken = site("north", { networks: [net({ "provider:segmentation_id": first })] });
    expect(look(overlay, taken).vni).toBe(first + 1);
    expect(look(overlay, taken).findings).toEqual([]);
  });

  test("stays what it is in a site that has the network, so that a half-made one is finished", () => {
    expect(look(overlay, site("east", { networks: [made()] })).vni).toBe(77);
  });

  test("is not chosen while anything stands in the way", () => {
    expect(look(overlay, site("east", { bus: { problem: "ACCESS_REFUSED" } })).vni).toBeUndefined();
  });
});

test("a site that has not answered stops everything: what is not known of it may break the others", () => {
  const facts = new Map([
    ["east", site("east")],
    ["west", site("west")],
  ]);
  expect(preflight(overlay, facts).findings).toMatchObject([
    { code: "network.preflight.silent", severity: "error", site: "north" },
  ]);
});

const tried = (name: string, state: TunnelProbe["state"]): SiteFacts =>
  site(name, { probes: [{ vtep: VTEPS.east ?? "", state, why: "that was seen" }] });
const withVni = { ...overlay, vni: 1500 };
const cases: readonly (readonly [code: string, network: StretchedNetwork, changed: SiteFacts, field: string])[] = [
  ["bus", overlay, site("west", { bus: { problem: "ACCESS_REFUSED" } }), "transport URL"],
  ["rights", overlay, site("west", { missingRights: ["create_port:binding:host_id"] }), "role"],
  ["extension", overlay, site("west", { extensions: [] }), "extension_drivers"],
  ["clock", overlay, site("west", { clockErrorMs: -90_000 }), "clock"],
  ["quota", overlay, site("west", { quota: { ...site("west").quota, port: { limit: 30, used: 10 } } }), "quota port"],
  ["no_agent", overlay, site("west", { agents: [] }), "agents"],
  ["no_agent", overlay, site("west", { agents: [agent("west", { host: "multisite-vtep-192.0.2.11" })] }), "agents"],
  [
    "dead_agent",
    overlay,
    site("west", { agents: [agent("west"), agent("west", { alive: false, host: "c2" }, { tunneling_ip: "192.0.2.99" })] }),
    "c2",
  ],
  ["l2population", overlay, site("west", { agents: [agent("west", {}, { l2_population: false })] }), "l2_population"],
  ["tunnel_types", overlay, site("west", { agents: [agent("west", {}, { tunnel_types: ["gre"] })] }), "tunnel_types"],
  ["tunnel_types", overlay, site("west", { agents: [agent("west", {}, { tunneling_ip: "" })] }), "local_ip"],
  [
    "arp_responder",
    overlay,
    site("west", { agents: [agent("west", { agent_type: "Linux bridge agent" }, { arp_responder_enabled: true })] }),
    "arp_responder",
  ],
  [
    "physical_network",
    provider,
    site("west", { agents: [agent("west", {}, { bridge_mappings: {} })] }),
    "sites[1].physicalNetwork",
  ],
  ["vtep_form", overlay, site("west", { agents: [agent("west", {}, { tunneling_ip: "127.0.0.1" })] }), "local_ip"],
  ["vtep_shared", overlay, site("west", { agents: [agent("west", {}, { tunneling_ip: VTEPS.east })] }), "local_ip"],
  ["vtep_unreachable", overlay, tried("west", "unreached"), "path"],
  ["path_mtu", overlay, tried("west", "narrow"), "path"],
  ["vtep_refused", overlay, tried("west", "refused"), "path"],
  ["vtep_untried", overlay, tried("west", "unknown"), "path"],
  ["vni_in_use", withVni, site("west", { networks: [net({ "provider:segmentation_id": 1500 })] }), "spec.vni"],
  ["vni_changed", withVni, site("west", { networks: [made()] }), "spec.vni"],
  [
    "segment_in_use",
    provider,
    site("west", {
      networks: [
        net({ "provider:network_type": "vlan", "provider:physical_network": "datacentre", "provider:segmentation_id": 260 }),
      ],
    }),
    "spec.vlan",
  ],
  ["mtu", overlay, site("west", { mtu: 8950 }), "spec.mtu"],
  ["mtu", { ...overlay, mtu: 8000 }, site("west", { mtu: 8950 }), "spec.mtu"],
  ["base_mac", overlay, site("west", { baseMac: site("east").baseMac }), "base_mac"],
  ["subnet_differs", overlay, site("east", { networks: [made()], subnets: [subnet({ cidr: "10.50.0.0/25" })] }), "spec.cidr"],
  [
    "subnet_differs",
    overlay,
    site("east", { networks: [made()], subnets: [subnet({ allocation_pools: [{ start: "10.50.0.1", end: "10.50.0.254" }] })] }),
    "sites[0].pool",
  ],
  ["subnet_differs", overlay, site("east", { networks: [made()], subnets: [subnet({ enable_dhcp: true })] }), "spec.dhcpSite"],
  [
    "subnet_differs",
    overlay,
    site("east", { networks: [made()], subnets: [subnet({ gateway_ip: "10.50.0.1" })] }),
    "spec.gateway",
  ],
  ["external_network", routed, site("west", { networks: [] }), "sites[1].externalNetwork"],
];

test.each(cases)("%s is found, with site, field and what to do", (code, network, changed, field) => {
  const found = look(network, changed).findings.filter((finding) => finding.code === `network.preflight.${code}`);
  expect(found.length).toBeGreaterThan(0);
  expect(found.map((finding) => finding.field).join()).toContain(field);
  for (const { message } of found) expect(message).toMatch(/: .*\.$/);
});

test("every check has a case in which it finds something", () => {
  const shown = new Set(cases.map(([code]) => `network.preflight.${code}`));
  expect(preflightChecks.map(({ code }) => code).filter((code) => !shown.has(code))).toEqual([]);
});

test("a site may have made the network already, as the document says", () => {
  expect(look(overlay, site("east", { networks: [made()], subnets: [subnet()] })).findings).toEqual([]);
});

test("with an L2 gateway the hosts' own endpoints are nobody else's concern, and may be the same in two sites", () => {
  const sites = overlay.sites.map((one, index) => ({ ...one, l2GatewayAddress: `198.51.100.${index + 1}` }));
  const west = site("west", { agents: [agent("west", {}, { tunneling_ip: VTEPS.east })] });
  expect(look({ ...overlay, sites }, west).findings).toEqual([]);
});

describe("what a site tries", () => {
  const sites = (...changed: readonly SiteFacts[]) =>
    ["east", "west", "north"].map((name) => changed.find((one) => one.site === name) ?? site(name));

  test("are the endpoints of all other sites, and none of its own", () => {
    expect(endpointsToTry(overlay, sites(), "west")).toEqual([VTEPS.east, VTEPS.north]);
    const shared = site("east", { agents: [agent("east", {}, { tunneling_ip: VTEPS.west })] });
    expect(endpointsToTry(overlay, sites(shared), "west")).toEqual([VTEPS.north]);
  });

  test("is no host of which the agent is dead, and nothing that is no address: both are findings of their own", () => {
    const dead = site("east", { agents: [agent("east", { alive: false })] });
    const lying = site("north", { agents: [agent("north", {}, { tunneling_ip: "-f" })] });
    expect(endpointsToTry(overlay, sites(dead, lying), "west")).toEqual([]);
  });

  test("is the L2 gateway where one stands in, and nothing for a network without tunnels", () => {
    const gateways = overlay.sites.map((one, index) => ({ ...one, l2GatewayAddress: `198.51.100.${index + 1}` }));
    expect(endpointsToTry({ ...overlay, sites: gateways }, sites(), overlay.sites[0]?.name ?? "")).toEqual([
      "198.51.100.2",
      "198.51.100.3",
    ]);
    expect(endpointsToTry(provider, sites(), "west")).toEqual([]);
  });

  test("has the size of a frame that fills the network, with VXLAN around it; where no MTU is known, none", () => {
    expect(packetBytesFor({ ...overlay, mtu: 1400 }, sites())).toBe(1450);
    const { mtu: _, ...open } = overlay;
    expect(packetBytesFor(open, sites(site("east", { mtu: 8950 })))).toBe(1500);
    expect(
      packetBytesFor(
        open,
        sites().map((one) => ({ ...one, mtu: undefined })),
      ),
    ).toBeUndefined();
  });
});

test("endpoints of one site are one finding, however many they are", () => {
  const vteps = Array.from({ length: 8 }, (_, index) => `192.0.2.${100 + index}`);
  const east = site("east", { agents: vteps.map((vtep) => agent("east", { host: vtep }, { tunneling_ip: vtep })) });
  const west = site("west", { probes: vteps.map((vtep) => ({ vtep, state: "unreached" as const, why: "no ping is answered" })) });
  const messages = look(overlay, east, west).findings.map(({ message }) => message);
  expect(messages).toEqual([
    expect.stringMatching(
      /^west does not reach the tunnel endpoints 192.0.2.100, .* and 3 more of east: no ping is answered\. .*tunnel_probe: none/,
    ),
  ]);
});
