import { CommanderError } from "commander";
import type { CommandContext } from "./context.ts";
import { EXIT_USAGE, reportFailure } from "./failures/report.ts";
import { createProgram } from "./program.ts";

/** Runs one command line (without the program's name) and gives its exit code: 0 done, 1 failed, 2 not understood. */
export async function run(argv: readonly string[], context: CommandContext): Promise<number> {
  const program = createProgram(context);
  try {
    await program.parseAsync([...argv], { from: "user" });
    return 0;
  } catch (thrown) {
    // Commander has said what is wrong; help and version end like this too, with 0.
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : EXIT_USAGE;
    return reportFailure(context.terminal, thrown, argv.includes("--debug"));
  }
}
