import { expect, test } from "vitest";
import { simulateMoves } from "./simulate.ts";

/** More of them, or others, for a longer run. */
const SEEDS = Number(process.env.MULTISITE_SEEDS ?? 6);
const FIRST_SEED = Number(process.env.MULTISITE_FIRST_SEED ?? 1);

test("an address is never answered for by two sites but after a typed override, and then it ends; whatever stops, is cut off or comes late", async () => {
  const total = { moved: 0, failed: 0, fenced: 0, overridden: 0 };
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
    const { problems, trace, counts } = await simulateMoves(seed, 25);
    const again = `MULTISITE_FIRST_SEED=${seed} MULTISITE_SEEDS=1 vitest run test/floating-ip-simulation`;
    expect(problems, [`seed ${seed}; again: ${again}`, ...trace].join("\n")).toEqual([]);
    for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += counts[name];
  }
  console.log(`floating IPs: ${JSON.stringify(total)}`);
  for (const count of Object.values(total)) expect(count).toBeGreaterThan(0);
}, 300_000);
