import type { CarriedOut } from "@multisite/agent";
import { reencryptStoredCredentials } from "@multisite/identity";
import type { FormerCredentialKeys, Reencryption } from "@multisite/identity/star";
import { Command } from "commander";
import { readConfigFile } from "../../config-file/index.ts";
import type { CommandContext } from "../../context.ts";
import { showDocument } from "../../output/index.ts";
import { agentOf } from "../agent-of.ts";
import { type ConfigOptions, configOption, dryRunOption, type HomeOptions, homeOption, outputOption } from "../options.ts";

const NOTES = `
Keys of credentials rotate by themselves, and a former one is kept while a credential has it.
This encrypts those credentials anew with the key of today, in the database that the
configuration of the identity service names, and says to the star which keys nobody needs any
more; then they are removed everywhere. Give it on the host of a master, after a rotation. It can
be interrupted and given again.

Examples:
  multisite keys reencrypt --config identity.yaml --dry-run
  multisite keys reencrypt --config identity.yaml
`;

interface ReencryptFlags extends HomeOptions, ConfigOptions {
  readonly dryRun: boolean;
}

/** `multisite keys reencrypt`. */
export function reencryptCommand({ terminal, clock, random }: CommandContext): Command {
  return new Command("reencrypt")
    .description("encrypt credentials anew after a rotation, so that former keys can go")
    .addOption(homeOption())
    .addOption(configOption())
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async ({ home, config: file, dryRun, output }: ReencryptFlags) => {
      const agent = agentOf({ home });
      const { keys } = (await agent.ask("GET", "/v1/keys/former-credential-keys")) as { keys: FormerCredentialKeys | null };
      const config = readConfigFile(file);
      const found = keys && (await reencryptStoredCredentials({ config, dryRun, world: { clock, random } }, keys));
      const isSaid = found !== null && found.freeKeyIds.length > 0;
      const said = isSaid
        ? ((await agent.ask("POST", "/v1/keys/reencrypted", { keyIds: found.freeKeyIds })) as CarriedOut)
        : undefined;
      if (output !== "table")
        showDocument(terminal, output, { dryRun, ...(found ?? { migrated: 0, failed: [], freeKeyIds: [] }) });
      else terminal.write(`${describe(found, said, dryRun).join("\n")}\n`);
    });
}

function describe(found: Reencryption | null, said: CarriedOut | undefined, isDryRun: boolean): readonly string[] {
  if (found === null) return ["Nothing to do: no former key of credentials is kept that could go now."];
  const verb = isDryRun ? "would be encrypted anew" : "were encrypted anew";
  return [
    `- ${found.migrated} credentials ${verb}.`,
    ...found.failed.map(({ id, cause }) => `- Credential ${id} does not open, and keeps its key: ${cause}`),
    ...(said?.consequences ?? []).map((line) => `- ${line}`),
    isDryRun ? "Nothing was done (--dry-run)." : "Done. `multisite keys status` shows which keys are left.",
  ];
}
