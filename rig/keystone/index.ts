import { mkdirSync, writeFileSync } from "node:fs";
import type { Mariadb } from "../mariadb.ts";
import { type Memcached, startMemcached } from "../memcached.ts";
import { mergeSettings, renderSettings } from "../oslo-config.ts";
import type { Daemon } from "../process/daemon.ts";
import { findFreePort } from "../process/port.ts";
import { waitUntilReady } from "../process/ready.ts";
import { withOneRetry } from "../process/retry-once.ts";
import { createRoom, type Room } from "../process/room.ts";
import { type CommandResult, runOrThrow } from "../process/run.ts";
import { startUwsgi } from "../uwsgi.ts";
import { defaultSettings, type KeystoneSettings } from "./config.ts";

export interface KeystoneOptions {
  /** Where databases are made; not needed with `databaseUrl`. */
  readonly mariadb?: Mariadb;
  /** SQLAlchemy's URL of an existing database, wherever it is. */
  readonly databaseUrl?: string;
  /** An existing database with Keystone's schema and a bootstrapped admin; a new one is made and filled when absent. */
  readonly existingDatabase?: string;
  /** Leaves the database that was made to whoever takes it over. */
  readonly keepDatabase?: boolean;
  /** An existing Fernet key directory, to share tokens with another service; a new one is made when absent. */
  readonly keyDirectory?: string;
  readonly credentialKeyDirectory?: string;
  /** "memcached" starts a private one. Without it, one validation costs about 730 SELECTs. */
  readonly cache?: "off" | "memcached";
  readonly processes?: number;
  readonly adminPassword?: string;
  /** keystone.conf on top of the rig's own, such as `{ security_compliance: { lockout_failure_attempts: 3 } }`. */
  readonly settings?: KeystoneSettings;
  /** Content of a policy.yaml. */
  readonly policy?: string;
}

/** A real Keystone (Debian's), served by uWSGI on a free port of 127.0.0.1. */
export interface Keystone {
  /** Without `/v3`. */
  readonly url: string;
  readonly port: number;
  /** User and project `admin` in domain `default`, with the system role. */
  readonly adminPassword: string;
  readonly region: "RegionOne";
  readonly database: string;
  readonly configFile: string;
  readonly keyDirectory: string;
  readonly credentialKeyDirectory: string;
  readonly pid: number;
  logTail(lines?: number): string;
  /** Runs `keystone-manage` with this Keystone's configuration, e.g. `["fernet_rotate", ...asRoot]`. */
  manage(args: readonly string[]): Promise<CommandResult>;
  /** Ends the server and everything that was started for it, and drops the database that was made for it (but see `keepDatabase`). */
  stop(): Promise<void>;
}

/**
 * For `keystone-manage` commands that write keys: the rig's keys belong to root.
 * @public
 */
export const asRoot = ["--keystone-user", "root", "--keystone-group", "root"] as const;

let count = 0;

/** Starts a real Keystone: schema, keys, `keystone-manage bootstrap`, uWSGI. Expect 15 to 30 s on two cores. */
export function startKeystone(options: KeystoneOptions): Promise<Keystone> {
  return withOneRetry("Keystone", () => start(options));
}

async function start(options: KeystoneOptions): Promise<Keystone> {
  const room = createRoom("keystone");
  let daemon: Daemon | undefined;
  let memcached: Memcached | undefined;
  const isExisting = options.existingDatabase !== undefined || options.databaseUrl !== undefined;
  const ownDatabase = isExisting ? undefined : `keystone_${process.pid}_${++count}`;
  const stop = async () => {
    await daemon?.stop();
    await memcached?.stop();
    if (ownDatabase && !options.keepDatabase) await options.mariadb?.dropDatabase(ownDatabase);
    room.remove();
  };
  try {
    if (options.cache === "memcached") memcached = await startMemcached();
    if (ownDatabase) await options.mariadb?.createDatabase(ownDatabase);
    const plan = await prepare(room, options, options.existingDatabase ?? ownDatabase ?? "keystone", memcached?.address);
    const manage = createManage(room, plan.configFile);
    await setUp(manage, plan, options);
    daemon = startUwsgi({
      name: "Keystone",
      port: plan.port,
      processes: options.processes ?? 2,
      wsgiFile: "/usr/bin/keystone-wsgi-public",
      wsgiArguments: `--config-file ${plan.configFile}`,
      env: { OS_KEYSTONE_CONFIG_DIR: room.path },
      logFile: room.file("keystone.log"),
    });
    await waitUntilReady(daemon, () => answers(plan.url), { timeoutMs: 120_000, everyMs: 200 });
    const { logTail, pid } = daemon;
    return { ...plan, region: "RegionOne", pid, logTail, manage, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Plan = Pick<
  Keystone,
  "url" | "port" | "adminPassword" | "database" | "configFile" | "keyDirectory" | "credentialKeyDirectory"
>;

async function prepare(room: Room, options: KeystoneOptions, database: string, memcached: string | undefined): Promise<Plan> {
  const port = await findFreePort();
  const place = {
    url: `http://127.0.0.1:${port}`,
    databaseUrl: options.databaseUrl ?? urlOf(options.mariadb, database),
    keyDirectory: options.keyDirectory ?? room.file("fernet-keys"),
    credentialKeyDirectory: options.credentialKeyDirectory ?? room.file("credential-keys"),
    memcached,
    policyFile: options.policy === undefined ? undefined : room.file("policy.yaml"),
  };
  if (place.policyFile) writeFileSync(place.policyFile, options.policy ?? "");
  if (!options.keyDirectory) mkdirSync(place.keyDirectory, { mode: 0o700 });
  if (!options.credentialKeyDirectory) mkdirSync(place.credentialKeyDirectory, { mode: 0o700 });
  const configFile = room.file("keystone.conf");
  const settings = mergeSettings(defaultSettings(place), options.settings ?? {});
  writeFileSync(configFile, renderSettings(settings), { mode: 0o600 });
  const { url, keyDirectory, credentialKeyDirectory } = place;
  return {
    url,
    port,
    database,
    configFile,
    keyDirectory,
    credentialKeyDirectory,
    adminPassword: options.adminPassword ?? "adminpw",
  };
}

function urlOf(mariadb: Mariadb | undefined, database: string): string {
  if (mariadb === undefined) throw new Error("A Keystone needs a MariaDB, or the URL of a database.");
  return `mysql+pymysql://${mariadb.user}:${mariadb.password}@127.0.0.1:${mariadb.port}/${database}`;
}

function createManage(room: Room, configFile: string): Keystone["manage"] {
  const env = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C.UTF-8", OS_KEYSTONE_CONFIG_DIR: room.path };
  return (args) =>
    runOrThrow("/usr/bin/python3", ["/usr/bin/keystone-manage", "--config-file", configFile, ...args], {
      env,
      cwd: room.path,
      timeoutMs: 300_000,
    });
}

async function setUp(manage: Keystone["manage"], plan: Plan, options: KeystoneOptions): Promise<void> {
  const work: Promise<unknown>[] = [];
  if (!options.keyDirectory) work.push(manage(["fernet_setup", ...asRoot]));
  if (!options.credentialKeyDirectory) work.push(manage(["credential_setup", ...asRoot]));
  const isExisting = options.existingDatabase !== undefined || options.databaseUrl !== undefined;
  if (!isExisting) work.push(manage(["db_sync"]));
  await Promise.all(work);
  if (isExisting) return;
  const endpoints = ["public", "internal", "admin"].flatMap((kind) => [`--bootstrap-${kind}-url`, `${plan.url}/v3`]);
  await manage(["bootstrap", "--bootstrap-password", plan.adminPassword, "--bootstrap-region-id", "RegionOne", ...endpoints]);
}

async function answers(url: string): Promise<true | undefined> {
  const response = await fetch(`${url}/v3`, { signal: AbortSignal.timeout(20_000) });
  await response.arrayBuffer();
  return response.ok ? true : undefined;
}
