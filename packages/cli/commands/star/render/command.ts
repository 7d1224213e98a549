import {
  hostOptions,
  type IdentityStar,
  parseStar,
  type RenderedFile,
  type RenderOptions,
  renderGateway,
  renderStar,
} from "@multisite/identity/star";
import { MultisiteError } from "@multisite/kernel/errors";
import { Command } from "commander";
import type { CommandContext } from "../../../context.ts";
import { usageError } from "../../../failures/errors.ts";
import { showRows } from "../../../output/index.ts";
import type { Column } from "../../../output/table.ts";
import { dryRunOption, type OutputOptions, outputOption } from "../../options.ts";
import { readStarFile } from "../star-file.ts";
import { type PlacedFile, placeFile } from "./files.ts";
import { passwordsIn } from "./passwords.ts";

const NOTES = `
Of a star on MariaDB: one directory per host, in it each file under the path where it belongs, and
a README.md with what to do there in which order. A site without nodes gets gateway-SITE.
Passwords are made once and kept in passwords.json of the directory: the next rendering has the
same. With --placeholders no password is written anywhere, and you put them in on each host.
Files that were changed since are not replaced without --force.

Examples:
  multisite star render star.yaml --directory hosts --dry-run
  multisite star render star.yaml --directory hosts
  multisite star render star.yaml --directory hosts --node north-1 --placeholders
`;

interface RenderFlags extends OutputOptions {
  readonly directory: string;
  readonly node?: string;
  readonly placeholders?: boolean;
  readonly force?: boolean;
  readonly dryRun: boolean;
}

const COLUMNS: readonly Column<PlacedFile>[] = [
  { heading: "host", cell: ({ host }) => host },
  { heading: "path", cell: ({ path }) => path },
  { heading: "what", cell: ({ what }) => what },
  { heading: "file", cell: ({ state }) => state, style: ({ state }) => (state === "differs" ? "yellow" : undefined) },
];

/** `multisite star render`. */
export function renderCommand({ terminal, random }: CommandContext): Command {
  return new Command("render")
    .description("write all files that each host needs: databases, agent, identity, gateway")
    .argument("<file>", "the star's document; - is standard input")
    .requiredOption("--directory <directory>", "where to write")
    .option("--node <name>", "of this host only")
    .option("--placeholders", "no passwords, but marks in their places")
    .option("--force", "replace files that were changed")
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (file: string, { directory, node, placeholders, force, dryRun, output }: RenderFlags) => {
      const star = parseStar(readStarFile(file), file);
      requireMariadb(star);
      const kept = placeholders === true ? undefined : passwordsIn(directory, random);
      const options = kept === undefined ? hostOptions : { ...hostOptions, passwords: kept.passwords };
      const files = filesOf(star, options, node).flatMap(([host, all]) => all.map((one) => placeFile(directory, host, one)));
      if (!dryRun) {
        if (force !== true) refuseChanged(files);
        kept?.keep();
        for (const one of files) if (one.state !== "same") one.write();
      }
      showRows(terminal, output, { columns: COLUMNS, rows: files, document: { directory, isDryRun: dryRun, files } });
      if (output === "table") terminal.write(`${summary(files, directory, dryRun)}\n`);
    });
}

function filesOf(
  star: IdentityStar,
  options: RenderOptions,
  only: string | undefined,
): readonly (readonly [host: string, files: readonly RenderedFile[]])[] {
  const empty = star.sites.filter(({ nodes }) => nodes.length === 0);
  const gateways = empty.map((site) => [`gateway-${site.name}`, renderGateway(star, site)] as const);
  const all = [...renderStar(star, options), ...gateways];
  const wanted = only === undefined ? all : all.filter(([host]) => host === only);
  if (wanted.length > 0) return wanted;
  throw usageError(`The document has no host ${only}; it has ${all.map(([host]) => host).join(", ")}.`);
}

function requireMariadb({ name, engine }: IdentityStar): void {
  if (engine === "mariadb") return;
  throw new MultisiteError(
    "cli.star.render_engine",
    `The star ${name} is on the embedded engine: its hosts need no files of ours beforehand.`,
  );
}

function refuseChanged(files: readonly PlacedFile[]): void {
  const changed = files.filter(({ state }) => state === "differs").map(({ writtenTo }) => writtenTo);
  if (changed.length === 0) return;
  throw new MultisiteError(
    "cli.star.render_differs",
    `Nothing was written: ${changed.length} files are there with other contents: ${changed.join(", ")}.`,
  );
}

function summary(files: readonly PlacedFile[], directory: string, isDryRun: boolean): string {
  const written = files.filter(({ state }) => state !== "same").length;
  const same = files.length - written;
  if (isDryRun) return `Nothing was written (--dry-run): ${written} files would be, ${same} are there already.`;
  return `${written} files written to ${directory}, ${same} were there already. Begin with the README.md of the first master.`;
}
