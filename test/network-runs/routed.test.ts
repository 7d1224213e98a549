import { beforeEach, expect, test } from "vitest";
import { deleteNetworkRun, moveFloatingIpRun, networkStatus, prepareDelete, prepareMove } from "../../packages/network/index.ts";
import { type Clouds, createClouds, NAMES, type Name } from "./clouds.ts";
import { applied } from "./plane.ts";
import { addressOf, bootMember, floatingIpsIn, letIn, openOutside, remove, routed, rulesIn, twice } from "./routed.ts";

let clouds: Clouds;
const later = (ms: number) => clouds.until(clouds.clock.sleep(ms));
const addressIn = (name: Name, id: string) => addressOf(clouds, name, id);

async function open(): Promise<void> {
  clouds = createClouds(Number(process.env.MULTISITE_SEED ?? 1));
  openOutside(clouds);
  await applied(clouds, routed());
}
beforeEach(open);

test("machines that come after apply get a floating IP, and every other site lets them in; both go with the machine", async () => {
  const [north, south] = [bootMember(clouds, "north"), bootMember(clouds, "south")];
  await later(10_000);
  const [a, b] = [addressIn("north", north), addressIn("south", south)];
  expect([a, b]).toEqual([expect.stringMatching(/^203\.0\.113\.\d+$/), expect.stringMatching(/^203\.0\.113\.\d+$/)]);
  expect(NAMES.map((name) => letIn(clouds, name))).toEqual([twice([a, b]), twice([b]), twice([a])]);

  const sites = await clouds.until(networkStatus(clouds.hands(), "backup"));
  const members = sites.map((one) => ("answer" in one ? one.answer.networks[0]?.members : []));
  const seen = expect.arrayContaining([
    { site: "north", portId: north, address: a, lacks: [] },
    { site: "south", portId: south, address: b, lacks: [] },
  ]);
  expect(members).toEqual([seen, seen, seen]);

  remove(clouds, "north", "ports", north);
  await later(10_000);
  expect(floatingIpsIn(clouds, "north")).toEqual([]);
  expect(NAMES.map((name) => letIn(clouds, name))).toEqual([twice([b]), twice([b]), []]);

  remove(clouds, "south", "ports", south);
  const input = await clouds.until(prepareDelete(clouds.hands(), "backup", []));
  expect(await clouds.start(deleteNetworkRun, input)).toMatchObject({ state: "done" });
  for (const name of NAMES) {
    expect([...clouds.neutron(name).state.floatingIps.values(), ...rulesIn(clouds, name)]).toEqual([]);
    expect([...clouds.neutron(name).state.routers.values()]).toEqual([]);
  }
});

test("an agent that is killed after any of its requests brings the network to the same state when it is back", async () => {
  const scenes = ["a machine comes", "a machine goes"] as const;
  for (const scene of scenes) {
    for (const victim of ["north", "south"] as const) {
      for (let after = 0; after < 3; after++) {
        await open();
        const stays = [bootMember(clouds, "north"), bootMember(clouds, "south")] as const;
        const goes = scene === "a machine goes" ? bootMember(clouds, "north") : "";
        await later(15_000);
        clouds.failWritesAfter(victim, after);
        const comes = scene === "a machine comes" ? bootMember(clouds, "north") : "";
        if (goes !== "") remove(clouds, "north", "ports", goes);
        await later(5000);
        clouds.kill(victim);
        await later(5000);
        clouds.failWritesAfter(victim, undefined);
        clouds.begin(victim);
        await later(30_000);
        const what = `${scene}; ${victim} after ${after}`;
        const north = [stays[0], comes].filter((id) => id !== "").map((id) => addressIn("north", id));
        expect(north, what).not.toContain("");
        expect(
          floatingIpsIn(clouds, "north")
            .map((one) => one.floating_ip_address)
            .toSorted(),
          what,
        ).toEqual(north.toSorted());
        expect(letIn(clouds, "south"), what).toEqual(twice(north));
        expect(letIn(clouds, "north"), what).toEqual(twice([addressIn("south", stays[1])]));
      }
    }
  }
});

test("nothing goes because a site is silent, its agent is gone, or this one has lost its home; what is gone goes when it is heard", async () => {
  const [stays, goes] = [bootMember(clouds, "north"), bootMember(clouds, "north")];
  await later(15_000);
  const [a, b] = [addressIn("north", stays), addressIn("north", goes)];
  clouds.isolate("north");
  remove(clouds, "north", "ports", goes);
  clouds.kill("south");
  clouds.begin("south");
  clouds.loseHome("east");
  await later(100_000);
  await applied(clouds, routed());
  await later(400_000);
  expect(floatingIpsIn(clouds, "north").map((one) => one.floating_ip_address)).toEqual([a]);
  expect([letIn(clouds, "east"), letIn(clouds, "south")]).toEqual([twice([a, b]), twice([a, b])]);
  clouds.rejoin("north");
  await later(30_000);
  expect([letIn(clouds, "east"), letIn(clouds, "south")]).toEqual([twice([a]), twice([a])]);
});

test("after a gap in the feed, and after deletions by hand, it comes to the same state", async () => {
  clouds.deafen("north");
  const north = bootMember(clouds, "north");
  await later(5000);
  expect(addressIn("north", north)).toBe("");
  clouds.hearAgain("north");
  await later(10_000);
  expect(letIn(clouds, "south")).toEqual(twice([addressIn("north", north)]));

  for (const { id } of floatingIpsIn(clouds, "north")) remove(clouds, "north", "floatingips", id);
  for (const { id } of rulesIn(clouds, "south")) remove(clouds, "south", "security-group-rules", id);
  await later(140_000);
  expect(addressIn("north", north)).not.toBe("");
  expect(letIn(clouds, "south")).toEqual(twice([addressIn("north", north)]));
});

test("a floating IP that a run moved stays where it went: the port that it left gets another one, and all sites let both in", async () => {
  const [from, to, other] = [bootMember(clouds, "north"), bootMember(clouds, "south"), bootMember(clouds, "east")];
  await later(15_000);
  const [moved, replaced] = [addressIn("north", from), addressIn("south", to)];
  const hands = { ...clouds.hands(), staleHolders: { all: () => [], open: () => [], note: () => {} } };
  const plan = await clouds.until(prepareMove(hands, { address: moved, to: "south", port: to }));
  const run = await clouds.start(() => moveFloatingIpRun(hands), plan);
  expect(run).toMatchObject({ state: "done" });
  await later(30_000);
  expect(addressIn("south", to)).toBe(moved);
  const instead = addressIn("north", from);
  expect(instead).not.toBe("");
  expect([moved, replaced]).not.toContain(instead);
  const expected = [
    twice([instead, moved]),
    twice([moved, addressIn("east", other)]),
    twice([instead, addressIn("east", other)]),
  ];
  expect(NAMES.map((name) => letIn(clouds, name))).toEqual(expected);

  const writes = NAMES.map(clouds.writes);
  await later(300_000);
  expect(NAMES.map(clouds.writes)).toEqual(writes);
  // Where it leads nowhere it stays too: another run may be about to take it.
  remove(clouds, "south", "ports", to);
  await later(100_000);
  expect(floatingIpsIn(clouds, "south")).toMatchObject([{ floating_ip_address: moved, port_id: null }]);
});

test("what Neutron refuses is an alarm and stands in the status, and is made as soon as it may be", async () => {
  const setQuota = (floatingip: number) =>
    clouds.neutron("north").request({
      method: "PUT",
      path: "/quotas/0123456789abcdef0123456789abcdef",
      body: { quota: { floatingip } },
    });
  setQuota(0);
  const north = bootMember(clouds, "north");
  await later(15_000);
  expect(clouds.alarms("north")).toMatchObject([
    { id: `network.member.refused/backup/${north}`, severity: "major", next: "multisite network status backup" },
  ]);
  const [look] = await clouds
    .until(networkStatus(clouds.hands(), "backup"))
    .then((sites) => sites.filter(({ site }) => site === "north"));
  expect(look).toMatchObject({
    answer: { networks: [{ toDo: ["create-floating-ip"], members: [{ portId: north, address: null }] }] },
  });
  setQuota(50);
  await later(60_000);
  expect(addressIn("north", north)).not.toBe("");
  expect(clouds.alarms("north")).toEqual([]);
});

test("one machine more costs the same few requests, however many there are; and at rest nothing is written", async () => {
  const costs: number[] = [];
  for (let count = 1; count <= 21; count++) {
    await later(61_000 - (clouds.clock.monotonicMs() % 61_000));
    const before = NAMES.map(clouds.requests);
    bootMember(clouds, "north");
    await later(12_000);
    costs.push(NAMES.reduce((sum, name, index) => sum + clouds.requests(name) - (before[index] ?? 0), 0));
  }
  expect(letIn(clouds, "east")).toHaveLength(2 * 21);
  expect(costs.at(-1)).toBeLessThanOrEqual(costs[1] ?? 0);
  const writes = NAMES.map(clouds.writes);
  await later(300_000);
  expect(NAMES.map(clouds.writes)).toEqual(writes);
});
