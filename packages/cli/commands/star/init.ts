import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beginStar } from "@multisite/agent";
import { parseStar, starHome } from "@multisite/identity/star";
import { silentLog } from "@multisite/kernel/log";
import { Secret } from "@multisite/kernel/secret";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { usageError } from "../../failures/errors.ts";
import { showRows } from "../../output/index.ts";
import { withProgress } from "../../output/progress.ts";
import { type HomeOptions, homeOption, outputOption } from "../options.ts";
import { writeIdentityFile } from "../site/identity-file.ts";
import { readStarFile } from "./star-file.ts";

const NOTES = `
Makes the home of the first node: certificate authority, keys and certificate, the document; on the
embedded engine also the first data, with the administrator whose password is OS_BOOTSTRAP_PASSWORD.
It must be a master. The other nodes are let in with site invite and site join. Keep a copy of
the home's pki/ and member/ in a safe: who has them can let hosts in, and shut sites out.

Examples:
  OS_BOOTSTRAP_PASSWORD=... multisite star init star.yaml --node east-1 --home /var/lib/multisite
  multisite agent --home /var/lib/multisite
`;

interface InitFlags extends HomeOptions {
  readonly node: string;
}

/** `multisite star init`. */
export function initCommand(context: CommandContext): Command {
  const { terminal, clock, random, environment } = context;
  return new Command("init")
    .description("begin a star at its first master")
    .argument("<file>", "the star's document; - is standard input")
    .requiredOption("--node <name>", "which node of the document this host is")
    .addOption(homeOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (file: string, { node, home: directory, output }: InitFlags) => {
      const star = parseStar(readStarFile(file), file);
      const home = starHome(directory);
      const password = environment.OS_BOOTSTRAP_PASSWORD ?? (await terminal.askSecret("Password of the administrator: "));
      if (star.engine === "embedded" && (password === undefined || password === "")) {
        throw usageError("The administrator's password is missing: set OS_BOOTSTRAP_PASSWORD, or type it at a terminal.");
      }
      const adminPassword = new Secret(password ?? "");
      const lines = await withProgress(context, `making the first node of ${star.name}`, () =>
        beginStar({ home, star, node, adminPassword, clock, random, log: silentLog }),
      );
      writeIdentityFile(directory, star, node);
      writeFileSync(join(directory, "README"), README, { mode: 0o600 });
      const done = [`Began the star ${star.name} at ${node}; its home is ${directory}.`, ...lines];
      showRows(terminal, output, {
        columns: [{ heading: "done", cell: (line: string) => line }],
        rows: done,
        document: { done },
      });
    });
}

const README = `Home of a node of a multisite star. pki/ and member/ hold private keys: keep a copy in a safe.
The agent: multisite agent --home HERE; the identity service: multisite identity serve --config HERE/identity.yaml
`;
