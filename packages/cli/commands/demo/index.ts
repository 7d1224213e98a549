import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createSystemTransport } from "@multisite/kernel/transport";
import { Command, InvalidArgumentError } from "commander";
import type { CommandContext } from "../../context.ts";
import { showDocument } from "../../output/index.ts";
import { type OutputOptions, outputOption } from "../options.ts";
import { stopped } from "../stopped.ts";
import { keepPasswords, REGIONS } from "./cast.ts";
import { writeCloudsFile } from "./clouds-file.ts";
import { type DemoPlace, identityEndpoint, startIdentity } from "./identity.ts";
import { whatToTryNext } from "./next.ts";
import { reservePorts } from "./ports.ts";
import { startRegions } from "./regions.ts";
import { seed } from "./seed.ts";
import { createShow } from "./show.ts";
import { type DoneStep, tellStory } from "./story.ts";

const HOST = "127.0.0.1";

const NOTES = `
Starts an identity service on an embedded database and a small Nova in each of three regions, all
in this process, and plays: one login, a server in each region, the user disabled, the token
refused everywhere. The times are measured. Then it keeps serving, for the real openstack command.
`;

interface DemoFlags extends OutputOptions {
  readonly once?: boolean;
  readonly stateDir?: string;
  readonly basePort?: number;
}

/** `multisite demo`. */
export function demoCommand(context: CommandContext): Command {
  return new Command("demo")
    .description("see one login work, and end, in three regions; nothing else is needed")
    .option("--once", "end after the story; exit code 0 only if everything went as told")
    .option("--state-dir <directory>", "keep database, keys and clouds.yaml there (default: a temporary directory)")
    .option("--base-port <port>", "first of four ports (default: free ones)", readPort)
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action((flags: DemoFlags) => withDirectory(flags.stateDir, (directory) => play(context, flags, directory)));
}

/** The whole demonstration, top to bottom. */
async function play(context: CommandContext, flags: DemoFlags, directory: string): Promise<void> {
  const { terminal, clock, random, stop } = context;
  const show = createShow(terminal, clock, stop, flags.output !== "table");
  await using resources = new AsyncDisposableStack();
  const { basePort, release } = await reservePorts(HOST, 1 + REGIONS.length, flags.basePort);
  resources.defer(release);
  const place: DemoPlace = { directory, host: HOST, basePort };
  const endpoint = identityEndpoint(place);
  const passwords = keepPasswords(directory, random);
  const transport = resources.adopt(createSystemTransport(), (opened) => opened.close());
  const startedMs = clock.monotonicMs();

  resources.adopt(await startIdentity(context, place, passwords), (service) => service.close());
  const seeded = await seed(clock, transport, place, passwords);
  const regions = await startRegions(context, place, { transport, passwords, probe: seeded.adminToken });
  resources.defer(async () => void (await Promise.all(regions.map((region) => region.close()))));
  const cloudsFile = writeCloudsFile(place, passwords);
  const readyMs = clock.monotonicMs() - startedMs;
  if (flags.output === "table") {
    terminal.write(`An identity service and ${REGIONS.length} regions are up after ${Math.round(readyMs)} ms.\n`);
  }

  const steps = await show(tellStory({ transport, endpoint, seeded, password: passwords.user, regions }));
  if (flags.output === "table") terminal.write(closing(steps));
  else showDocument(terminal, flags.output, { endpoint, cloudsFile, readyMs, steps });
  if (flags.once === true || stop.aborted) return;
  if (flags.output === "table") terminal.write(whatToTryNext(cloudsFile, endpoint));
  await stopped(stop);
}

/** The one number that matters: how long after the change the last region still let the token in. */
function closing(steps: readonly DoneStep[]): string {
  const refusals = steps.filter(({ title }) => title.includes("refuses"));
  if (refusals.length < REGIONS.length) return "";
  const sumMs = refusals.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return `All ${refusals.length} regions refused the token within ${sumMs.toFixed(1)} ms after the user was disabled.\n`;
}

async function withDirectory(given: string | undefined, work: (directory: string) => Promise<void>): Promise<void> {
  if (given !== undefined) {
    mkdirSync(given, { recursive: true, mode: 0o700 });
    return work(resolve(given));
  }
  const directory = mkdtempSync(join(tmpdir(), "multisite-demo-"));
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535 - REGIONS.length) throw new InvalidArgumentError("It must be a port.");
  return port;
}
