import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { installPackages } from "../debian/install.ts";
import { ringTwo } from "../debian/packages.ts";
import { removeLeftovers } from "./down.ts";
import { nextSteps } from "./next-steps.ts";
import { siteNames } from "./plan.ts";
import { logFile, readState, roomsDirectory, stateFile } from "./state.ts";
import { status } from "./status.ts";

const supervisor = fileURLToPath(new URL("supervisor.ts", import.meta.url));
const LONGEST_MS = 10 * 60_000;

/** Starts the sites in a process that stays, shows what it does, and then the table. */
export async function up(wanted: readonly string[]): Promise<number> {
  const unknown = wanted.filter((name) => !siteNames.some((known) => known === name));
  if (unknown.length > 0) return refuse(`There is no site ${unknown.join(", ")}: choose of ${siteNames.join(", ")}.`);
  if (readState()) return refuse("Sites are up already: `npm run rig status` shows them, `npm run rig down` ends them.");
  if (process.getuid?.() !== 0) return refuse("Network namespaces need root: try again as root.");
  const installation = await installPackages(ringTwo, (line) => console.error(line));
  if (installation.kind === "impossible") return refuse(`Packages are missing: ${installation.reason}`);
  removeLeftovers();
  mkdirSync(roomsDirectory, { recursive: true, mode: 0o700 });
  const log = openSync(logFile, "a");
  const names = wanted.length > 0 ? wanted : siteNames;
  const child = spawn(process.execPath, [supervisor, stateFile, ...names], {
    detached: true,
    stdio: ["ignore", log, log],
    env: { ...process.env, TMPDIR: roomsDirectory },
  });
  closeSync(log);
  child.unref();
  console.error(`Starting ${names.join(", ")} (log: ${logFile})`);
  const failure = await follow(() => child.exitCode === null && child.signalCode === null);
  if (failure) return refuse(failure);
  const code = await status({ json: false });
  const state = readState();
  if (state !== undefined) process.stdout.write(nextSteps(state));
  return code;
}

/** Shows the supervisor's lines until it is ready; gives what went wrong, if anything did. */
async function follow(running: () => boolean): Promise<string | undefined> {
  const startedMs = performance.now();
  for (let shown = 0; performance.now() - startedMs < LONGEST_MS; await delay(200)) {
    const lines = existsSync(logFile) ? readFileSync(logFile, "utf8").split("\n").slice(0, -1) : [];
    for (const line of lines.slice(shown)) console.error(`  ${line}`);
    shown = lines.length;
    if (lines.includes("ready")) return undefined;
    if (!running()) return "The sites did not come up; the lines above say why.";
  }
  return `The sites are not up after ${LONGEST_MS / 60_000} minutes. \`npm run rig down\` ends what there is.`;
}

function refuse(text: string): number {
  console.error(text);
  return 1;
}
