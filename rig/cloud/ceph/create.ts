import { randomUUID } from "node:crypto";
import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { renderSettings } from "../../oslo-config.ts";
import { debianEnvironment } from "../../process/debian-environment.ts";
import type { Room } from "../../process/room.ts";
import { runOrThrow } from "../../process/run.ts";
import { CLIENT, cephKeys, cephSettings, monitorAddresses, POOL } from "./settings.ts";

/** Files of a cluster, which are those of its daemons and, in `etc`, of whoever uses it. */
export interface CephFiles {
  readonly configFile: string;
  readonly keyring: string;
  /** What `/etc/ceph` is for those who use the cluster: os-brick looks for its files nowhere else. */
  readonly etc: string;
}

const GIBIBYTE = 1024 ** 3;

/** Runs one of Ceph's commands as the cluster's administrator. */
export function cephCommand({ configFile, keyring }: CephFiles, command: string, args: readonly string[]): Promise<string> {
  return tool(command, ["-c", configFile, "--keyring", keyring, ...args]);
}

async function tool(command: string, args: readonly string[]): Promise<string> {
  return (await runOrThrow(`/usr/bin/${command}`, args, { env: debianEnvironment, timeoutMs: 120_000 })).stdout;
}

/** Writes settings and keys, and the monitor's data, before anything runs. */
export async function createCephFiles(room: Room, address: string): Promise<CephFiles> {
  const files = { configFile: room.file("ceph.conf"), keyring: room.file("keyring"), etc: room.file("etc") };
  for (const name of ["mon", "mgr", "osd", "run", "crash", "etc"]) mkdirSync(room.file(name));
  const fsid = randomUUID();
  const settings = renderSettings(cephSettings({ fsid, address, directory: room.path }));
  writeFileSync(files.configFile, settings);
  writeFileSync(`${files.etc}/ceph.conf`, settings);
  await createKeys(files);
  const { keyring } = files;
  const monitorMap = room.file("monmap");
  await tool("monmaptool", ["--create", "--fsid", fsid, "--addv", "a", monitorAddresses(address), monitorMap]);
  const makeMonitor = ["--mkfs", "-i", "a", "--monmap", monitorMap, "--keyring", keyring];
  await tool("ceph-mon", ["-c", files.configFile, ...makeMonitor]);
  return files;
}

async function createKeys({ keyring, etc }: CephFiles): Promise<void> {
  const capsOf = (caps: Readonly<Record<string, string>>): readonly string[] =>
    Object.entries(caps).flatMap(([what, may]) => ["--cap", what, may]);
  await tool("ceph-authtool", ["--create-keyring", keyring]);
  for (const { name, caps } of cephKeys) await tool("ceph-authtool", [keyring, "--gen-key", "-n", name, ...capsOf(caps)]);
  const key = (await tool("ceph-authtool", [keyring, "-n", `client.${CLIENT}`, "--print-key"])).trim();
  writeFileSync(`${etc}/ceph.client.${CLIENT}.keyring`, `[client.${CLIENT}]\n\tkey = ${key}\n`, { mode: 0o600 });
}

/** Makes the only disk, a sparse file, once the monitor runs. */
export async function createDisk(room: Room, files: CephFiles): Promise<void> {
  const id = randomUUID();
  await cephCommand(files, "ceph", ["osd", "new", id]);
  writeFileSync(room.file("osd", "block"), "");
  truncateSync(room.file("osd", "block"), 10 * GIBIBYTE);
  await tool("ceph-osd", ["-c", files.configFile, "-i", "0", "--mkfs", "--osd-uuid", id, "--keyring", files.keyring]);
}

/** Makes the pool of volumes, once the disk runs. */
export async function createPool(files: CephFiles): Promise<void> {
  await cephCommand(files, "ceph", ["osd", "pool", "create", POOL, "8"]);
  await cephCommand(files, "rbd", ["pool", "init", POOL]);
}
