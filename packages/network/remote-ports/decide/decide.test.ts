import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Action, Memory, Seen, Wanted } from "../types.ts";
import { decide } from "./index.ts";
import { agentOf, entriesOf, limits, memory, NETWORK, NOW_MS, port, seen, shadowOf, wanted } from "./situations.ts";

const look = (all: Wanted, has: Seen, remembers: Memory = memory()) => decide(all, has, remembers, limits);
const acts = ({ actions }: { readonly actions: readonly Action[] }) => actions.map(({ act }) => act);
const many = (count: number) => Array.from({ length: count }, (_, index) => port(index + 1));

test("what is as it shall be is left alone", () => {
  expect(look(wanted(many(3)), seen(many(3)))).toEqual({ actions: [], alarms: [], deferred: 0, isWaiting: false });
});

describe("a port comes", () => {
  test("its agent is reported first, then it is made on the agent's host, then said to be up", () => {
    const decision = look(wanted([port()]), seen([]));
    expect(decision.actions).toEqual([
      { act: "report-state", host: "multisite-vtep-192.0.2.12", vtep: "192.0.2.12" },
      { act: "create-port", key: "west/p1", host: "multisite-vtep-192.0.2.12", port: port() },
      { act: "device-up", key: "west/p1", id: undefined, host: "multisite-vtep-192.0.2.12", isRepeated: false },
    ]);
  });

  test("an agent that was heard a moment ago is not reported again; one that Neutron may hold for dead is", () => {
    const withAgent = (ageMs: number) => seen([], { agents: [agentOf("192.0.2.12", ageMs)] });
    expect(acts(look(wanted([port()]), withAgent(10_000)))).toEqual(["create-port", "device-up"]);
    expect(acts(look(wanted([port()]), withAgent(50_000)))[0]).toBe("report-state");
  });

  test("several endpoints have an agent each, which keeps its endpoint for ever", () => {
    const decision = look(wanted([port(1), port(2, { vtep: "192.0.2.13" })]), seen([]));
    const reports = decision.actions.flatMap((action) => (action.act === "report-state" ? [action.host, action.vtep] : []));
    expect(reports).toEqual(["multisite-vtep-192.0.2.12", "192.0.2.12", "multisite-vtep-192.0.2.13", "192.0.2.13"]);
  });

  test("that is down at its site holds its address and is not said to be up; without an endpoint it waits", () => {
    expect(acts(look(wanted([port(1, { isUp: false })]), seen([])))).toEqual(["report-state", "create-port"]);
    expect(acts(look(wanted([port(1, { vtep: undefined })]), seen([])))).toEqual([]);
  });

  test("that the own site has itself is not made, and is an alarm: its MAC, its address, or its endpoint", () => {
    const own = { id: "x", network_id: NETWORK, mac_address: "fa:16:3e:01:00:01", fixed_ips: port().addresses };
    const cases: readonly (readonly [string, Wanted, Seen])[] = [
      ["address_in_use", wanted([port()]), seen([], { own: [own] })],
      ["mac_in_use", wanted([port()]), seen([], { own: [{ ...own, mac_address: port().mac, fixed_ips: [] }] })],
      ["vtep_in_use", wanted([port(1, { vtep: "192.0.2.11" })]), seen([])],
    ];
    for (const [name, all, has] of cases) {
      const decision = look(all, has);
      expect(decision.actions).toEqual([]);
      expect(decision.alarms).toMatchObject([{ id: `network.remote_port.${name}/west/p1`, severity: "critical" }]);
    }
  });

  test.each([
    "127.0.0.1",
    "0.0.0.0",
    "239.1.1.1",
    "255.255.255.255",
    "10.0.0.300",
    "host",
    "",
    "::1",
    "ff02::1",
    "::ffff:10.0.0.1",
  ])("that says to be at %j, where no host can be, is not made, and is an alarm", (vtep) => {
    const decision = look(wanted([port(1, { vtep })]), seen([]));
    expect(decision.actions).toEqual([]);
    expect(decision.alarms).toMatchObject([{ id: "network.remote_port.vtep_invalid/west/p1", severity: "critical" }]);
  });

  test("at an endpoint of yet another site is not made: it stays with who has ports there, or with nobody", () => {
    const mine = port(1);
    const lie = port(2, { key: "east/p2", site: "east" });
    const known = look(wanted([mine, lie]), seen([mine]));
    expect(known).toMatchObject({ actions: [], alarms: [{ id: "network.remote_port.vtep_contested/east/p2" }] });
    expect(known.alarms[0]?.cause).toContain("west and east both");
    const goes = look(wanted([lie, mine, port(3)]), seen([mine]));
    expect(goes.actions.flatMap((action) => ("key" in action ? action.key : []))).toEqual(["west/p3", "west/p3"]);
    const unknown = look(wanted([mine, lie]), seen([]));
    expect(unknown.actions).toEqual([]);
    expect(unknown.alarms.map(({ id }) => id)).toEqual([
      "network.remote_port.vtep_contested/west/p1",
      "network.remote_port.vtep_contested/east/p2",
    ]);
  });

  test("that an operator made may be at a host of another site, and contests nothing there", () => {
    const byHand = port(2, { key: "manual/box", site: "manual" });
    const made = look(wanted([port(1), byHand]), seen([])).actions.flatMap((one) => (one.act === "create-port" ? one.key : []));
    expect(made).toEqual(["west/p1", "manual/box"]);
    expect(look(wanted([byHand, port(1)]), seen([byHand])).alarms).toEqual([]);
  });

  test("with a MAC or an address that is yet another site's is not made, and no agent is reported for it", () => {
    const elsewhere = { key: "east/p2", site: "east", vtep: "192.0.2.13" };
    for (const [what, change] of [
      ["mac", { mac: port(1).mac }],
      ["address", { addresses: port(1).addresses }],
    ] as const) {
      const decision = look(wanted([port(1), port(2, { ...elsewhere, ...change })]), seen([port(1)]));
      expect(decision).toMatchObject({ actions: [], alarms: [{ id: `network.remote_port.${what}_contested/east/p2` }] });
    }
  });

  test("that lies keeps nobody from taking away what others no longer have; what is there of it stays", () => {
    const liar = port(2, { key: "east/p2", site: "east", vtep: "192.0.2.11" });
    const has = seen([], {
      agents: [agentOf("192.0.2.12"), { id: "own", host: "compute-1", tunnelingIp: "192.0.2.11", ageMs: 0 }],
    });
    expect(acts(look(wanted([liar]), { ...has, tables: entriesOf(port()) }))).toEqual(["delete-agent", "remove-fdb"]);
    const before = shadowOf({ ...liar, vtep: "192.0.2.12" });
    expect(look(wanted([liar]), { ...has, shadows: [before] }).actions).toEqual([]);
  });

  test("that Neutron has refused is left for a while, with an alarm that says why", () => {
    const refused = new Map([["west/p1", { untilMs: NOW_MS + 1000, why: "OverQuota" }]]);
    const decision = look(wanted([port(), port(2)]), seen([]), memory({ refused }));
    expect(decision.actions.flatMap((action) => ("key" in action ? action.key : []))).toEqual(["west/p2", "west/p2"]);
    expect(decision.alarms[0]?.cause).toContain("OverQuota");
  });
});

describe("a port that does not come up", () => {
  const broken = (change: object) => seen([port()], { shadows: [shadowOf(port(), change)] });

  test("because binding failed is bound anew to the same host before it is said to be up: an up alone does nothing", () => {
    const has = broken({ "binding:vif_type": "binding_failed", status: "DOWN" });
    expect(acts(look(wanted([port()]), { ...has, agents: [agentOf("192.0.2.12", 90_000)] }))).toEqual([
      "report-state",
      "rebind",
      "device-up",
    ]);
  });

  test("because the word was lost is said to be up again, but not at every look", () => {
    const has = broken({ status: "DOWN" });
    expect(acts(look(wanted([port()]), has))).toEqual(["device-up"]);
    const justSaid = memory({ upAtMs: new Map([["west/p1", NOW_MS - 1000]]) });
    expect(look(wanted([port()]), has, justSaid)).toMatchObject({ actions: [], isWaiting: true });
    const refused = memory({ refused: new Map([["west/p1", { untilMs: NOW_MS + 1000, why: "quota" }]]) });
    expect(look(wanted([port()]), seen([]), refused)).toMatchObject({ actions: [], isWaiting: true });
  });

  test("though it is ACTIVE, as hosts were not told of it: under each of its addresses, since the last gap", () => {
    const again = [{ act: "device-up", key: "west/p1", isRepeated: true }];
    expect(look(wanted([port()]), seen([port()], { tables: [] })).actions).toMatchObject(again);
    expect(look(wanted([port()]), seen([port()], { tables: entriesOf(port(), false) })).actions).toMatchObject(again);
  });

  test("as somebody has deleted its agent: hosts that start hear nothing of it, although it is ACTIVE", () => {
    expect(acts(look(wanted([port()]), seen([port()], { agents: [] })))).toEqual(["report-state", "device-up"]);
  });
});

describe("a port changes", () => {
  test("its host: it is bound there, and neither deleted nor made again", () => {
    const moved = port(1, { vtep: "192.0.2.13" });
    const decision = look(wanted([moved]), seen([port()]));
    expect(acts(decision)).toEqual(["report-state", "rebind", "device-up"]);
  });

  test("its addresses, name, pairs and groups in one request; pairs without a MAC have the port's", () => {
    const pairs = [{ ip_address: "10.50.0.250" }];
    const has = seen([port()]);
    expect(look(wanted([port(1, { pairs })]), has).actions).toEqual([
      { act: "update-port", key: "west/p1", id: "id-west/p1", change: { allowed_address_pairs: pairs } },
    ]);
    const told = {
      ...has,
      shadows: [shadowOf(port(), { allowed_address_pairs: [{ ...pairs[0], mac_address: port().mac } as never] })],
    };
    expect(look(wanted([port(1, { pairs })]), told).actions).toEqual([]);
    const changed = look(wanted([port(1, { name: "new", securityGroups: ["a", "b"] })]), has).actions[0];
    expect(changed).toMatchObject({ change: { name: "new", security_groups: ["a", "b"] } });
  });

  test("its MAC, which Neutron does not change: it is deleted and made again", () => {
    expect(acts(look(wanted([port(1, { mac: "fa:16:3e:02:00:99" })]), seen([port()])))).toEqual([
      "delete-port",
      "create-port",
      "device-up",
    ]);
  });

  test("its address with another one's: one of them could not be first, so both are made anew", () => {
    const [one, other] = [port(1), port(2)];
    const swapped = [port(1, { addresses: other.addresses }), port(2, { addresses: one.addresses })];
    expect(acts(look(wanted(swapped), seen([one, other])))).toEqual(["delete-port", "delete-port"]);
    // One after the other where that can be.
    const chain = [port(1, { addresses: other.addresses }), port(2, { addresses: port(3).addresses })];
    const keys = look(wanted(chain), seen([one, other])).actions.flatMap((action) =>
      action.act === "update-port" ? action.key : [],
    );
    expect(keys).toEqual(["west/p2", "west/p1"]);
  });

  test("to down at its site: hosts forget it, and its address stays taken", () => {
    expect(acts(look(wanted([port(1, { isUp: false })]), seen([port()])))).toEqual(["device-down"]);
  });
});

describe("a port goes", () => {
  test("first, and its agent only after the port was seen gone: else the flow stays in every host", () => {
    expect(acts(look(wanted([]), seen([port()])))).toEqual(["delete-port"]);
    const gone = seen([], { agents: [agentOf("192.0.2.12")] });
    expect(acts(look(wanted([]), gone))).toEqual(["delete-agent"]);
  });

  test("but not as long as its site is only silent", () => {
    expect(look(wanted([], { unknownSites: new Set(["west"]) }), seen(many(2))).actions).toEqual([]);
  });

  test("in no other network, and nothing of others: what is not ours is not touched", () => {
    expect(look(wanted([], { networks: new Set() }), seen(many(2))).actions).toEqual([]);
    const own = [{ id: "x", network_id: NETWORK, mac_address: "fa:16:3e:01:00:01", fixed_ips: [] }];
    expect(look(wanted([]), seen([], { own })).actions).toEqual([]);
  });

  test("with too many others: none goes, with an alarm, until that is allowed or the network is deleted", () => {
    const has = seen(many(4));
    const decision = look(wanted([]), has);
    expect(decision.actions).toEqual([]);
    expect(decision.alarms).toMatchObject([{ id: "network.remote_port.many_removals/site", severity: "major" }]);
    expect(look(wanted([]), has, memory({ allowedRemovals: 1 })).actions).toHaveLength(4);
    expect(look(wanted([], { leaving: new Set([NETWORK]) }), has).actions).toHaveLength(4);
    // Those of a little while ago count too.
    const removedAtMs = [NOW_MS - 1000, NOW_MS - 2000, NOW_MS - 700_000];
    expect(look(wanted([]), seen(many(2)), memory({ removedAtMs })).actions).toEqual([]);
    expect(look(wanted([]), seen(many(1)), memory({ removedAtMs })).actions).toHaveLength(1);
  });
});

describe("entries that nobody stands for", () => {
  test("are taken out of the hosts, flood entry included", () => {
    const decision = look(wanted([]), seen([], { tables: entriesOf(port()) }));
    expect(decision.actions).toEqual([{ act: "remove-fdb", entries: entriesOf(port()) }]);
  });

  test("are left alone at endpoints that we never spoke for, and at the site's own", () => {
    const tables = entriesOf(port(1, { vtep: "192.0.2.99" }));
    expect(look(wanted([]), seen([], { tables })).actions).toEqual([]);
    const ownTables = entriesOf(port(1, { vtep: "192.0.2.11" }));
    expect(look(wanted([]), seen([], { tables: ownTables }), memory({ vteps: new Set(["192.0.2.11"]) })).actions).toEqual([]);
  });

  test("of a port that has moved are left alone but for the flood entry: hosts have one flow for a MAC, the new one", () => {
    const moved = port(1, { vtep: "192.0.2.13" });
    const has = seen([moved], { tables: [...entriesOf(port()), ...entriesOf(moved)] });
    const [action] = look(wanted([moved]), has).actions;
    expect(action).toMatchObject({ act: "remove-fdb", entries: [{ vtep: "192.0.2.12", mac: "00:00:00:00:00:00" }] });
  });

  test("of a MAC that is a port of this site by now are left alone: hosts have one flow for it, which leads there", () => {
    const own = [{ id: "x", network_id: NETWORK, mac_address: port().mac, fixed_ips: [] }];
    const [action] = look(wanted([]), seen([], { own, tables: entriesOf(port()) })).actions;
    expect(action).toMatchObject({ act: "remove-fdb", entries: [{ mac: "00:00:00:00:00:00" }] });
    expect(action).not.toMatchObject({ entries: [{}, {}] });
  });

  test("at an endpoint that nobody is at go with its flood entry, known or not: only with that do hosts take the tunnel away", () => {
    const [flood, unicast] = entriesOf(port());
    const alone = look(wanted([]), seen([], { tables: unicast === undefined ? [] : [unicast] }));
    expect(alone.actions).toEqual([{ act: "remove-fdb", entries: [unicast, { ...flood, isSure: false }] }]);
    const gone = entriesOf(port(2)).slice(1);
    const besides = look(wanted([port(1)]), seen([port(1)], { tables: [...entriesOf(port(1)), ...gone] }));
    expect(besides.actions).toEqual([{ act: "remove-fdb", entries: gone }]);
  });

  test("under an address that their port has left, and nobody has, are ARP answers to be taken out, and the flow stays", () => {
    const readdressed = port(1, { addresses: [{ subnet_id: "sub-1", ip_address: "10.50.0.99" }] });
    const [, former] = entriesOf(port(1));
    const has = seen([readdressed], { tables: [...entriesOf(readdressed), ...(former === undefined ? [] : [former])] });
    expect(look(wanted([readdressed]), has).actions).toEqual([{ act: "remove-arp", entries: [former] }]);
    const heir = port(2, { addresses: port(1).addresses });
    const taken = seen([readdressed, heir], { tables: [...has.tables, ...entriesOf(heir)] });
    expect(look(wanted([readdressed, heir]), taken).actions).toEqual([]);
  });

  test("whose address another port has now are taken out without it: hosts have one ARP answer for an address", () => {
    const heir = port(2, { addresses: port(1).addresses });
    const has = seen([heir], { tables: [...entriesOf(port(1)), ...entriesOf(heir)] });
    expect(look(wanted([heir]), has).actions).toMatchObject([
      { act: "remove-fdb", entries: [{ mac: port(1).mac, address: "0.0.0.0" }] },
    ]);
  });
});

test("an agent whose endpoint somebody has changed is an alarm", () => {
  const changed = { ...agentOf("192.0.2.12"), tunnelingIp: "192.0.2.66" };
  const decision = look(wanted([port()]), seen([port()], { agents: [changed] }));
  expect(decision.alarms).toMatchObject([{ id: "network.remote_port.agent_changed/multisite-vtep-192.0.2.12" }]);
});

test("a pass takes as many ports as it has room for, each with all of its steps", () => {
  const { actions, deferred } = look(wanted(many(60)), seen([]));
  expect(actions.filter(({ act }) => act === "create-port")).toHaveLength(50);
  expect(actions.filter(({ act }) => act === "device-up")).toHaveLength(50);
  expect(deferred).toBe(10);
});

const someone = fc.record({
  index: fc.integer({ min: 1, max: 6 }),
  vtep: fc.constantFrom("192.0.2.12", "192.0.2.13", undefined),
  isUp: fc.boolean(),
});
const somePorts = fc
  .uniqueArray(someone, { selector: ({ index }) => index, maxLength: 6 })
  .map((list) => list.map(({ index, ...change }) => port(index, change)));

test("whatever is there and wanted: agents never go before their ports, an agent's endpoint never changes, and others' ports are not touched", () => {
  fc.assert(
    fc.property(somePorts, somePorts, fc.boolean(), (shall, has, isUnknown) => {
      const site = seen(has);
      const { actions } = look(wanted(shall, { unknownSites: new Set(isUnknown ? ["west"] : []) }), site);
      const bound = new Set(site.shadows.map((shadow) => shadow["binding:host_id"]));
      const ids = new Set(site.shadows.map(({ id }) => id));
      for (const action of actions) {
        if (action.act === "delete-agent") expect(bound.has(action.host)).toBe(false);
        if (action.act === "report-state") expect(action.host).toBe(`multisite-vtep-${action.vtep}`);
        if ("id" in action && "key" in action && action.id !== undefined) expect(ids.has(action.id)).toBe(true);
        if (action.act === "delete-port" && action.isRemoval) expect(isUnknown).toBe(false);
      }
    }),
    { numRuns: 500 },
  );
});
