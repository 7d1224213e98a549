import { describe, expect, test } from "vitest";
import { freezeGuardSettings } from "./index.ts";
import { createSite, guestOf } from "./simulated-site.ts";

const THAW_AFTER_MS = 30_000;

describe("a guard over quiesced guests", () => {
  test("lets who has quiesced them thaw them, and says that all were held meanwhile", async () => {
    const site = createSite(1);
    const guard = site.start();
    guard.arm("f", THAW_AFTER_MS);
    for (const index of [1, 2]) await site.until(guard.quiesce("f", guestOf(index)));
    expect([site.frozen(), guard.isHeld("f")]).toEqual([["vm-1", "vm-2"], true]);
    for (const index of [2, 1]) await site.until(guard.unquiesce("f", `vm-${index}`));
    guard.disarm("f");
    expect([site.frozen(), guard.armed(), site.disk()]).toEqual([[], [], []]);
  });

  test("thaws all of them when the time is over and nobody has, the last one first; then nothing was held, and no more come", async () => {
    const site = createSite(2);
    const guard = site.start();
    guard.arm("f", THAW_AFTER_MS);
    for (const index of [1, 2, 3]) await site.until(guard.quiesce("f", guestOf(index)));
    await site.clock.advance(THAW_AFTER_MS);
    expect([site.frozen(), guard.isHeld("f")]).toEqual([[], false]);
    await expect(guard.quiesce("f", guestOf(4))).rejects.toMatchObject({ code: "recovery.freeze.over" });
    expect(site.longestMs.value).toBeLessThan(THAW_AFTER_MS + 1000);
  });

  test("thaws them in time after its process was killed, and though the wall clock was set back by an hour meanwhile", async () => {
    const site = createSite(3);
    const first = site.start();
    first.arm("f", THAW_AFTER_MS);
    await site.until(first.quiesce("f", guestOf(1)));
    site.crash();
    site.setWallClock(-3_600_000);
    site.start();
    expect(site.frozen()).toEqual(["vm-1"]);
    await site.clock.advance(THAW_AFTER_MS + 1000);
    expect(site.frozen()).toEqual([]);
  });

  test("thaws a guest whose freeze comes after the time was over, or after nobody waited for it any more", async () => {
    const site = createSite(4);
    const guard = site.start();
    guard.arm("f", 5000);
    site.calls.delayMs = () => 40_000;
    const late = guard.quiesce("f", guestOf(1));
    late.catch(() => {});
    await site.clock.advance(20_000);
    site.crash();
    site.start();
    await site.clock.advance(freezeGuardSettings.lateMs + 5000);
    expect([site.frozen(), site.guard()?.armed()]).toEqual([[], []]);
    expect(site.longestMs.value).toBeLessThan(freezeGuardSettings.retryMs + 1000);
  });

  test("keeps at a guest that does not thaw, with an alarm for as long", async () => {
    const site = createSite(5);
    const guard = site.start();
    guard.arm("f", THAW_AFTER_MS);
    await site.until(guard.quiesce("f", guestOf(1)));
    site.calls.fails = () => true;
    await expect(site.until(guard.unquiesce("f", "vm-1"))).rejects.toMatchObject({ code: "recovery.freeze.thaw" });
    expect([site.frozen(), site.alarms()]).toEqual([["vm-1"], ["recovery.guest.frozen/vm-1"]]);
    site.calls.fails = () => false;
    await site.clock.advance(5000);
    expect([site.frozen(), site.alarms()]).toEqual([[], []]);
  });

  test("thaws a guest whose freeze failed: whether it is frozen nobody knows", async () => {
    const site = createSite(6);
    const guard = site.start();
    guard.arm("f", THAW_AFTER_MS);
    site.calls.fails = () => true;
    await expect(site.until(guard.quiesce("f", guestOf(1)))).rejects.toThrow("not connected");
    expect(guard.isHeld("f")).toBe(false);
    site.calls.fails = () => false;
    await site.clock.advance(freezeGuardSettings.lateMs + 5000);
    expect(guard.armed()).toEqual([]);
  });

  test("has a guest in one freeze only, and each freeze once", async () => {
    const site = createSite(7);
    const guard = site.start();
    guard.arm("f", THAW_AFTER_MS);
    guard.arm("g", THAW_AFTER_MS);
    await site.until(guard.quiesce("f", guestOf(1)));
    await expect(guard.quiesce("g", guestOf(1))).rejects.toMatchObject({ code: "recovery.freeze.guest" });
    expect(() => guard.arm("f", 1)).toThrow("armed in east already");
  });

  const SEEDS = Number(process.env.MULTISITE_SEEDS ?? 60);
  const FIRST_SEED = Number(process.env.MULTISITE_FIRST_SEED ?? 1);
  test.each(Array.from({ length: SEEDS }, (_, index) => FIRST_SEED + index))(
    "leaves no guest frozen, whatever is killed, late, refused or set back (seed %i)",
    async (seed) => {
      const site = createSite(seed);
      const chance = (share: number): boolean => site.share() < share;
      site.calls.delayMs = () => (chance(0.1) ? site.share() * 59_000 : 50 + site.share() * 400);
      site.calls.fails = () => chance(0.2);
      site.start();
      for (let round = 0; round < 60; round++) {
        await site.clock.advance(site.share() * 8000);
        const guard = site.guard();
        const id = `f-${Math.floor(site.share() * 4)}`;
        const server = guestOf(Math.floor(site.share() * 6));
        const ignore = (work: () => unknown): void =>
          void Promise.resolve()
            .then(work)
            .catch(() => {});
        const dice = site.share() * 100;
        if (guard === undefined) site.start();
        else if (dice < 20) ignore(() => guard.arm(id, 2000 + site.share() * 30_000));
        else if (dice < 65) ignore(() => guard.quiesce(id, server));
        else if (dice < 80) ignore(() => guard.unquiesce(id, server.serverId));
        else if (dice < 87) ignore(() => guard.disarm(id));
        else if (dice < 94) site.crash();
        else site.setWallClock((site.share() - 0.5) * 7_200_000);
      }
      site.calls.fails = () => false;
      if (site.guard() === undefined) site.start();
      await site.clock.advance(32_000 + 2 * freezeGuardSettings.lateMs);
      expect({ seed, frozen: site.frozen(), armed: site.guard()?.armed() }).toEqual({ seed, frozen: [], armed: [] });
      expect(site.alarms()).toEqual([]);
    },
  );
});
