import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSimulatedClock } from "@multisite/kernel/clock";
import { createSimulatedPeers } from "@multisite/kernel/peers";
import { createSeededRandom } from "@multisite/kernel/random";
import { isReadOnly } from "@multisite/kernel/sql";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseStar } from "../topology/check-star.ts";
import { EMBEDDED } from "../topology/testing/documents.ts";
import { createTestStar, type TestStar } from "./testing/star.ts";

const NAMES = ["east-1", "west-1", "north-1", "north-2"];

let directory: string;
let stars: TestStar[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "multisite-embedded-"));
  stars = [];
});
afterEach(async () => {
  for (const star of stars) await star.stopAll();
  rmSync(directory, { recursive: true });
});

/** Two masters and two replicas, running and equal. */
async function runningStar() {
  const clock = createSimulatedClock();
  const network = createSimulatedPeers({ clock, random: createSeededRandom(1) });
  const star = createTestStar({ star: parseStar(EMBEDDED, "star.yaml"), directory, clock, network, settings: { watchMs: 1000 } });
  stars.push(star);
  star.startAll();
  await clock.advance(10_000);
  const write = async (node: string, id: string): Promise<unknown> => {
    const done = star
      .node(node)
      .write(id)
      .then(
        () => "acknowledged",
        (thrown) => thrown as Error,
      );
    await clock.advance(4000);
    return done;
  };
  return { clock, network, star, write };
}

/** The commit is made, in no simulated time. */
async function written(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe("a star on the embedded engine", () => {
  test("forms by itself: nodes without data are filled, the second master is the standby, replicas follow as the document says", async () => {
    const { star } = await runningStar();
    const roles = NAMES.map((name) => star.node(name).replication.role());
    expect(roles).toEqual(["writer", "standby", "replica", "replica"]);
    const statuses = await Promise.all(NAMES.map((name) => star.node(name).replication.status()));
    expect(statuses.map(({ state, follows }) => [state, follows])).toEqual([
      ["running", undefined],
      ["running", "east-1"],
      ["running", "east-1"],
      ["running", "west-1"],
    ]);
    expect(new Set(statuses.map(({ position }) => position)).size).toBe(1);
  });

  test("acknowledges a write when the standby has it, and every node has it soon", async () => {
    const { star, write, clock } = await runningStar();
    expect(await write("east-1", "first")).toBe("acknowledged");
    const begunAtMs = clock.nowMs();
    let tookMs = 0;
    const done = star
      .node("east-1")
      .write("a")
      .then(() => {
        tookMs = clock.nowMs() - begunAtMs;
      });
    await written();
    await clock.advance(100);
    await done;
    expect(tookMs).toBeLessThanOrEqual(10);
    expect(NAMES.map((name) => star.node(name).ids())).toEqual(NAMES.map(() => ["a", "first"]));
    expect(await write("east-1", "b")).toBe("acknowledged");
    await expect(star.node("west-1").write("c")).rejects.toSatisfy(isReadOnly);
  });
});
