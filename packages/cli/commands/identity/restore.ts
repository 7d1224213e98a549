import { type RestoreReport, restoreSite } from "@multisite/identity";
import { Command } from "commander";
import { readConfigFile } from "../../config-file/index.ts";
import type { CommandContext } from "../../context.ts";
import { showRows } from "../../output/index.ts";
import { withProgress } from "../../output/progress.ts";
import { type ConfigOptions, configOption, dryRunOption, outputOption } from "../options.ts";
import { type PassphraseFlags, passphraseFileOption, readPassphrase } from "./passphrase.ts";

const NOTES = `
Stop the service first. --config is that of the site to be: it says where database, keys and files
go, and the database may be another engine than the backup's. The file is read to its end before
anything is changed; the rows go in together or not at all. A database or key directory that is not
empty is refused, unless --replace says that what is there may go.

The passphrase comes from --passphrase-file, from the environment variable
MULTISITE_BACKUP_PASSPHRASE, or is asked for.

On a new host: take the old site's settings with --write-config, change what differs there, restore.

Examples:
  multisite identity restore site.backup --config identity.yaml --dry-run
  multisite identity restore site.backup --config identity.yaml --write-config old.json
  multisite identity restore site.backup --config identity.yaml --replace
`;

interface RestoreFlags extends ConfigOptions, PassphraseFlags {
  readonly dryRun: boolean;
  readonly replace: boolean;
  readonly writeConfig?: string;
}

/** `multisite identity restore`. */
export function restoreCommand(context: CommandContext): Command {
  const { clock } = context;
  return new Command("restore")
    .description("bring a site back from a backup, while no service runs on it")
    .argument("<file>", "what multisite identity backup made")
    .addOption(configOption())
    .addOption(passphraseFileOption())
    .option("--replace", "delete what the database and the key directories hold", false)
    .option("--write-config <file>", "write the backup's configuration there, as JSON (must not exist)")
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (file: string, flags: RestoreFlags) => {
      const config = readConfigFile(flags.config);
      const passphrase = await readPassphrase(context, flags, { again: false });
      const report = await withProgress(context, "restoring", () =>
        restoreSite({
          config,
          world: { clock },
          sourceFile: file,
          passphrase,
          replace: flags.replace,
          dryRun: flags.dryRun,
          ...(flags.writeConfig === undefined ? {} : { configurationFile: flags.writeConfig }),
        }),
      );
      showReport(context, flags, report);
    });
}

function showReport({ terminal }: CommandContext, { output, dryRun, config }: RestoreFlags, report: RestoreReport): void {
  const { createdAtMs, tables, rows, files, notes } = report;
  const createdAt = new Date(createdAtMs).toISOString();
  showRows(terminal, output, {
    columns: [
      { heading: dryRun ? "would be restored" : "restored", cell: ([what]: readonly [string, string]) => what },
      { heading: "from", cell: ([, where]: readonly [string, string]) => where },
    ],
    rows: [
      [`${rows} rows in ${tables} tables`, `the backup of ${createdAt}`] as const,
      ...files.map((path) => [path, "a file of the backup"] as const),
    ],
    document: { dryRun, createdAt, tables, rows, files, notes },
  });
  if (output !== "table") return;
  for (const note of notes) terminal.write(`note: ${note}\n`);
  terminal.write(`next: ${dryRun ? "the same without --dry-run" : `multisite identity check --config ${config}`}\n`);
}
