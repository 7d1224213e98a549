import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { type ImportedOption, importKeystoneConfig } from "@multisite/identity";
import { MultisiteError, messageOf } from "@multisite/kernel/errors";
import { Command } from "commander";
import { stringify } from "yaml";
import { parseConfig } from "../../config-file/index.ts";
import type { CommandContext } from "../../context.ts";
import { showRows } from "../../output/index.ts";
import type { Column } from "../../output/table.ts";
import { type OutputOptions, outputOption } from "../options.ts";

const NOTES = `
Every option of the file is in the report: taken over, same as default, not applicable here, or
not supported. Passwords are masked in the report; the written file holds them and has mode 0600.

Examples:
  multisite identity import-config /etc/keystone/keystone.conf
  multisite identity import-config /etc/keystone/keystone.conf --write identity.yaml
`;

const STYLES = { "taken over": "green", "same as default": "gray", "not applicable": "gray", "not supported": "red" } as const;

const COLUMNS: readonly Column<ImportedOption>[] = [
  { heading: "option", cell: ({ option }) => option },
  { heading: "value", cell: ({ value }) => value },
  { heading: "result", cell: ({ outcome }) => outcome, style: ({ outcome }) => STYLES[outcome] },
  { heading: "reason", cell: ({ reason }) => reason },
  { heading: "line", cell: ({ line }) => (line === 0 ? "" : String(line)) },
];

/** `multisite identity import-config`. */
export function importConfigCommand({ terminal }: CommandContext): Command {
  return new Command("import-config")
    .description("turn a keystone.conf into a configuration of this service, and report on every option")
    .argument("<keystone.conf>", "Keystone's configuration file")
    .option("--write <file>", "write the configuration there (must not exist)")
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (path: string, flags: OutputOptions & { readonly write?: string }) => {
      const { document, report } = importKeystoneConfig(readText(path), resolve(path));
      const text = `# From ${path}; \`multisite identity options\` lists all options.\n${stringify(document)}`;
      parseConfig(text, flags.write ?? "identity.yaml");
      if (flags.write !== undefined) writeNew(flags.write, text);
      const counts = Object.fromEntries(
        Object.keys(STYLES).map((name) => [name, report.filter(({ outcome }) => outcome === name).length]),
      );
      showRows(terminal, flags.output, { columns: COLUMNS, rows: report, document: { counts, options: report } });
      if (flags.output !== "table") return;
      const summary = Object.entries(counts)
        .map(([name, count]) => `${count} ${name}`)
        .join(", ");
      const next =
        flags.write === undefined
          ? "add --write FILE to write it"
          : `written to ${flags.write}; next: multisite identity check --config ${flags.write}`;
      terminal.write(`\n${summary}; ${next}\n`);
    });
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? messageOf(cause);
    throw new MultisiteError("cli.config_file.unreadable", `The file ${path} cannot be read (${code}).`, { cause });
  }
}

function writeNew(path: string, text: string): void {
  try {
    writeFileSync(path, text, { mode: 0o600, flag: "wx" });
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === "EEXIST";
    const problem = exists ? "it exists already, and nothing is overwritten" : messageOf(cause);
    throw new MultisiteError("cli.config_file.not_written", `${path} is not written: ${problem}.`, { cause });
  }
}
