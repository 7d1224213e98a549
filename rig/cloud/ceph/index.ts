import { fileURLToPath } from "node:url";
import type { Network } from "../../network/index.ts";
import type { Daemon } from "../../process/daemon.ts";
import { debianEnvironment } from "../../process/debian-environment.ts";
import { waitUntilReady } from "../../process/ready.ts";
import { withOneRetry } from "../../process/retry-once.ts";
import { createRoom } from "../../process/room.ts";
import { runOrThrow } from "../../process/run.ts";
import { type CephFiles, cephCommand, createCephFiles, createDisk, createPool } from "./create.ts";
import { POOL } from "./settings.ts";

/** Of a site's hosts, the one that stores: those for machines begin at 1. */
const STORAGE_HOST = 30;
const imageScript = fileURLToPath(new URL("image.py", import.meta.url));

/** A site's Ceph: one monitor, one manager, and one disk that is a sparse file. */
export interface Ceph {
  /** What `/etc/ceph` must be for whoever opens volumes. */
  readonly etc: string;
  /** Text on a volume's image from an offset on, as its guest would read it. */
  readImage(image: string, place: { readonly offset: number; readonly length: number }): Promise<string>;
  writeImage(image: string, offset: number, text: string): Promise<void>;
  listImages(): Promise<readonly string[]>;
  logTail(lines?: number): string;
  /** Ends all daemons at once, as a power cut would; {@link startAgain} brings them back on their data. */
  kill(): Promise<void>;
  startAgain(): Promise<void>;
  stop(): Promise<void>;
}

export interface CephOptions {
  readonly network: Network;
  /** In whose namespace it runs. */
  readonly site: string;
}

/** Makes and starts a cluster. Fifteen seconds. */
export function startCeph(options: CephOptions): Promise<Ceph> {
  return withOneRetry(`The Ceph of site ${options.site}`, () => start(options));
}

async function start({ network, site }: CephOptions): Promise<Ceph> {
  const room = createRoom(`ceph-${site}`);
  const daemons: Daemon[] = [];
  const kill = async (): Promise<void> => {
    await Promise.all(daemons.splice(0).map((daemon) => daemon.kill()));
  };
  const stop = async (): Promise<void> => {
    await kill();
    room.remove();
  };
  try {
    const files = await createCephFiles(room, network.address(site, STORAGE_HOST));
    const launch = (kind: "mon" | "mgr" | "osd", id: string): Daemon => {
      const daemon = network.start(site, {
        name: `ceph-${kind}`,
        command: `/usr/bin/ceph-${kind}`,
        args: ["-f", "-c", files.configFile, "--keyring", files.keyring, "-i", id],
        env: debianEnvironment,
        logFile: room.file(`${kind}.log`),
      });
      daemons.push(daemon);
      return daemon;
    };
    await untilMonitorAnswers(launch("mon", "a"), files);
    launch("mgr", "x");
    await createDisk(room, files);
    await untilDiskIsUp(launch("osd", "0"), files);
    await createPool(files);
    return {
      ...control(files),
      logTail: (lines) => daemons.map((daemon) => `${daemon.name}:\n${daemon.logTail(lines)}`).join("\n"),
      kill,
      async startAgain() {
        await untilMonitorAnswers(launch("mon", "a"), files);
        launch("mgr", "x");
        await untilDiskIsUp(launch("osd", "0"), files);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const untilMonitorAnswers = (monitor: Daemon, files: CephFiles): Promise<unknown> =>
  waitUntilReady(monitor, () => cephCommand(files, "ceph", ["--connect-timeout", "10", "quorum_status"]), { timeoutMs: 120_000 });

async function untilDiskIsUp(disk: Daemon, files: CephFiles): Promise<void> {
  const isUp = async (): Promise<true | undefined> => {
    const said = JSON.parse(await cephCommand(files, "ceph", ["osd", "stat", "-f", "json"])) as { readonly num_up_osds: number };
    return said.num_up_osds > 0 ? true : undefined;
  };
  await waitUntilReady(disk, isUp, { timeoutMs: 120_000, everyMs: 200 });
}

function control(files: CephFiles): Pick<Ceph, "etc" | "listImages" | "readImage" | "writeImage"> {
  const script = async (args: readonly string[], input = ""): Promise<string> => {
    const place = [imageScript, files.configFile, files.keyring, POOL];
    return (await runOrThrow("/usr/bin/python3", [...place, ...args], { env: debianEnvironment, input, timeoutMs: 60_000 }))
      .stdout;
  };
  return {
    etc: files.etc,
    readImage: (image, { offset, length }) => script([image, "read", String(offset), String(length)]),
    writeImage: async (image, offset, text) => void (await script([image, "write", String(offset), "0"], text)),
    listImages: async () => (await cephCommand(files, "rbd", ["ls", POOL])).split("\n").filter((name) => name !== ""),
  };
}
