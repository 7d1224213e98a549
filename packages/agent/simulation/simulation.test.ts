import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { simulatedStar } from "./document.ts";
import { fastDirectory } from "./fast-directory.ts";
import { simulate } from "./run.ts";
import { makeTemplate, type StarTemplate } from "./template.ts";

/** More of them, or others, for a longer run: `npm run simulate` takes whole ranges. */
const SEEDS = Number(process.env.MULTISITE_SEEDS ?? 50);
const FIRST_SEED = Number(process.env.MULTISITE_FIRST_SEED ?? 1);
const ROUNDS = 70;

/**
 * What holds in every run of these:
 *
 * 1. No valid token is refused by a node that serves, whatever key it was made with.
 * 2. No revoked token and no disabled user is accepted by a node that has heard of it; every node hears of it within 2 s over links that
 *    were good before, and within 40 s after they have become good.
 * 3. No acknowledged write is lost, but what a takeover on an operator's word declares; and who has got an answer to a write sees it at
 *    every serving node of their site that has it or can ask the writer.
 * 4. Two takeovers never both win: after one writer has acknowledged a change, none with an earlier epoch does.
 * 5. Within 90 s after the last fault the star is whole: every node serves, one takes writes, all have equal data, one document, and one
 *    key of each purpose to sign with.
 * 6. A node that was put back to an earlier state does not serve before it knows again what it knew, as long as it can ask anybody.
 */
describe("whole stars under operations and faults, in simulated time", () => {
  let directory: string;
  let template: StarTemplate;
  beforeAll(async () => {
    directory = mkdtempSync(join(fastDirectory(), "multisite-simulation-"));
    template = await makeTemplate(simulatedStar(), join(directory, "template"));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const run = (seed: number) => simulate({ template, directory: join(directory, "run"), seed, rounds: ROUNDS });

  test.each(Array.from({ length: SEEDS }, (_, index) => FIRST_SEED + index))(
    "stay right whatever is cut, dies or is restored (seed %i)",
    async (seed) => {
      const { problems, counts, trace } = await run(seed);
      const again = `npm run simulate -- --seeds 1 --from ${seed} --rounds ${ROUNDS}`;
      expect(problems, [`seed ${seed}; again: ${again}`, ...trace].join("\n")).toEqual([]);
      expect(counts["validation 200"] ?? 0).toBeGreaterThan(0);
    },
    120_000,
  );
});
