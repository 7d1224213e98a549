import { createSimulatedClock } from "@multisite/kernel/clock";
import { createSimulatedPeers } from "@multisite/kernel/peers";
import { createSeededRandom } from "@multisite/kernel/random";
import { expect, test } from "vitest";
import { parseStar, starExamples } from "../topology/index.ts";
import { collectStarStatus, STATUS_SUBJECT } from "./collect.ts";
import type { NodeStatus } from "./types.ts";

test("every node with data is asked at once, and one that does not answer costs no more than the timeout and is shown as silent", async () => {
  const clock = createSimulatedClock();
  const network = createSimulatedPeers({ clock, random: createSeededRandom(1) });
  const star = parseStar(starExamples.star, "star.yaml");
  const places = star.sites.flatMap((site) => site.nodes.map((node) => ({ site: site.name, node: node.name, role: node.role })));
  const members = places.filter(({ role }) => role !== "arbitrator");
  const statusOf = (place: (typeof members)[number]): NodeStatus => ({
    ...place,
    version: "1",
    generation: 1,
    replication: undefined,
    writes: place.role === "master" ? "here" : "forward",
    fence: undefined,
    keys: [],
    verifiers: 1,
    clockErrorMs: 1,
    certificateExpiresAtMs: undefined,
    heardAtMs: undefined,
    alarms: [],
  });
  const [asker, silent] = [members[0], members.at(-1)] as [(typeof members)[number], (typeof members)[number]];
  const links = members.map((place) => {
    const each = network.join({ site: place.site, node: place.node });
    each.answer(STATUS_SUBJECT, async () => statusOf(place));
    return each;
  });
  network.cut(asker.node, silent.node);
  const [own] = links;
  if (own === undefined) throw new Error("the example has nodes");
  const startedMs = clock.nowMs();
  const collecting = collectStarStatus({ star, links: own, clock, own: async () => statusOf(asker), timeoutMs: 2000 });
  await clock.advance(2000);
  const { nodes, verdict, atMs } = await collecting;
  expect(atMs - startedMs).toBeLessThanOrEqual(2000);
  expect(nodes.map(({ node }) => node)).toEqual(members.map(({ node }) => node));
  expect(nodes.filter(({ status }) => status === undefined)).toMatchObject([{ node: silent.node }]);
  expect(verdict).toMatchObject({ health: "degraded" });
  expect(verdict.line).toContain(silent.node);
});
