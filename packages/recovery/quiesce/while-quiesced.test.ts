import { describe, expect, test } from "vitest";
import { createSite, guestOf } from "./simulated-site.ts";
import { whileQuiesced } from "./while-quiesced.ts";

const [db, first, second] = [guestOf(1), guestOf(2), guestOf(3)];
const wanted = { id: "f", thawAfterMs: 30_000, stages: [[first, second], [db]] };

function begin(seed: number) {
  const site = createSite(seed);
  const guard = site.start();
  const run = <Result>(work: () => Promise<Result>) =>
    site.until(whileQuiesced(guard, wanted, work, () => site.clock.monotonicMs()));
  return { site, guard, run };
}

describe("work while guests are quiesced", () => {
  test("is done when all of them are, stage by stage, and they are thawed the other way round as soon as it has ended", async () => {
    const { site, guard, run } = begin(1);
    const order: string[] = [];
    site.onChange((what) => order.push(what));
    const done = await run(async () => {
      expect(site.frozen().toSorted()).toEqual(["vm-1", "vm-2", "vm-3"]);
      order.push("work");
      await site.clock.sleep(3000);
      return "snapshots";
    });
    expect(done).toMatchObject({ result: "snapshots", isOfOneMoment: true, notThawed: [] });
    const [apps, rest] = [order.slice(0, 2), order.slice(2)];
    expect(apps.toSorted()).toEqual(["vm-2 freezes", "vm-3 freezes"]);
    expect(rest.slice(0, 3)).toEqual(["vm-1 freezes", "work", "vm-1 thaws"]);
    expect(rest.slice(3).toSorted()).toEqual(["vm-2 thaws", "vm-3 thaws"]);
    expect(done.frozenMs).toBeGreaterThan(3000);
    expect([site.frozen(), guard.armed()]).toEqual([[], []]);
  });

  test("is not begun when one cannot be quiesced: the others are thawed, and the reason is told", async () => {
    const { site, run } = begin(2);
    site.calls.refuses = ({ serverId }) => serverId === "vm-1";
    let isBegun = false;
    await expect(
      run(async () => {
        isBegun = true;
      }),
    ).rejects.toThrow("QEMU guest agent is not connected");
    expect([isBegun, site.frozen()]).toEqual([false, []]);
  });

  test("that fails lets nobody stay frozen", async () => {
    const { site, run } = begin(3);
    await expect(run(() => Promise.reject(new Error("no space for snapshots")))).rejects.toThrow("no space for snapshots");
    expect(site.frozen()).toEqual([]);
  });

  test("that takes longer than the guard allows is not of one moment, and says so", async () => {
    const { site, run } = begin(4);
    const done = await run(() => site.clock.sleep(40_000));
    expect(done.isOfOneMoment).toBe(false);
    expect([site.frozen(), site.longestMs.value < 31_000]).toEqual([[], true]);
  });

  test("tells which guests are not thawed when it has ended; the guard keeps at them", async () => {
    const { site, run } = begin(5);
    const done = await run(async () => {
      site.calls.fails = () => true;
    });
    expect(done.notThawed).toHaveLength(3);
    expect(done.notThawed[0]).toContain("goes on trying");
    site.calls.fails = () => false;
    await site.clock.advance(5000);
    expect([site.frozen(), site.alarms()]).toEqual([[], []]);
  });
});
