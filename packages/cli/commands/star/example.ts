import { type StarMode, starExamples } from "@multisite/identity/star";
import { Command, Option } from "commander";
import { parse } from "yaml";
import type { CommandContext } from "../../context.ts";
import { showDocument } from "../../output/index.ts";
import { type OutputOptions, outputOption } from "../options.ts";

const NOTES = `
Examples:
  multisite star example > star.yaml
  multisite star example --mode multi-cluster
`;

interface ExampleFlags extends OutputOptions {
  readonly mode: StarMode;
}

/** `multisite star example`. */
export function exampleCommand({ terminal }: CommandContext): Command {
  return new Command("example")
    .description("print a commented document that works, once its addresses are yours")
    .addOption(new Option("--mode <mode>", "which kind of star").choices(Object.keys(starExamples)).default("star"))
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async ({ mode, output }: ExampleFlags) => {
      if (output === "table") terminal.write(starExamples[mode]);
      else showDocument(terminal, output, parse(starExamples[mode]));
    });
}
