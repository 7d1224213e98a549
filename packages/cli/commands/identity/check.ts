import { checkSite, type Finding } from "@multisite/identity";
import { MultisiteError } from "@multisite/kernel/errors";
import { Command } from "commander";
import { readConfigFile } from "../../config-file/index.ts";
import type { CommandContext } from "../../context.ts";
import { showRows } from "../../output/index.ts";
import type { Column } from "../../output/table.ts";
import { type ConfigOptions, configOption, outputOption } from "../options.ts";

const STYLES = { ok: "green", warning: "yellow", problem: "red" } as const;

const COLUMNS: readonly Column<Finding>[] = [
  { heading: "what", cell: ({ what }) => what },
  { heading: "state", cell: ({ state }) => state, style: ({ state }) => STYLES[state] },
  { heading: "finding", cell: ({ finding }) => finding },
  { heading: "next", cell: ({ next }) => next },
];

/** `multisite identity check`: exit code 1 when a service would not start, or nobody could log in. */
export function checkCommand({ terminal, clock }: CommandContext): Command {
  return new Command("check")
    .description("say whether keys, database, policy and certificates are fit to serve; changes nothing")
    .addOption(configOption())
    .addOption(outputOption())
    .action(async (flags: ConfigOptions) => {
      const findings = await checkSite(readConfigFile(flags.config), { clock });
      showRows(terminal, flags.output, { columns: COLUMNS, rows: findings });
      const problems = findings.filter(({ state }) => state === "problem").length;
      if (problems === 0) return;
      throw new MultisiteError(
        "cli.check.failed",
        `${problems === 1 ? "One thing is" : `${problems} things are`} not fit to serve.`,
      );
    });
}
