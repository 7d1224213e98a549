import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fastDirectory, makeTemplate, simulate, simulatedStar } from "../packages/agent/simulation/index.ts";

/**
 * Simulates whole stars, one for each seed: `npm run simulate -- --seeds 1000 --from 1 --rounds 150 --sites 1`. A seed that fails prints
 * what happened and how to run it again; `--trace` prints what happened in any case.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "50" },
    from: { type: "string", default: "1" },
    rounds: { type: "string", default: "150" },
    sites: { type: "string", default: "1" },
    trace: { type: "boolean", default: false },
  },
});
const [seeds, from, rounds] = [Number(values.seeds), Number(values.from), Number(values.rounds)];
const sites = values.sites === "2" ? 2 : 1;
const directory = mkdtempSync(join(fastDirectory(), "multisite-simulate-"));
const failed: number[] = [];
try {
  const template = await makeTemplate(simulatedStar({ sites }), join(directory, "template"));
  for (let seed = from; seed < from + seeds; seed++) {
    const { problems, counts, trace } = await simulate({ template, directory: join(directory, "run"), seed, rounds });
    process.stdout.write(`seed ${seed}: ${problems.length === 0 ? "right" : "WRONG"} ${JSON.stringify(counts)}\n`);
    if (problems.length > 0) failed.push(seed);
    if (problems.length > 0 || values.trace) process.stdout.write(`${trace.join("\n")}\n`);
    if (problems.length > 0) {
      process.stdout.write(`${problems.join("\n")}\n`);
      process.stdout.write(`Again: npm run simulate -- --seeds 1 --from ${seed} --rounds ${rounds} --sites ${sites}\n`);
    }
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
process.stdout.write(`${seeds} seeds from ${from}; wrong: ${failed.length === 0 ? "none" : failed.join(", ")}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
