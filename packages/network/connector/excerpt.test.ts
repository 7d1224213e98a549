import type { Port } from "@multisite/openstack/network";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Action, decide, type FdbEntry, FLOOD_MAC, type Memory, type WantedPort } from "../remote-ports/index.ts";
import { SHADOW_OWNER, shadowHost } from "../shadows/index.ts";
import { dependents, everything, excerpt } from "./excerpt.ts";
import { createWorld, type World } from "./world.ts";

const NOW_MS = 1_700_000_000_000;
const VTEPS = ["192.0.2.12", "192.0.2.13", "192.0.2.14"];
const NETWORKS = ["net-1", "net-2"];
const COPIES = new Map(["west", "east"].map((site) => [site, { epoch: 1, version: 1, ports: new Map() }]));
const limits = {
  changes: Number.POSITIVE_INFINITY,
  removals: 3,
  removalWindowMs: 600_000,
  reportAgeMs: 45_000,
  repeatUpMs: 15_000,
};

interface One {
  readonly site: string;
  readonly index: number;
  readonly networkId: string;
  readonly vtep: string;
  readonly address: number;
  readonly mac: number;
  readonly isUp: boolean;
}

const one = fc.record({
  site: fc.constantFrom("west", "east"),
  index: fc.integer({ min: 1, max: 7 }),
  networkId: fc.constantFrom(...NETWORKS),
  vtep: fc.constantFrom(...VTEPS),
  address: fc.integer({ min: 1, max: 9 }),
  mac: fc.integer({ min: 1, max: 9 }),
  isUp: fc.boolean(),
});
const some = fc.uniqueArray(one, { selector: ({ index }) => index, maxLength: 7 });
const macOf = (mac: number): string => `fa:16:3e:02:00:0${mac}`;
const ipOf = (address: number) => ({ subnet_id: "s", ip_address: `10.50.0.${address}` });

function wantedOf({ site, index, networkId, vtep, address, mac, isUp }: One): WantedPort {
  const port = { name: `vm-${index}`, projectId: "p", pairs: [], securityGroups: [] };
  return { ...port, key: `${site}/p${index}`, site, networkId, mac: macOf(mac), addresses: [ipOf(address)], vtep, isUp };
}

function portOf({ site, index, networkId, vtep, address, mac, isUp }: One, owner: string): Port {
  const isShadow = owner === SHADOW_OWNER;
  return {
    id: `${owner}-${index}`,
    name: `vm-${index}`,
    project_id: "p",
    network_id: networkId,
    mac_address: macOf(mac),
    fixed_ips: [ipOf(address)],
    admin_state_up: true,
    status: isUp ? "ACTIVE" : "DOWN",
    device_id: isShadow ? `${site}/p${index}` : "vm",
    device_owner: owner,
    security_groups: [],
    "binding:host_id": isShadow ? shadowHost(vtep) : "compute-1",
    "binding:vif_type": "ovs",
  };
}

function entriesOf({ networkId, vtep, address, mac, isUp }: One): readonly FdbEntry[] {
  const at = { networkId, vtep, isSure: isUp };
  return [
    { ...at, mac: FLOOD_MAC, address: "0.0.0.0" },
    { ...at, mac: macOf(mac), address: ipOf(address).ip_address },
  ];
}

interface Given {
  readonly shall: readonly One[];
  readonly has: readonly One[];
  readonly own: readonly One[];
  readonly told: readonly One[];
  readonly agents: readonly string[];
}

function worldOf({ shall, has, own, told, agents }: Given): World {
  const world = createWorld({ told: [], copies: COPIES, vteps: VTEPS });
  world.around = { unknownSites: new Set(), networks: new Set(NETWORKS), leaving: new Set() };
  for (const port of shall.map(wantedOf)) world.wanted.set(port.key, port);
  for (const port of [...has.map((each) => portOf(each, SHADOW_OWNER)), ...own.map((each) => portOf(each, "compute:nova"))])
    world.ports.set(port.id, port);
  for (const entry of told.flatMap(entriesOf))
    world.tables.set(`${entry.networkId} ${entry.vtep} ${entry.mac} ${entry.address}`, entry);
  for (const host of ["compute-1", ...agents.map(shadowHost)])
    world.agents.set(host, { id: host, host, tunnelingIp: host.replace(/.*-/, ""), heardAtMs: NOW_MS - 50_000 });
  return world;
}

const given = fc.record({
  shall: some,
  has: some,
  own: some.map((list) => list.slice(0, 2)),
  told: some,
  agents: fc.subarray(VTEPS),
});
const memory: Memory = { vteps: new Set(VTEPS), refused: new Map(), upAtMs: new Map(), removedAtMs: [], allowedRemovals: 0 };
const actionsFor = (actions: readonly Action[], keys: ReadonlySet<string>) =>
  actions.filter((action) => "key" in action && keys.has(action.key));

describe("an excerpt", () => {
  test("makes the rules say of a port what they say with everything before them", () => {
    fc.assert(
      fc.property(given, fc.constantFrom("west", "east"), fc.integer({ min: 1, max: 7 }), (all, site, index) => {
        const world = worldOf(all);
        const whole = everything(world, NOW_MS);
        const keys = dependents(world, `${site}/p${index}`);
        const surplus = whole.seen.shadows.map(({ device_id }) => device_id).filter((key) => !world.wanted.all.has(key));
        const part = excerpt(world, { keys, hosts: new Set(), macs: new Set() }, surplus, NOW_MS);
        const shall = actionsFor(decide(whole.wanted, whole.seen, memory, limits).actions, keys);
        const is = actionsFor(decide(part.wanted, part.seen, memory, limits).actions, keys);
        expect(new Set(is)).toEqual(new Set(shall));
      }),
      { numRuns: 2000 },
    );
  });

  test("never takes away an agent or an entry that everything would keep, and finds those of its hosts that nothing keeps", () => {
    fc.assert(
      fc.property(given, (all) => {
        const world = worldOf(all);
        const whole = everything(world, NOW_MS);
        const hosts = new Set(VTEPS.map(shadowHost));
        const macs = new Set(NETWORKS.flatMap((id) => [1, 2, 3, 4, 5, 6, 7, 8, 9].map((mac) => `mac ${id} ${macOf(mac)}`)));
        const part = excerpt(world, { keys: new Set(), hosts, macs }, [], NOW_MS);
        const taken = (actions: readonly Action[]) =>
          actions.flatMap((action) => {
            if (action.act === "delete-agent") return action.host;
            if (action.act !== "remove-fdb" && action.act !== "remove-arp") return [];
            return action.entries.map((entry) => `${action.act} ${JSON.stringify(entry)}`);
          });
        const shall = decide(whole.wanted, whole.seen, memory, limits);
        const is = taken(decide(part.wanted, part.seen, memory, limits).actions);
        expect(new Set(is)).toEqual(new Set(taken(shall.actions)));
        const bound = new Set(whole.seen.shadows.map((port) => port["binding:host_id"]));
        for (const each of is) expect(bound.has(each)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});
