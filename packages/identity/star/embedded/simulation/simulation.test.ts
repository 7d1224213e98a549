import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseStar } from "../../topology/check-star.ts";
import { EMBEDDED } from "../../topology/testing/documents.ts";
import { simulate } from "./run.ts";

const STAR = parseStar(EMBEDDED, "star.yaml");
/** More of them, or others, for a longer run. */
const SEEDS = Number(process.env.MULTISITE_SEEDS ?? 50);
const FIRST_SEED = Number(process.env.MULTISITE_FIRST_SEED ?? 1);

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "multisite-embedded-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe("stars on the embedded engine under faults", () => {
  test.each(Array.from({ length: SEEDS }, (_, index) => FIRST_SEED + index))(
    "no acknowledged write is lost, and all nodes are equal after healing (seed %i)",
    async (seed) => {
      const hasPromotions = seed % 3 === 0;
      const { problems, counts, trace } = await simulate({ star: STAR, directory, seed, rounds: 45, hasPromotions });
      expect(problems, [`seed ${seed}`, ...trace].join("\n")).toEqual([]);
      expect(counts["acknowledged with the standby"] ?? 0).toBeGreaterThan(0);
    },
    60_000,
  );

  test("the check can fail: with operators who give their word for every takeover, acknowledged writes are lost, and it is seen", async () => {
    const lost: string[] = [];
    for (let seed = 1; seed <= 4; seed++) {
      const { problems } = await simulate({
        star: STAR,
        directory: join(directory, `${seed}`),
        seed,
        rounds: 60,
        isCareless: true,
      });
      lost.push(...problems.filter((problem) => problem.includes("is lost")));
    }
    expect(lost.length).toBeGreaterThan(0);
  }, 60_000);
});
