import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSimulatedClock, type SimulatedClock } from "../../clock/index.ts";
import { silentLog } from "../../log/index.ts";
import { createSimulatedPeers, type PeerLinks, type SimulatedPeers } from "../../peers/index.ts";
import { createSeededRandom } from "../../random/index.ts";
import { type FactStore, openFactStore } from "../index.ts";
import { type FactExchange, startFactExchange } from "./index.ts";

interface Host {
  readonly store: FactStore;
  readonly exchange: FactExchange;
  readonly restored: string[];
  readonly links: PeerLinks;
}

const MASTERS = ["east", "west"];

/** A star: masters exchange with all, the others with the masters, and among themselves when no master answers. */
function startStar(names: readonly string[], seed = 1) {
  const clock = createSimulatedClock();
  const random = createSeededRandom(seed);
  const network = createSimulatedPeers({ clock, random });
  const hosts = new Map(names.map((name, index) => [name, startHost(name, names, clock, network, seed * 100 + index)]));
  return { clock, network, random, hosts, host: (name: string) => hosts.get(name) as Host };
}

function startHost(name: string, names: readonly string[], clock: SimulatedClock, network: SimulatedPeers, seed: number): Host {
  const random = createSeededRandom(seed);
  const store = openFactStore({ path: undefined, random });
  const restored: string[] = [];
  const others = names.filter((other) => other !== name);
  const isMaster = MASTERS.includes(name);
  const near = isMaster ? others : others.filter((other) => MASTERS.includes(other));
  const links = network.join({ site: name, node: name });
  const exchange = startFactExchange({
    store,
    links,
    peers: () => ({ near, instead: isMaster ? [] : others.filter((other) => !MASTERS.includes(other)) }),
    siteOf: (node) => node,
    clock,
    random,
    log: silentLog,
    pageSize: 7,
    onRestored: (heldBy) => restored.push(heldBy),
  });
  return { store, exchange, restored, links };
}

const say = (host: Host, subject: string, clock: SimulatedClock) =>
  host.store.append({ kind: "said", subject, atMs: clock.nowMs(), body: null });
const subjects = (host: Host): string[] =>
  host.store
    .ofKind("said")
    .map(({ subject }) => subject)
    .sort();

describe("the exchange of facts", () => {
  test("what is said at one site is at all others after two link delays and two looks", async () => {
    const { clock, hosts, host } = startStar(["east", "west", "north", "south"]);
    await clock.advance(1000);
    say(host("north"), "news", clock);
    // North to a master to south: two questions of at most 5 ms one way, each begun at a look every 10 ms.
    await clock.advance(2 * (5 + 10));
    for (const each of hosts.values()) expect(subjects(each)).toEqual(["news"]);
  });

  test("a node that has just died is not asked at every look, whatever there is to tell", async () => {
    const { clock, network, host } = startStar(["east", "west"]);
    await clock.advance(1000);
    network.crash("west");
    const sentBytes = () =>
      host("east")
        .links.traffic()
        .reduce((sum, each) => sum + each.sentBytes, 0);
    const before = sentBytes();
    say(host("east"), "news", clock);
    await clock.advance(1000);
    // Five questions of some 200 bytes; one at every look would be a hundred.
    expect(sentBytes() - before).toBeLessThan(6 * 250);
  });

  test("a clock that was set right is known to be right at the next exchange, however good the reading before was", async () => {
    const simulated = createSimulatedClock();
    const random = createSeededRandom(1);
    const network = createSimulatedPeers({ clock: simulated, random });
    let offsetMs = 200_000;
    const wrong = { ...simulated, nowMs: () => simulated.nowMs() + offsetMs };
    const stores = [1, 2].map((seed) => openFactStore({ path: undefined, random: createSeededRandom(seed) }));
    const [exchange] = ["east", "west"].map((name, index) =>
      startFactExchange({
        store: stores[index] as FactStore,
        links: network.join({ site: name, node: name }),
        peers: () => ({ near: ["east", "west"].filter((other) => other !== name), instead: [] }),
        siteOf: (node) => node,
        clock: index === 0 ? wrong : simulated,
        random,
        log: silentLog,
        onRestored: () => {},
      }),
    );
    const offset = (): number => Math.round((exchange?.clocks()[0]?.offsetMs ?? Number.NaN) / 1000);
    await simulated.advance(1000);
    expect(offset()).toBe(-200);
    offsetMs = 0;
    await simulated.advance(15_000);
    expect(Math.abs(offset())).toBe(0);
    for (const store of stores) store.close();
  });

  test("without any master, sites that can talk hear of each other directly", async () => {
    const { clock, network, host } = startStar(["east", "west", "north", "south"]);
    await clock.advance(1000);
    network.crash("east");
    network.crash("west");
    say(host("north"), "news", clock);
    await clock.advance(60_000);
    expect(subjects(host("south"))).toEqual(["news"]);
  });

  test("whatever is cut, lost or doubled: after the last fault all hosts hold the same facts", async () => {
    const names = ["east", "west", "north", "south"];
    const event = fc.oneof(
      fc.record({ kind: fc.constant("say" as const), at: fc.constantFrom(...names) }),
      fc.record({ kind: fc.constant("cut" as const), a: fc.constantFrom(...names), b: fc.constantFrom(...names) }),
      fc.record({ kind: fc.constant("heal" as const) }),
      fc.record({ kind: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: 5000 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 30 }), fc.nat(1000), async (events, seed) => {
        const { clock, network, hosts, host } = startStar(names, seed);
        network.setConditions({ loss: 0.1, duplication: 0.1, maxDelayMs: 40 });
        let said = 0;
        for (const each of events) {
          if (each.kind === "say") say(host(each.at), `fact-${said++}`, clock);
          else if (each.kind === "cut" && each.a !== each.b) network.cut(each.a, each.b);
          else if (each.kind === "heal") network.healAll();
          else if (each.kind === "wait") await clock.advance(each.ms);
        }
        network.healAll();
        network.setConditions({ loss: 0, duplication: 0 });
        await clock.advance(40_000);
        for (const each of hosts.values()) expect(subjects(each)).toHaveLength(said);
        for (const each of hosts.values()) each.exchange.stop();
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  test("a host that lost its last facts to an old backup hears it from whoever knows more of it, and speaks in a new epoch", async () => {
    const { clock, network, host } = startStar(["east", "west", "north"]);
    const north = host("north");
    say(north, "one", clock);
    say(north, "two", clock);
    await clock.advance(1000);
    const { epoch } = north.store;
    const backup = north.store.since(undefined, 1).facts;
    north.exchange.stop();
    network.crash("north");
    // The backup holds the first fact only; the same seed gives the epoch that it was made in.
    const again = startHost("north", ["east", "west", "north"], clock, network, 102);
    again.store.merge(backup, clock.nowMs());
    expect(again.store.epoch).toBe(epoch);
    await clock.advance(1000);
    expect(again.restored.length).toBeGreaterThan(0);
    expect(again.store.epoch).not.toBe(epoch);
    expect(subjects(again)).toEqual(["one", "two"]);
  });

  test("a host that has forgotten its newest facts is not taken for one that was restored", async () => {
    const { clock, host } = startStar(["east", "west"]);
    const east = host("east");
    const { epoch } = east.store;
    say(east, "old", clock);
    await clock.advance(1000);
    east.store.forget({ kind: "said", olderThanMs: clock.nowMs() });
    await clock.advance(30_000);
    expect(east.restored).toEqual([]);
    expect(east.store.epoch).toBe(epoch);
  });

  test("whoever asks is heard from, also when it has no news", async () => {
    const { clock, network, host } = startStar(["east", "west"]);
    await clock.advance(1000);
    // East's questions are lost on their way, west's arrive.
    network.cut("east", "west", "one");
    const beforeMs = clock.nowMs();
    await clock.advance(60_000);
    expect(host("east").exchange.heardFrom().get("west")).toBeGreaterThan(beforeMs);
  });

  test("a clock that is wrong is seen within the uncertainty of a round trip", async () => {
    const { clock, host } = startStar(["east", "west"]);
    await clock.advance(1000);
    const [reading] = host("east").exchange.clocks();
    expect(Math.abs(reading?.offsetMs ?? Number.NaN)).toBeLessThanOrEqual(reading?.uncertaintyMs ?? 0);
  });

  test("at rest a pair of nodes says little: some questions a minute and no facts", async () => {
    const { clock, network, host } = startStar(["east", "west"]);
    say(host("east"), "one", clock);
    await clock.advance(60_000);
    const before = network.messages;
    await clock.advance(60_000);
    // Each of the two asks about every ten seconds; a question and its answer are two messages.
    expect(network.messages - before).toBeLessThanOrEqual(2 * 2 * 9);
    expect(network.messages - before).toBeGreaterThan(0);
  });
});
