import {
  type KeyCommand,
  type KeyRotation,
  type KeySetup,
  migrateStoredCredentials,
  rotateReceiptKeys,
  rotateStoredCredentialKeys,
  rotateTokenKeys,
  setupCredentialKeys,
  setupReceiptKeys,
  setupTokenKeys,
} from "@multisite/identity";
import type { Clock } from "@multisite/kernel/clock";
import type { Random } from "@multisite/kernel/random";
import { Command } from "commander";
import { readConfigFile } from "../../config-file/index.ts";
import type { CommandContext } from "../../context.ts";
import { showRows } from "../../output/index.ts";
import { type ConfigOptions, configOption, dryRunOption, outputOption } from "../options.ts";
import { keyOwner } from "./owner.ts";

interface KeyFlags extends ConfigOptions {
  readonly dryRun: boolean;
  readonly keystoneUser?: string;
  readonly keystoneGroup?: string;
}

type KeyWork = KeyCommand & { readonly world: { readonly clock: Clock; readonly random: Random } };

const ROTATE_NOTES = `
Copy the rotated directory to every other site before the next rotation: a site that lacks the
new primary key refuses the tokens that it signs.
`;

/** The key commands of `keystone-manage` (keystone/cmd/cli.py). */
export function keyCommands(context: CommandContext): Command[] {
  const setup = (work: (command: KeyWork) => readonly KeySetup[]) => async (command: KeyWork, flags: KeyFlags) =>
    showSetups(context, flags, work(command));
  const rotate =
    (work: (command: KeyWork) => readonly KeyRotation[] | Promise<readonly KeyRotation[]>) =>
    async (command: KeyWork, flags: KeyFlags) =>
      showRotations(context, flags, await work(command));
  return [
    keyCommand(context, "fernet-setup", "make the first token keys (and receipt keys), if there are none", setup(setupTokenKeys)),
    keyCommand(
      context,
      "fernet-rotate",
      "make the staged token key the primary, and stage a new one",
      rotate(rotateTokenKeys),
    ).addHelpText("after", ROTATE_NOTES),
    keyCommand(context, "receipt-setup", "make the first receipt keys, if there are none", setup(setupReceiptKeys)),
    keyCommand(context, "receipt-rotate", "rotate the receipt keys", rotate(rotateReceiptKeys)).addHelpText(
      "after",
      ROTATE_NOTES,
    ),
    keyCommand(context, "credential-setup", "make the first credential keys, if there are none", setup(setupCredentialKeys)),
    keyCommand(
      context,
      "credential-rotate",
      "rotate the credential keys; all credentials must be migrated first",
      rotate(rotateStoredCredentialKeys),
    ),
    keyCommand(context, "credential-migrate", "encrypt every credential anew with the primary key", async (command, flags) => {
      const counts = await migrateStoredCredentials(command);
      showRows(context.terminal, flags.output, {
        columns: [
          { heading: flags.dryRun ? "would be migrated" : "migrated", cell: (row: typeof counts) => String(row.migrated) },
          { heading: "current already", cell: (row: typeof counts) => String(row.current) },
          { heading: "changed meanwhile", cell: (row: typeof counts) => String(row.changedMeanwhile) },
        ],
        rows: [counts],
        document: { dryRun: flags.dryRun, ...counts },
      });
    }),
  ];
}

function keyCommand(
  { clock, random }: CommandContext,
  name: string,
  description: string,
  work: (command: KeyWork, flags: KeyFlags) => Promise<void>,
): Command {
  return new Command(name)
    .description(description)
    .addOption(configOption())
    .option("--keystone-user <user>", "owner of new key files (name or number)")
    .option("--keystone-group <group>", "group of new key files (name or number)")
    .addOption(dryRunOption())
    .addOption(outputOption())
    .action(async (flags: KeyFlags) => {
      const owner = keyOwner(flags.keystoneUser, flags.keystoneGroup);
      const shared = { config: readConfigFile(flags.config), world: { clock, random }, dryRun: flags.dryRun };
      await work(owner === undefined ? shared : { ...shared, owner }, flags);
    });
}

function showSetups({ terminal }: CommandContext, { output, dryRun }: KeyFlags, setups: readonly KeySetup[]): void {
  const done = dryRun ? "keys would be made" : "keys made";
  showRows(terminal, output, {
    columns: [
      { heading: "directory", cell: ({ directory }: KeySetup) => directory },
      { heading: "result", cell: ({ made }: KeySetup) => (made ? done : "has keys already: nothing to do") },
    ],
    rows: setups,
    document: setups.map((setup) => ({ dryRun, ...setup })),
  });
}

function showRotations({ terminal }: CommandContext, { output, dryRun }: KeyFlags, rotations: readonly KeyRotation[]): void {
  showRows(terminal, output, {
    columns: [
      { heading: "directory", cell: ({ directory }: KeyRotation) => directory },
      { heading: dryRun ? "primary would be" : "primary is now", cell: ({ primary }: KeyRotation) => String(primary) },
      { heading: dryRun ? "would be deleted" : "deleted", cell: ({ deleted }: KeyRotation) => deleted.join(", ") || "none" },
      {
        heading: "note",
        cell: ({ finishedEarlierRotation }: KeyRotation) => (finishedEarlierRotation ? "finishes an interrupted rotation" : ""),
      },
    ],
    rows: rotations,
    document: rotations.map((rotation) => ({ dryRun, ...rotation })),
  });
}
