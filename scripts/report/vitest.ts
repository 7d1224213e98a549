import { fileURLToPath } from "node:url";
import { styleText } from "node:util";
import { startVitest, type TestCase, type TestModule } from "vitest/node";
import { add, type Counts, nothing } from "./counts.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Runs vitest in this process and counts. `filters` narrow the files, as on vitest's own command line. */
export async function runVitest(filters: readonly string[]): Promise<Counts> {
  const vitest = await startVitest("test", [...filters], { root, watch: false, reporters: ["default"] });
  const counts = vitest.state
    .getTestModules()
    .map(countModule)
    .reduce(add, { ...nothing, failed: vitest.state.getUnhandledErrors().length });
  await vitest.close();
  // vitest sets it on failure; the ring decides by the counts.
  process.exitCode = 0;
  return counts;
}

/** A file that fails outside its tests (import, hooks) is one failed test. */
function countModule(module: TestModule): Counts {
  const tests = [...module.children.allTests()];
  const counts = tests.map(countTest).reduce(add, nothing);
  if (module.ok() || counts.failed > 0) return counts;
  return { ...counts, failed: 1 };
}

function countTest(test: TestCase): Counts {
  const result = test.result();
  if (result.state === "passed") return { ...nothing, passed: 1 };
  if (result.state === "failed") return { ...nothing, failed: 1 };
  const note = result.state === "skipped" ? result.note : undefined;
  if (test.options.mode === "run" && note === undefined) {
    console.log(styleText("red", `DID NOT RUN ${test.module.relativeModuleId} > ${test.fullName}: its set-up failed`));
    return { ...nothing, failed: 1 };
  }
  const reason = note ?? "marked as skipped in its file";
  console.log(styleText("yellow", `SKIPPED ${test.module.relativeModuleId} > ${test.fullName}: ${reason}`));
  return { ...nothing, skipped: 1 };
}
