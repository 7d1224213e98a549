import { mkdirSync, writeFileSync } from "node:fs";
import { renderSettings } from "../oslo-config.ts";
import { type Daemon, startDaemon } from "../process/daemon.ts";
import { debianEnvironment } from "../process/debian-environment.ts";
import { waitUntilReady } from "../process/ready.ts";
import type { Room } from "../process/room.ts";
import { runOrThrow } from "../process/run.ts";
import { type ControllerPlace, ml2Settings, serverSettings } from "./settings.ts";

/** Writes the configuration of a neutron-server; gives the arguments that name it. */
export function writeServerConfiguration(room: Room, place: ControllerPlace): readonly string[] {
  mkdirSync(`${place.directory}/lock`, { recursive: true });
  const files = { "neutron.conf": serverSettings(place), "ml2.ini": ml2Settings };
  return Object.entries(files).flatMap(([name, settings]) => {
    writeFileSync(room.file(name), renderSettings(settings), { mode: 0o600 });
    return ["--config-file", room.file(name)];
  });
}

/** Makes Neutron's tables in an empty database. Five to twelve seconds. */
export async function migrateDatabase(configuration: readonly string[]): Promise<void> {
  await runOrThrow("/usr/bin/neutron-db-manage", [...configuration, "upgrade", "head"], {
    env: debianEnvironment,
    timeoutMs: 240_000,
  });
}

/** Starts neutron-server and waits for its first answer, the list of its versions. Five seconds. */
export async function startServer(room: Room, url: string, configuration: readonly string[]): Promise<Daemon> {
  const daemon = startDaemon({
    name: "neutron-server",
    command: "/usr/bin/neutron-server",
    args: configuration,
    env: debianEnvironment,
    logFile: room.file("neutron-server.log"),
  });
  try {
    await waitUntilReady(daemon, () => answers(url), { timeoutMs: 120_000, everyMs: 200 });
    return daemon;
  } catch (error) {
    await daemon.stop();
    throw error;
  }
}

async function answers(url: string): Promise<true | undefined> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  await response.arrayBuffer();
  return response.ok ? true : undefined;
}
