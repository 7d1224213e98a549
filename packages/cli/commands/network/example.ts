import { networkExamples, type StretchedNetworkType } from "@multisite/network";
import { Command, Option } from "commander";
import { parse } from "yaml";
import type { CommandContext } from "../../context.ts";
import { showDocument } from "../../output/index.ts";
import { type OutputOptions, outputOption } from "../options.ts";

const NOTES = `
overlay is one layer 2 over all sites, in VXLAN; provider one that your own switches carry; routed
a network of its own in each site, reached by floating IPs.

Examples:
  multisite network example > backup.yaml
  multisite network example --type routed
`;

interface ExampleFlags extends OutputOptions {
  readonly type: StretchedNetworkType;
}

/** `multisite network example`. */
export function exampleCommand({ terminal }: CommandContext): Command {
  return new Command("example")
    .description("print a commented document that works, once its sites and addresses are yours")
    .addOption(new Option("--type <type>", "which kind of network").choices(Object.keys(networkExamples)).default("overlay"))
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async ({ type, output }: ExampleFlags) => {
      if (output === "table") terminal.write(networkExamples[type]);
      else showDocument(terminal, output, parse(networkExamples[type]));
    });
}
