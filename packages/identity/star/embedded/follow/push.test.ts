import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startRunningStar } from "../testing/running-star.ts";

const WAY_MS = 50;
/** Twenty changes a second: some come while a follower's next question is on its way. */
const EVERY_MS = 47;
const CHANGES = 40;

let directory: string;
let running: Awaited<ReturnType<typeof startRunningStar>>;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "multisite-push-"));
  running = await startRunningStar(directory, { settings: { watchMs: 5 } });
});
afterEach(async () => {
  await running.star.stopAll();
  rmSync(directory, { recursive: true });
});

/** Writes one after the other, and says how late each was at the replica, by the sequence of the writes. */
async function lags(replica: string): Promise<readonly number[]> {
  const { clock, star } = running;
  const seenMs = new Map<string, number>();
  const writtenMs = new Map<string, number>();
  const look = (): void => {
    for (const id of star.node(replica).ids()) if (!seenMs.has(id)) seenMs.set(id, clock.nowMs());
  };
  for (let made = 0; made < CHANGES; made++) {
    await star.node("east-1").writeOnly(`id-${made}`);
    writtenMs.set(`id-${made}`, clock.nowMs());
    for (let passed = 0; passed < EVERY_MS; passed++) {
      await clock.advance(1);
      look();
    }
  }
  for (let passed = 0; passed < 500; passed++) {
    await clock.advance(1);
    look();
  }
  return [...writtenMs].map(([id, atMs]) => (seenMs.get(id) ?? Number.POSITIVE_INFINITY) - atMs);
}

describe("changes that come one after the other over a long way", () => {
  test("are late by one way only, also while the follower's next question is on its way", async () => {
    running.network.setConditions({ minDelayMs: WAY_MS, maxDelayMs: WAY_MS });
    await running.clock.advance(2000);
    const late = await lags("north-1");
    // A look at the file every 5 ms, and the steps of the clock.
    expect(Math.max(...late)).toBeLessThanOrEqual(WAY_MS + 10);
  }, 30_000);

  test("arrive all the same when pushes and their answers are lost on their way", async () => {
    const { clock, star, network } = running;
    network.setConditions({ minDelayMs: WAY_MS, maxDelayMs: WAY_MS, loss: 0.2 });
    for (let made = 0; made < CHANGES; made++) {
      await star.node("east-1").writeOnly(`id-${made}`);
      await clock.advance(EVERY_MS);
    }
    network.setConditions({ loss: 0 });
    await clock.advance(20_000);
    for (const name of ["west-1", "north-1", "north-2"]) {
      expect(star.node(name).checksums(), name).toEqual(star.node("east-1").checksums());
    }
  });

  test("do not hide that a replica has lost its data, or has older ones, when it asks again at once", async () => {
    const { clock, star } = running;
    const path = star.pathOf("north-1");
    const backup = join(directory, "backup.db");
    await star.node("east-1").writeOnly("early");
    await clock.advance(2000);
    const copy = new DatabaseSync(path);
    copy.exec(`VACUUM INTO '${backup}'`);
    copy.close();
    for (const restoredFrom of [undefined, backup]) {
      for (let made = 0; made < 10; made++) {
        await star.node("east-1").writeOnly(`id-${restoredFrom === undefined}-${made}`);
        await clock.advance(EVERY_MS);
      }
      await star.node("north-1").crash();
      if (restoredFrom === undefined) for (const end of ["", "-wal", "-shm"]) rmSync(`${path}${end}`, { force: true });
      star.start("north-1", restoredFrom);
      await clock.advance(10_000);
      expect(star.node("north-1").checksums()).toEqual(star.node("east-1").checksums());
    }
  });
});
