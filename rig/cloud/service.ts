import { mkdirSync, writeFileSync } from "node:fs";
import { type OsloSettings, renderSettings } from "../oslo-config.ts";
import { type Daemon, startDaemon } from "../process/daemon.ts";
import { debianEnvironment } from "../process/debian-environment.ts";
import { waitUntilReady } from "../process/ready.ts";
import { createRoom, type Room } from "../process/room.ts";

/** Processes of one OpenStack service of a site, which have one configuration. */
export interface RunningService {
  readonly name: string;
  logTail(lines?: number): string;
  /** Ends all of it at once, as a power cut would; {@link startAgain} brings it back. */
  kill(): Promise<void>;
  startAgain(): Promise<void>;
  stop(): Promise<void>;
}

export interface ServiceOptions {
  readonly site: string;
  readonly name: string;
  /** Of its API, without a path: it runs once that answers. */
  readonly url: string;
  readonly settings: (directory: string) => OsloSettings;
  readonly programs: readonly string[];
  /** Instead of the machine's `/etc/ceph`, for its processes alone. */
  readonly cephFiles?: string;
}

/** Starts a service's processes, whose tables are there; done when its API answers anything at all. */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const { name, site } = options;
  const room = createRoom(`${name}-${site}`);
  const daemons: Daemon[] = [];
  const kill = async (): Promise<void> => {
    await Promise.all(daemons.splice(0).map((daemon) => daemon.kill()));
  };
  const stop = async (): Promise<void> => {
    await kill();
    room.remove();
  };
  const serve = async (): Promise<void> => {
    daemons.push(...options.programs.map((program) => startProgram(room, program, options.cephFiles)));
    const [api] = daemons;
    if (api !== undefined) await waitUntilReady(api, () => answersAtAll(options.url), { timeoutMs: 120_000, everyMs: 200 });
  };
  try {
    for (const directory of ["state", "state/lock"]) mkdirSync(room.file(directory));
    writeFileSync(configFile(room), renderSettings(options.settings(room.file("state"))), { mode: 0o600 });
    await serve();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    name,
    logTail: (lines) => daemons.map((daemon) => `${daemon.name} of ${site}:\n${daemon.logTail(lines)}`).join("\n"),
    kill,
    startAgain: serve,
    stop,
  };
}

const configFile = (room: Room): string => room.file("service.conf");

function startProgram(room: Room, program: string, cephFiles: string | undefined): Daemon {
  const command = [`/usr/bin/${program}`, "--config-file", configFile(room)];
  const alone = ["/usr/bin/unshare", "--mount", "sh", "-c", 'mount --bind "$0" /etc/ceph && exec "$@"', cephFiles ?? ""];
  const [first = "", ...args] = cephFiles === undefined ? command : [...alone, ...command];
  return startDaemon({ name: program, command: first, args, env: debianEnvironment, logFile: room.file(`${program}.log`) });
}

/** A list of versions is answered with 300. */
async function answersAtAll(url: string): Promise<true> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  await response.arrayBuffer();
  return true;
}
