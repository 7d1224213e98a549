import { checkNetworkText, type StretchedNetwork } from "@multisite/network";
import type { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { checkDocumentCommand } from "../document/index.ts";
import { readNetworkFile } from "./network-file.ts";

const NOTES = `
Changes nothing and asks no cloud: it says whether the document describes a network that can work,
with the line of everything that is wrong. Whether the clouds can carry it, network preflight says.

Examples:
  multisite network check backup.yaml
  multisite network example | multisite network check -
`;

/** `multisite network check`: exit code 1 when there are errors. */
export function checkCommand(context: CommandContext): Command {
  return checkDocumentCommand(context, {
    description: "say whether a stretched network's document can work, and what is wrong if not",
    notes: NOTES,
    read: readNetworkFile,
    check(text) {
      const { network, findings } = checkNetworkText(text);
      return { findings, summary: network === undefined ? "" : summary(network) };
    },
    refusal: { code: "cli.network.not_fit", who: "no site" },
  });
}

function summary({ name, generation, type, sites }: StretchedNetwork): string {
  return `Nothing is wrong: network ${name}, generation ${generation}, type ${type}, in ${sites.map((site) => site.name).join(", ")}.`;
}
