import { describe, expect, test } from "vitest";
import { simulate } from "./run.ts";

/** More of them, or others, for a longer run. */
const SEEDS = Number(process.env.MULTISITE_SEEDS ?? 16);
const FIRST_SEED = Number(process.env.MULTISITE_FIRST_SEED ?? 1);

/**
 * What holds in every run of these:
 *
 * 1. No frame comes to a port of another network, and none that is for one port to two, at any time.
 * 2. No address and no remote port is there twice in a Neutron.
 * 3. No remote port of a living port is taken away, whoever is silent, dies or comes back.
 * 4. After the last fault was mended, the tables of every host, the remote ports and the agents become what the instances are: nothing is
 *    missing and nothing is left. Then every instance reaches every other one of its network, under its own address and under the VIP.
 */
describe("clouds that mirror each other's ports, under operations and faults", () => {
  test.each(Array.from({ length: SEEDS }, (_, index) => FIRST_SEED + index))(
    "always come to the right tables (seed %i)",
    async (seed) => {
      // Most are small, as most faults are between two or three; each sixteenth has twenty sites.
      const sites = seed % 16 === 0 ? 20 : 3 + (seed % 4);
      const { problems, frames, trace } = await simulate({ seed, sites, rounds: 60 });
      const again = `MULTISITE_FIRST_SEED=${seed} MULTISITE_SEEDS=1 vitest run test/network-simulation`;
      expect(problems, [`seed ${seed}; again: ${again}`, ...trace].join("\n")).toEqual([]);
      expect(frames).toBeGreaterThan(0);
    },
    120_000,
  );
});
