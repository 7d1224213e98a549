import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createSystemTransport } from "@multisite/kernel/transport";
import { Command, InvalidArgumentError } from "commander";
import type { CommandContext } from "../../context.ts";
import { showDocument } from "../../output/index.ts";
import { type OutputOptions, outputOption } from "../options.ts";
import { stopped } from "../stopped.ts";
import { keepPasswords, SITES } from "./cast.ts";
import { writeCloudsFile } from "./clouds-file.ts";
import { whatToTryNext } from "./next.ts";
import { type DemoPlace, PORTS, planeFile, siteEndpoint } from "./place.ts";
import { forgetFormerClouds, openPlaneClouds } from "./plane/clouds.ts";
import { createInstances } from "./plane/instances.ts";
import { reservePorts } from "./ports.ts";
import { startRegions } from "./regions.ts";
import { seed } from "./seed.ts";
import { createShow } from "./show.ts";
import { startStar } from "./star.ts";
import { tellStory } from "./story/index.ts";

const HOST = "127.0.0.1";

const NOTES = `
Starts a star of four sites in this process, each node with its own directory, links over mutual
TLS and its own identity service on an embedded database, and a small Nova in each region. Two
sites take writes, two follow. Then it plays: one login, used in all regions; keys rotate while
requests run; a site is cut off, logs in and revokes alone; a master site is lost, the other takes
over; it heals. Then a network is stretched over three of the clouds, each with its own Neutron:
instances send each other heartbeats while one migrates, an agent dies, and a VIP moves. Times and
losses are measured, and checked. Then it keeps serving, for the real openstack command.
`;

interface DemoFlags extends OutputOptions {
  readonly once?: boolean;
  readonly stateDir?: string;
  readonly basePort?: number;
}

/** `multisite demo`. */
export function demoCommand(context: CommandContext): Command {
  return new Command("demo")
    .description("see one login in four sites, one network over three clouds, and both while things break")
    .option("--once", "end after the story; exit code 0 only if everything went as told")
    .option("--state-dir <directory>", "keep the star's homes and clouds.yaml there (default: a temporary directory)")
    .option("--base-port <port>", `first of ${PORTS} ports (default: free ones)`, readPort)
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action((flags: DemoFlags) => withDirectory(flags.stateDir, (directory) => play(context, flags, directory)));
}

/** The whole demonstration, top to bottom. */
async function play(context: CommandContext, flags: DemoFlags, directory: string): Promise<void> {
  const { terminal, clock, random, stop } = context;
  const show = createShow(terminal, clock, stop, flags.output !== "table");
  await using resources = new AsyncDisposableStack();
  const { basePort, release } = await reservePorts(HOST, PORTS, flags.basePort);
  resources.defer(release);
  const place: DemoPlace = { directory, host: HOST, basePort };
  const passwords = keepPasswords(directory, random);
  const transport = resources.adopt(createSystemTransport(), (opened) => opened.close());
  const startedMs = clock.monotonicMs();

  const onStep = (title: string): void => terminal.writeError(flags.output === "table" ? `... ${title}\n` : "");
  const given = { transport, adminPassword: passwords.admin };
  const clouds = resources.adopt(openPlaneClouds(context, place, given), (opened) => opened.close());
  const { cloudOf } = clouds;
  forgetFormerClouds(place);
  const star = resources.adopt(await startStar(context, place, { passwords, cloudOf, onStep }), (started) => started.stop());
  const seeded = await seed(clock, transport, place, passwords);
  const regions = await startRegions(context, place, { transport, passwords, probe: seeded.adminToken, clouds });
  resources.defer(async () => void (await Promise.all(regions.map((region) => region.close()))));
  const cloudsFile = writeCloudsFile(place, passwords);
  const readyMs = clock.monotonicMs() - startedMs;
  if (flags.output === "table") {
    const nodes = SITES.flatMap((site) => site.nodes).length;
    terminal.write(`A star of ${SITES.length} sites and ${nodes} nodes is up after ${Math.round(readyMs)} ms.\n`);
  }

  const instances = createInstances(clouds);
  const stage = { context, place, star, transport, clock, seeded, passwords, regions, clouds, instances, token: undefined };
  const steps = await show(tellStory(stage));
  if (flags.output !== "table") {
    showDocument(terminal, flags.output, { endpoint: siteEndpoint(place, "north"), cloudsFile, readyMs, steps });
  }
  if (flags.once === true || stop.aborted) return;
  if (flags.output === "table") terminal.write(whatToTryNext({ cloudsFile, planeFile: planeFile(place), directory }));
  await stopped(stop);
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
  if (!Number.isInteger(port) || port < 1 || port > 65_535 - PORTS) throw new InvalidArgumentError("It must be a port.");
  return port;
}
