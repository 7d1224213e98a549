import { checkStarText, type IdentityStar } from "@multisite/identity/star";
import type { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { checkDocumentCommand } from "../document/index.ts";
import { readStarFile } from "./star-file.ts";

const NOTES = `
Changes nothing and asks no other host: it says whether the document describes a star that can
work, with the line of everything that is wrong. Errors are refused everywhere; warnings are risks
that you may take. docs/reference/identity-star.md lists every field and every check.

Examples:
  multisite star check star.yaml
  multisite star check star.yaml --output json
  multisite star example | multisite star check -
`;

/** `multisite star check`: exit code 1 when there are errors. */
export function checkCommand(context: CommandContext): Command {
  return checkDocumentCommand(context, {
    description: "say whether a star's document can work, and what is wrong if not",
    notes: NOTES,
    read: readStarFile,
    check(text) {
      const { star, findings } = checkStarText(text);
      return { findings, summary: summary(star) };
    },
    refusal: { code: "cli.star.not_fit", who: "no node" },
  });
}

function summary(star: IdentityStar | undefined): string {
  if (star === undefined) return "";
  const nodes = star.sites.flatMap((site) => site.nodes).length;
  return `Nothing is wrong: star ${star.name}, generation ${star.generation}, mode ${star.mode}, ${star.sites.length} sites, ${nodes} nodes.`;
}
