import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { simulatedStar } from "./document.ts";
import { fastDirectory } from "./fast-directory.ts";
import { simulate } from "./run.ts";
import { makeTemplate, type StarTemplate } from "./template.ts";

/** More of them, or others, for a longer run. */
const SEEDS = Number(process.env.MULTISITE_SEEDS ?? 10);
const FIRST_SEED = Number(process.env.MULTISITE_FIRST_SEED ?? 1);

/**
 * What holds in every run: no valid token is refused by a node that serves; no revoked token is accepted by a node that has heard of
 * it; who has got an answer to a write sees it at every serving node of their site; no acknowledged write is lost; and the star is
 * whole again within 90 s after the last fault: every node serves, one takes writes, all have equal data, documents and keys.
 */
describe("whole stars under operations and faults, in simulated time", () => {
  let directory: string;
  let template: StarTemplate;
  beforeAll(async () => {
    directory = mkdtempSync(join(fastDirectory(), "multisite-simulation-"));
    template = await makeTemplate(simulatedStar(), join(directory, "template"));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test.each(Array.from({ length: SEEDS }, (_, index) => FIRST_SEED + index))(
    "stay right whatever is cut and whoever dies (seed %i)",
    async (seed) => {
      const { problems, counts, trace } = await simulate({ template, directory: join(directory, "run"), seed, rounds: 100 });
      expect(problems, [`seed ${seed}`, ...trace].join("\n")).toEqual([]);
      expect(counts["validation 200"] ?? 0).toBeGreaterThan(0);
    },
    120_000,
  );
});
