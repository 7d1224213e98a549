import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { type CommandResult, run } from "../../rig/process/run.ts";
import type { Counts } from "./counts.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Check {
  readonly name: string;
  readonly script: string;
}

/** The static checks of `npm run check`; each counts as one test. */
const checks: readonly Check[] = [
  { name: "types (tsc)", script: "check:types" },
  { name: "lint and format (biome)", script: "check:lint" },
  { name: "unused code and dependencies (knip)", script: "check:unused" },
];

export async function runChecks(): Promise<Counts> {
  let [passed, failed] = [0, 0];
  const pending = [...checks];
  const worker = async (): Promise<void> => {
    for (let check = pending.shift(); check; check = pending.shift()) {
      const startedMs = performance.now();
      const result = await run("npm", ["run", "--silent", check.script], { cwd: root });
      const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
      if (result.code === 0) passed++;
      else failed++;
      console.log(
        `  ${result.code === 0 ? "✓" : "✗"} ${check.name}  ${seconds} s${result.code === 0 ? "" : `\n${show(check, result)}`}`,
      );
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), checks.length) }, worker));
  return { passed, failed, skipped: 0 };
}

function show(check: Check, result: CommandResult): string {
  const output = `${result.stdout}${result.stderr}`.trimEnd();
  return `${output.replace(/^/gm, "    ")}\n    Again: npm run ${check.script}`;
}
