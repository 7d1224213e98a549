import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type LocalNode, type LocalStar, startLocalStar } from "@multisite/agent";
import {
  findNode,
  type IdentityStar,
  membersOf,
  parseStar,
  placeOnThisMachine,
  starHome,
  writeStar,
} from "@multisite/identity/star";
import { createLog } from "@multisite/kernel/log";
import { Secret } from "@multisite/kernel/secret";
import { Command } from "commander";
import type { CommandContext } from "../../../context.ts";
import { usageError } from "../../../failures/errors.ts";
import { showRows } from "../../../output/index.ts";
import type { Column } from "../../../output/table.ts";
import { VERSION } from "../../../version.ts";
import { type OutputOptions, outputOption } from "../../options.ts";
import { stopped } from "../../stopped.ts";
import { readStarFile } from "../star-file.ts";
import { startDatabases } from "./databases.ts";

const NOTES = `
To try a star of yours before there are hosts: every node gets a home in the directory, a loopback
address of its own (the ports of the document stay), its agent and its identity service, in this
process; on engine mariadb also a real MariaDB, in a process of its own (150 MB each). It runs until
Ctrl-C; given again, it goes on where it was. The document with the addresses of this machine is
DIRECTORY/star.yaml. The administrator is admin, the password OS_BOOTSTRAP_PASSWORD.

Examples:
  OS_BOOTSTRAP_PASSWORD=... multisite star up --local star.yaml --directory ./try
  multisite star status --home ./try/east-1
`;

interface UpFlags extends OutputOptions {
  readonly local: true;
  readonly directory: string;
}

/** `multisite star up`. */
export function upCommand(context: CommandContext): Command {
  return new Command("up")
    .description("run a whole star on this machine, until Ctrl-C")
    .argument("<file>", "the star's document; - is standard input")
    .requiredOption("--local", "on this machine (on hosts, systemd runs it: star render)")
    .requiredOption("--directory <directory>", "where the homes of its nodes are")
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action((file: string, flags: UpFlags) => up(context, file, flags));
}

async function up(context: CommandContext, file: string, { directory: given, output }: UpFlags): Promise<void> {
  const { terminal, clock, random, stop } = context;
  const document = parseStar(readStarFile(file), file);
  const directory = resolve(given);
  const adminPassword = await administratorsPassword(context, directory, document);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const onStep = (title: string): void => terminal.writeError(output === "table" ? `... ${title}\n` : "");

  await using resources = new AsyncDisposableStack();
  const databases =
    document.engine === "mariadb"
      ? resources.adopt(
          await startDatabases(document, { directory, clock, random, onStep: ({ title }) => onStep(title) }),
          (started) => started.stop(),
        )
      : undefined;
  const star = databases?.star ?? placeOnThisMachine(directory, document, random);
  writeFileSync(join(directory, "star.yaml"), writeStar(star));
  const local = resources.adopt(
    await startLocalStar({
      directory,
      star,
      adminPassword,
      clock,
      random,
      log: createLog({ level: "info", path: join(directory, "star.log") }),
      version: VERSION,
      ...(databases === undefined ? {} : { databaseOf: databases.databaseOf }),
      onStep,
    }),
    (started) => started.stop(),
  );
  show(context, local, star, output);
  await stopped(stop);
  onStep("stopping");
}

/** Asked for only when the star is still to be begun. */
async function administratorsPassword(
  { environment, terminal }: CommandContext,
  directory: string,
  star: IdentityStar,
): Promise<Secret> {
  const password = environment.OS_BOOTSTRAP_PASSWORD ?? "";
  const [first] = membersOf(star);
  const hasBegun = first !== undefined && existsSync(starHome(join(directory, first.node.name)).nodeFile);
  if (password !== "" || hasBegun) return new Secret(password);
  const typed = await terminal.askSecret("Password of the administrator: ");
  if (typed !== undefined && typed !== "") return new Secret(typed);
  throw usageError("The administrator's password is missing: set OS_BOOTSTRAP_PASSWORD, or type it at a terminal.");
}

function show({ terminal }: CommandContext, local: LocalStar, star: IdentityStar, output: OutputOptions["output"]): void {
  const columns: readonly Column<LocalNode>[] = [
    { heading: "site", cell: ({ site }) => site },
    { heading: "node", cell: ({ name }) => name },
    { heading: "role", cell: ({ name }) => findNode(star, name)?.node.role ?? "" },
    { heading: "identity", cell: ({ endpoint }) => endpoint },
    { heading: "home", cell: ({ home }) => home.directory },
  ];
  const rows = [...local.nodes.values()];
  const nodes = rows.map(({ site, name, endpoint, home }) => ({ site, node: name, endpoint, home: home.directory }));
  showRows(terminal, output, { columns, rows, document: { star: star.name, engine: star.engine, nodes } });
  if (output === "table") terminal.write("It runs until Ctrl-C.\n");
}
