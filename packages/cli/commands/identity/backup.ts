import { backupSite } from "@multisite/identity";
import { Command } from "commander";
import { readConfigFile } from "../../config-file/index.ts";
import type { CommandContext } from "../../context.ts";
import { showRows } from "../../output/index.ts";
import { withProgress } from "../../output/progress.ts";
import { type ConfigOptions, configOption, dryRunOption, outputOption } from "../options.ts";
import { type PassphraseFlags, passphraseFileOption, readPassphrase } from "./passphrase.ts";

const NOTES = `
One encrypted file holds all that the site needs to come back: the data as of one moment, keys,
policy, certificate, facts and configuration. The service may run meanwhile. Logs and audit files
are not in it. Nothing is overwritten: name a new file each time.

The passphrase (12 characters or more) comes from --passphrase-file, from the environment variable
MULTISITE_BACKUP_PASSPHRASE, or is asked for. Keep it apart from the backup: without it nobody can
read the file, and there is no way around it.

Examples:
  multisite identity backup site.backup --config identity.yaml
  multisite identity backup "site-$(date +%F).backup" -c identity.yaml --passphrase-file /root/pass
`;

interface BackupFlags extends ConfigOptions, PassphraseFlags {
  readonly dryRun: boolean;
}

/** `multisite identity backup`. */
export function backupCommand(context: CommandContext): Command {
  const { terminal, clock, random } = context;
  return new Command("backup")
    .description("put the whole site into one encrypted file, while the service runs")
    .argument("<file>", "the file to make; it must not exist")
    .addOption(configOption())
    .addOption(passphraseFileOption())
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (file: string, flags: BackupFlags) => {
      const config = readConfigFile(flags.config);
      const passphrase = await readPassphrase(context, flags, { again: true });
      const { createdAtMs, ...counts } = await withProgress(context, "backing up", () =>
        backupSite({ config, world: { clock, random }, targetFile: file, passphrase, dryRun: flags.dryRun }),
      );
      const report = { dryRun: flags.dryRun, file, createdAt: new Date(createdAtMs).toISOString(), ...counts };
      showRows(terminal, flags.output, {
        columns: [
          { heading: flags.dryRun ? "would be written" : "written", cell: (row: typeof report) => row.file },
          { heading: "tables", cell: (row: typeof report) => String(row.tables) },
          { heading: "rows", cell: (row: typeof report) => String(row.rows) },
          { heading: "files", cell: (row: typeof report) => String(row.files) },
        ],
        rows: [report],
        document: report,
      });
    });
}
