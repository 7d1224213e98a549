import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { joinNode } from "@multisite/agent";
import { importKeystoneConfig, readIdentityConfig } from "@multisite/identity";
import { readStoredStar, starHome } from "@multisite/identity/star";
import { Secret } from "@multisite/kernel/secret";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { showRows } from "../../output/index.ts";
import { withProgress } from "../../output/progress.ts";
import { type HomeOptions, homeOption, outputOption } from "../options.ts";
import { writeIdentityFile } from "./identity-file.ts";

const NOTES = `
Makes this host's own keys, proves to have been invited, and gets its certificate and the star's
document. Beside a stock Keystone name its keystone.conf: what is part of every token must be equal
there, and is compared. It can be done again when it was interrupted.

Examples:
  multisite site join multisite-join-1.AbC... --home /var/lib/multisite
  multisite site join - --keystone-conf /etc/keystone/keystone.conf < invitation
`;

interface JoinFlags extends HomeOptions {
  readonly keystoneConf?: string;
}

/** `multisite site join`. */
export function joinCommand(context: CommandContext): Command {
  const { terminal, clock, random } = context;
  return new Command("join")
    .description("let this host join a star that has invited it")
    .argument("<invitation>", "the word that site invite printed; - reads it from standard input")
    .addOption(homeOption())
    .option("--keystone-conf <file>", "of a stock Keystone on this host, to compare what tokens are made of")
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (invitation: string, { keystoneConf, home: directory, output }: JoinFlags) => {
      const token = new Secret(invitation === "-" ? readFileSync(0, "utf8") : invitation);
      const home = starHome(directory);
      const wire = keystoneConf === undefined ? {} : { wire: wireOf(resolve(keystoneConf)) };
      const joined = await withProgress(context, "joining", () => joinNode({ home, token, clock, random, ...wire }));
      const star = readStoredStar(directory)?.star;
      if (star !== undefined) writeIdentityFile(directory, star, joined.node);
      const done = [
        `Joined the star ${star?.name} as ${joined.node} of ${joined.site}.`,
        `Next: multisite agent --home ${directory}, and multisite identity serve --config ${directory}/identity.yaml`,
      ];
      showRows(terminal, output, {
        columns: [{ heading: "done", cell: (line: string) => line }],
        rows: done,
        document: { ...joined, done },
      });
    });
}

/** What a Keystone of that configuration makes tokens of. */
function wireOf(file: string) {
  const { document } = importKeystoneConfig(readFileSync(file, "utf8"), file);
  const { auth, identity } = readIdentityConfig(document, file);
  return { authMethods: auth.methods, defaultDomainId: identity.default_domain_id };
}
