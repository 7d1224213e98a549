import { cpSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSimulatedClock } from "@multisite/kernel/clock";
import { createSimulatedPeers } from "@multisite/kernel/peers";
import { createSeededRandom } from "@multisite/kernel/random";
import { describe, expect, onTestFinished, test } from "vitest";
import { signingKeyOf } from "../certificates.ts";
import { STATEMENT_KIND } from "../statements/index.ts";
import { temporaryHome } from "../testing/files.ts";
import { createTestStar } from "../testing/host.ts";

const SETTINGS = { lifeMs: 60_000, rotationPeriodMs: 30_000, stagedKeys: 2, clockErrorMs: 1000, canaryHoldMs: 0 };
const MEMBERS = { east: "east", north: "north", "north-2": "north" };
type Name = keyof typeof MEMBERS;

function startStar() {
  const clock = createSimulatedClock();
  const network = createSimulatedPeers({ clock, random: createSeededRandom(1) });
  const homes = new Map(Object.keys(MEMBERS).map((name) => [name, temporaryHome()]));
  const home = (name: string): string => homes.get(name) as string;
  const star = createTestStar({ members: MEMBERS, clock, network, settings: SETTINGS, home });
  type Host = ReturnType<typeof star.start>;
  const hosts = new Map<string, Host>();
  const start = (name: Name): Host => {
    const host = star.start(name);
    hosts.set(name, host);
    return host;
  };
  const stop = (name: Name): void => {
    hosts.get(name)?.stop();
    hosts.delete(name);
  };
  onTestFinished(() => {
    for (const host of hosts.values()) host.stop();
  });
  const advance = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 500) {
      await clock.advance(500);
      for (const host of hosts.values()) host.turn();
    }
  };
  const fenceOf = (name: Name) => hosts.get(name)?.board.get("fence") as { code: string; reason: string } | undefined;
  return { clock, network, home, start, stop, advance, fenceOf, memberOf: star.memberOf, hosts };
}

/** All three are members, and sign. */
async function startServing() {
  const star = startStar();
  const east = star.start("east");
  for (const name of ["east", "north", "north-2"]) east.ceremony.say({ says: "joined", member: star.memberOf(name) });
  star.start("north");
  star.start("north-2");
  await star.advance(8000);
  expect(["east", "north", "north-2"].map((name) => star.fenceOf(name as Name))).toEqual([undefined, undefined, undefined]);
  return star;
}

/** The host's home as it was `atMs` ago, put back. */
function restore(star: Awaited<ReturnType<typeof startServing>>, name: Name, backup: string, only?: string): void {
  star.stop(name);
  const home = star.home(name);
  for (const each of readdirSync(home))
    if (only === undefined || each.startsWith(only)) rmSync(join(home, each), { recursive: true });
  for (const each of readdirSync(backup)) {
    if (only === undefined || each.startsWith(only)) cpSync(join(backup, each), join(home, each), { recursive: true });
  }
}

function backUp(star: Awaited<ReturnType<typeof startServing>>, name: Name): string {
  const backup = temporaryHome();
  cpSync(star.home(name), backup, { recursive: true });
  return backup;
}

const saidBy = (host: { store: { ofKind(kind: string): readonly { body: unknown }[] } } | undefined, name: string): number =>
  host?.store.ofKind(STATEMENT_KIND).filter(({ body }) => (body as { by: string }).by === name).length ?? 0;

describe("a new node", () => {
  test("does not serve before all members have taken it in and it holds their keys; then it serves, also when others join later", async () => {
    const star = startStar();
    const east = star.start("east");
    east.ceremony.say({ says: "joined", member: star.memberOf("east") });
    await star.advance(2000);
    expect(star.fenceOf("east")).toBeUndefined();
    star.start("north");
    await star.advance(3000);
    expect(star.fenceOf("north")).toMatchObject({ code: "identity.star.not_admitted", reason: /invitation/ });
    star.network.cut("east", "north");
    east.ceremony.say({ says: "joined", member: star.memberOf("north") });
    east.ceremony.say({ says: "joined", member: star.memberOf("north-2") });
    await star.advance(5000);
    // North-2 is not there at all: who served already goes on.
    expect(star.fenceOf("east")).toBeUndefined();
    expect(star.fenceOf("north")).toBeDefined();
    star.network.healAll();
    await star.advance(5000);
    expect(star.fenceOf("north")).toMatchObject({ code: "identity.star.not_admitted", reason: /north-2 must take it in first/ });
    star.start("north-2");
    await star.advance(8000);
    expect([star.fenceOf("north"), star.fenceOf("north-2")]).toEqual([undefined, undefined]);
    expect(signingKeyOf(east.ceremony.view(), "token", "north")).toBeDefined();
  });
});

describe("a node that was restored", () => {
  test("is found out by the first that knows more of it, says nothing, and serves when it has heard of all, also elsewhere", async () => {
    const star = await startServing();
    const backup = backUp(star, "north");
    // It signs with the next key, and tells; its former self signed with an older one.
    await star.advance(40_000);
    const before = signingKeyOf(star.hosts.get("east")?.ceremony.view() as never, "token", "north")?.keyId;
    restore(star, "north", backup);
    star.network.cut("north", "east");
    const north = star.start("north");
    const formerEpoch = north.store.epoch;
    expect(signingKeyOf(north.ceremony.view(), "token", "north")?.keyId).not.toBe(before);
    await star.advance(3000);
    expect(star.fenceOf("north")).toMatchObject({ code: "identity.star.restored", reason: /another site first: east/ });
    const said = saidBy(north, "north");
    await star.advance(10_000);
    expect(saidBy(north, "north")).toBe(said);
    expect(north.ceremony.view().keys.some(({ keyId }) => keyId === before)).toBe(true);
    star.network.healAll();
    await star.advance(6000);
    expect(star.fenceOf("north")).toBeUndefined();
    expect(north.store.epoch).not.toBe(formerEpoch);
    expect(
      north.ceremony
        .view()
        .keys.find(({ keyId }) => keyId === before)
        ?.signing.has("north"),
    ).toBe(true);
    expect(north.ceremony.troubles()).toEqual([]);
    await star.advance(1000);
    expect(saidBy(star.hosts.get("east"), "north")).toBeGreaterThanOrEqual(said);
  });

  test("stays fenced when its agent is started again meanwhile", async () => {
    const star = await startServing();
    const backup = backUp(star, "north");
    await star.advance(40_000);
    restore(star, "north", backup);
    star.network.cut("north", "east");
    star.start("north");
    await star.advance(3000);
    star.stop("north");
    star.network.cut("north", "north-2");
    star.start("north");
    await star.advance(3000);
    expect(star.fenceOf("north")).toMatchObject({ code: "identity.star.restored", reason: /asks all others|another site/ });
  });

  test("of which only the facts are of the backup, finds itself out while it is alone", async () => {
    const star = await startServing();
    const backup = backUp(star, "north");
    await star.advance(40_000);
    restore(star, "north", backup, "facts.db");
    star.network.cut("north", "east");
    star.network.cut("north", "north-2");
    star.start("north");
    await star.advance(1000);
    expect(star.fenceOf("north")).toMatchObject({ code: "identity.star.restored", reason: /facts of this host has gone back/ });
    star.network.healAll();
    await star.advance(8000);
    expect(star.fenceOf("north")).toBeUndefined();
  });

  test("whose memory of its fence is damaged counts as restored", async () => {
    const star = await startServing();
    star.stop("north");
    writeFileSync(join(star.home("north"), "fence.json"), "{}");
    star.network.cut("north", "east");
    star.start("north");
    await star.advance(2000);
    expect(star.fenceOf("north")).toMatchObject({ code: "identity.star.restored" });
    star.network.healAll();
    await star.advance(8000);
    expect(star.fenceOf("north")).toBeUndefined();
  });
});

test("an agent that is started again says nothing before anybody was asked, and does not keep the node from serving", async () => {
  const star = await startServing();
  star.stop("north");
  star.network.cut("north", "east");
  star.network.cut("north", "north-2");
  const north = star.start("north");
  const said = saidBy(north, "north");
  north.turn();
  expect(north.fence.silence()).toMatch(/just started/);
  expect(star.fenceOf("north")).toBeUndefined();
  await star.advance(1000);
  expect(saidBy(north, "north")).toBe(said);
  // Nobody answers: it is all that is left, and goes on.
  await star.advance(30_000);
  expect(north.fence.silence()).toBeUndefined();
  expect(saidBy(north, "north")).toBeGreaterThan(said);
});

test("a node whose keys can no longer be read by those who verify is fenced until they can", async () => {
  const star = await startServing();
  const directory = join(star.home("north"), "fernet-keys");
  const away = `${directory}.away`;
  cpSync(directory, away, { recursive: true });
  rmSync(directory, { recursive: true });
  writeFileSync(directory, "no directory");
  await star.advance(1000);
  expect(star.fenceOf("north")).toMatchObject({ code: "identity.star.keys_lost" });
  expect(star.hosts.get("north")?.ceremony.troubles()).toMatchObject([{ step: "render", about: "token" }]);
  rmSync(directory);
  // The ceremony's own disk has them still.
  await star.advance(65_000);
  expect(star.fenceOf("north")).toBeUndefined();
  expect(readdirSync(directory).length).toBeGreaterThan(2);
});

test("an evicted node stops serving as soon as it hears of it", async () => {
  const star = await startServing();
  star.hosts.get("east")?.ceremony.say({ says: "evicted", member: "north", reason: "stolen" });
  await star.advance(2000);
  expect(star.fenceOf("north")).toMatchObject({ code: "identity.star.evicted", reason: /stolen/ });
});

test("what other parts of the node have against serving is on the board too, and ends when they say so", async () => {
  const star = await startServing();
  const north = star.hosts.get("north");
  const look = { onDisk: north?.disk.list() ?? new Set<string>(), heardFrom: new Map<string, number>() };
  const view = north?.ceremony.view();
  if (north === undefined || view === undefined) throw new Error("the star serves");
  const verifiable = look.onDisk;
  north.fence.look({ ...look, view, verifiable, others: [{ code: "identity.star.restored", reason: "It is being rebuilt." }] });
  expect(star.fenceOf("north")?.reason).toBe("It is being rebuilt.");
  north.fence.look({ ...look, view, verifiable });
  expect(star.fenceOf("north")).toBeUndefined();
});
