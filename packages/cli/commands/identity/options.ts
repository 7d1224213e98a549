import { optionGroups } from "@multisite/identity";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { usageError } from "../../failures/errors.ts";
import { showRows } from "../../output/index.ts";
import { type OutputOptions, outputOption } from "../options.ts";

/** One option of the manual. */
interface OptionRow {
  readonly group: string;
  readonly option: string;
  readonly type: string;
  readonly default: unknown;
  readonly help: string;
}

/** Every option of the identity service, group by group. */
function optionRows(): readonly OptionRow[] {
  return Object.entries(optionGroups).flatMap(([group, options]) =>
    Object.entries(options).map(([option, { type, default: value, help }]) => ({
      group,
      option,
      type,
      default: value ?? null,
      help,
    })),
  );
}

/** A default as one would write it in YAML. */
function defaultText(value: unknown): string {
  return value === null ? "(unset)" : JSON.stringify(value);
}

/** `multisite identity options`. */
export function optionsCommand({ terminal }: CommandContext): Command {
  return new Command("options")
    .description("print the manual of all configuration options")
    .argument("[group]", "one group only, such as fernet_tokens")
    .addOption(outputOption())
    .action(async (group: string | undefined, flags: OutputOptions) => {
      const rows = optionRows().filter((row) => group === undefined || row.group === group);
      if (rows.length === 0)
        throw usageError(`There is no group ${group}; there are ${Object.keys(optionGroups).sort().join(", ")}.`);
      showRows(terminal, flags.output, {
        columns: [
          { heading: "option", cell: (row: OptionRow) => `${row.group}.${row.option}` },
          { heading: "type", cell: (row: OptionRow) => row.type },
          { heading: "default", cell: (row: OptionRow) => defaultText(row.default) },
          { heading: "meaning", cell: (row: OptionRow) => row.help },
        ],
        rows,
      });
    });
}
