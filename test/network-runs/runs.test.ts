import { expect, test } from "vitest";
import {
  applyNetworkRun,
  deleteNetworkRun,
  type NetworkHands,
  prepareApply,
  prepareDelete,
  prepareUndo,
  undoNetworkRun,
} from "../../packages/network/index.ts";
import { type Clouds, createClouds, Killed, NAMES, type Name } from "./clouds.ts";
import { applied, boot, document as plane } from "./plane.ts";

const SEED = Number(process.env.MULTISITE_SEED ?? 1);

const VIP = { vips: [{ name: "state", address: "10.50.255.1" }] };
const document = (generation: number, change: object = {}) => plane(generation, { ...VIP, ...change });
const ONLY_ECHO = { security: { allow: [{ protocol: "icmp", from: "members" }] } };

/** What is in a site's Neutron of the network, in a form that two ways to the same state share. */
function stateOf(clouds: Clouds, name: Name) {
  const { state } = clouds.neutron(name);
  const networks = [...state.networks.values()].filter((one) => one.name === "backup");
  const ids = new Set(networks.map(({ id }) => id));
  const groups = [...state.securityGroups.values()].filter(({ description }) => description === "multisite-network=backup");
  const groupIds = new Set(groups.map(({ id }) => id));
  return {
    vnis: networks.map((one) => one["provider:segmentation_id"]),
    tags: networks.map(({ tags }) => tags),
    pools: [...state.subnets.values()].filter((one) => ids.has(one.network_id)).map((one) => one.allocation_pools),
    owners: [...state.ports.values()].filter((one) => ids.has(one.network_id)).map((one) => one.device_owner),
    groups: groups.length,
    rules: [...state.securityGroupRules.values()]
      .filter((rule) => groupIds.has(rule.security_group_id) && rule.direction === "ingress")
      .map(({ protocol }) => protocol)
      .sort(),
  };
}
const statesOf = (clouds: Clouds) => NAMES.map((name) => stateOf(clouds, name));
const NOTHING = { vnis: [], tags: [], pools: [], owners: [], groups: 0, rules: [] };

/** Hands of a program that is killed at its n-th order that changes something: before it is sent, or when it is done and nobody heard. */
function killedAt(clouds: Clouds, at: number, when: "before" | "after"): NetworkHands {
  let count = 0;
  let isDead = false;
  return clouds.hands((_, { order }, phase) => {
    if (isDead) throw new Killed("the operator's program was killed");
    if (order === "look" || order === "plan" || phase !== when || ++count !== at) return;
    isDead = true;
    throw new Killed("the operator's program was killed");
  });
}

test("a run that is killed at any of its orders goes on to the same state as one that is not: nothing twice, nothing left", async () => {
  const whole = createClouds(SEED);
  await applied(whole, document(1));
  const expected = statesOf(whole);
  expect(expected.map(({ owners }) => owners)).toEqual(NAMES.map(() => ["multisite:vip"]));
  expect(new Set(expected.flatMap(({ vnis }) => vnis)).size).toBe(1);
  for (const when of ["before", "after"] as const) {
    for (let at = 1; at <= NAMES.length; at++) {
      const clouds = createClouds(SEED);
      const input = await clouds.until(prepareApply(clouds.hands(), document(1)));
      const broken = await clouds.start(applyNetworkRun, input, killedAt(clouds, at, when));
      expect(broken.state, `${when} order ${at}`).toBe("failed");
      expect(await clouds.resume(applyNetworkRun, broken.id)).toMatchObject({ state: "done" });
      expect(statesOf(clouds), `${when} order ${at}`).toEqual(expected);
    }
  }
});

test("a site that dies after any of its requests to Neutron is brought to the same state when the run goes on", async () => {
  const whole = createClouds(SEED);
  await applied(whole, document(1));
  const requests = whole.writes("north");
  expect(requests).toBeGreaterThan(5);
  for (let after = 0; after < requests; after++) {
    const clouds = createClouds(SEED);
    const input = await clouds.until(prepareApply(clouds.hands(), document(1)));
    clouds.failWritesAfter("north", after);
    const broken = await clouds.start(applyNetworkRun, input);
    expect(broken.state, `after ${after}`).toBe("failed");
    expect(stateOf(clouds, "south"), "the sites after it stay as they are").toEqual(NOTHING);
    clouds.failWritesAfter("north", undefined);
    expect(await clouds.resume(applyNetworkRun, broken.id), `after ${after}`).toMatchObject({ state: "done" });
    expect(statesOf(clouds), `after ${after}`).toEqual(statesOf(whole));
  }
});

test("a first change that was made in some sites is taken back: nothing is left in any", async () => {
  const clouds = createClouds(SEED);
  const input = await clouds.until(prepareApply(clouds.hands(), document(1)));
  clouds.failWritesAfter("north", 3);
  await clouds.start(applyNetworkRun, input);
  clouds.failWritesAfter("north", undefined);
  const undo = await clouds.until(prepareUndo(clouds.hands(), "backup"));
  expect(await clouds.start(undoNetworkRun, undo)).toMatchObject({ state: "done" });
  expect(statesOf(clouds)).toEqual(NAMES.map(() => NOTHING));
});

test("a later change that was made in some sites is taken back to the generation before it, in all of them", async () => {
  const clouds = createClouds(SEED);
  await applied(clouds, document(1));
  const before = statesOf(clouds);
  const input = await clouds.until(prepareApply(clouds.hands(), document(2, ONLY_ECHO)));
  clouds.failWritesAfter("north", 1);
  await clouds.start(applyNetworkRun, input);
  clouds.failWritesAfter("north", undefined);
  expect(stateOf(clouds, "east").rules).toEqual(["icmp"]);
  const undo = await clouds.until(prepareUndo(clouds.hands(), "backup"));
  expect(undo.sites.map(({ site }) => site)).toEqual(["north", "east"]);
  expect(await clouds.start(undoNetworkRun, undo)).toMatchObject({ state: "done" });
  expect(statesOf(clouds)).toEqual(before);
});

test("with a site that does not answer nothing is written anywhere; one that goes away meanwhile stops the run, which goes on later", async () => {
  const clouds = createClouds(SEED);
  clouds.cut("south");
  await expect(clouds.until(prepareApply(clouds.hands(), document(1)))).rejects.toMatchObject({ code: "network.run.refused" });
  expect(statesOf(clouds)).toEqual(NAMES.map(() => NOTHING));
  clouds.heal("south");
  const input = await clouds.until(prepareApply(clouds.hands(), document(1)));
  clouds.cut("south");
  const broken = await clouds.start(applyNetworkRun, input);
  expect(broken.state).toBe("failed");
  clouds.heal("south");
  expect(await clouds.resume(applyNetworkRun, broken.id)).toMatchObject({ state: "done" });
});

test("a port that goes down in a site stops the change before the next site", async () => {
  const clouds = createClouds(SEED);
  await applied(clouds, document(1));
  const port = boot(clouds, "east");
  await clouds.until(clouds.clock.sleep(5000));
  const input = await clouds.until(prepareApply(clouds.hands(), document(2, ONLY_ECHO)));
  expect(input.activePorts.east).toContain(port.id);
  const breaking = clouds.hands((site, { order }, phase) => {
    if (site === "east" && order === "apply" && phase === "after")
      clouds.neutron("east").call("update_device_down", { device: port.id, host: "compute-1", agent_id: "compute-1" });
  });
  const broken = await clouds.start(applyNetworkRun, input, breaking);
  expect(broken.state).toBe("failed");
  expect(broken.steps.find(({ state: one }) => one === "failed")?.note).toContain(`port ${port.id} is DOWN`);
  expect(stateOf(clouds, "north").rules).not.toEqual(["icmp"]);
});

test("delete is refused while a port is on it, in any site", async () => {
  const clouds = createClouds(SEED);
  await applied(clouds, document(1));
  const before = statesOf(clouds);
  const port = boot(clouds, "south", { "binding:host_id": "" });
  await expect(clouds.until(prepareDelete(clouds.hands(), "backup", []))).rejects.toThrow(port.id);
  clouds.neutron("south").request({ method: "DELETE", path: `/ports/${port.id}` });
  expect(statesOf(clouds)).toEqual(before);
});

test("a deletion that is killed at any of its orders goes on, and leaves nothing", async () => {
  for (const when of ["before", "after"] as const) {
    for (let at = 1; at <= 2 * NAMES.length; at++) {
      const clouds = createClouds(SEED);
      await applied(clouds, document(1));
      const input = await clouds.until(prepareDelete(clouds.hands(), "backup", []));
      const broken = await clouds.start(deleteNetworkRun, input, killedAt(clouds, at, when));
      expect(broken.state, `${when} order ${at}`).toBe("failed");
      expect(await clouds.resume(deleteNetworkRun, broken.id), `${when} order ${at}`).toMatchObject({ state: "done" });
      expect(statesOf(clouds), `${when} order ${at}`).toEqual(NAMES.map(() => NOTHING));
    }
  }
});

test("a node that is no master's may look, and orders nothing", async () => {
  const clouds = createClouds(SEED);
  await applied(clouds, document(1));
  await expect(clouds.askFrom("north-2", "east", { order: "leave", name: "backup" })).rejects.toMatchObject({
    code: "network.site.not_allowed",
  });
  expect(await clouds.askFrom("north-2", "east", { order: "look", name: null })).toMatchObject({
    networks: [{ name: "backup", phase: "in-force" }],
  });
});
