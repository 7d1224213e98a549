import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { MariadbAddress } from "./mariadb.ts";
import { type Daemon, startDaemon } from "./process/daemon.ts";
import { findFreePort } from "./process/port.ts";
import { waitUntilReady } from "./process/ready.ts";
import { withOneRetry } from "./process/retry-once.ts";
import { createRoom, type Room } from "./process/room.ts";
import { type CommandResult, runOrThrow } from "./process/run.ts";

const command = fileURLToPath(new URL("../bin/multisite", import.meta.url));

/** Our settings, `group -> option -> value`, as identity.yaml has them. */
export type IdentitySettings = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface IdentityOptions {
  /** Where the tables are; an SQLite file of its own when absent. */
  readonly mariadb?: { readonly server: MariadbAddress; readonly database: string };
  /** Existing Fernet keys, to share tokens with another service; made when absent. */
  readonly keyDirectory?: string;
  readonly credentialKeyDirectory?: string;
  /** Takes the database and the keys as they are, without a bootstrap; `adminPassword` says what its admin's password is. */
  readonly existing?: boolean;
  readonly adminPassword?: string;
  /** Address to listen on; 127.0.0.1 when absent. */
  readonly address?: string;
  /** Where clients find it, such as a gateway before it; its own address when absent. */
  readonly publicUrl?: string;
  /** On top of the rig's own, option by option. */
  readonly settings?: IdentitySettings;
}

/** Our identity service in a process of its own: what `multisite identity bootstrap` and `serve` make of a configuration. */
export interface RunningIdentity {
  /** Where clients find it, without `/v3`. */
  readonly url: string;
  /** Its own address, which what stands before it asks; without `/v3`. */
  readonly nodeUrl: string;
  readonly port: number;
  /** User and project `admin` in domain `default`, with the system role. */
  readonly adminPassword: string;
  readonly region: "RegionOne";
  readonly configFile: string;
  readonly keyDirectory: string;
  readonly credentialKeyDirectory: string;
  /** CADF events, one a line. */
  readonly auditFile: string;
  logTail(lines?: number): string;
  /** Runs `multisite identity` with this service's configuration, e.g. `["fernet-rotate"]`. */
  manage(args: readonly string[]): Promise<CommandResult>;
  /** Ends the process and starts it again on the same port. */
  restart(): Promise<void>;
  /** Ends the process as a power cut would; {@link restart} brings it back. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts our service on a free port of 127.0.0.1. Expect two seconds. */
export function startIdentity(options: IdentityOptions = {}): Promise<RunningIdentity> {
  return withOneRetry("The identity service", () => start(options));
}

async function start(options: IdentityOptions): Promise<RunningIdentity> {
  const room = createRoom("identity");
  let daemon: Daemon | undefined;
  try {
    const plan = await prepare(room, options);
    const manage = createManage(plan.configFile, plan.adminPassword);
    if (!options.existing) await bootstrap(manage, plan.url);
    daemon = await serve(room, plan.configFile, plan.nodeUrl);
    const restart = async () => {
      await daemon?.stop();
      daemon = await serve(room, plan.configFile, plan.nodeUrl);
    };
    return {
      ...plan,
      region: "RegionOne",
      manage,
      restart,
      logTail: (lines) => daemon?.logTail(lines) ?? "",
      kill: async () => daemon?.kill(),
      async stop() {
        await daemon?.stop();
        room.remove();
      },
    };
  } catch (error) {
    await daemon?.stop();
    room.remove();
    throw error;
  }
}

type Plan = Pick<
  RunningIdentity,
  "url" | "nodeUrl" | "port" | "adminPassword" | "configFile" | "keyDirectory" | "credentialKeyDirectory" | "auditFile"
>;

async function prepare(room: Room, options: IdentityOptions): Promise<Plan> {
  const port = await findFreePort();
  const nodeUrl = `http://${options.address ?? "127.0.0.1"}:${port}`;
  const place = {
    url: options.publicUrl ?? nodeUrl,
    nodeUrl,
    keyDirectory: options.keyDirectory ?? room.file("fernet-keys"),
    credentialKeyDirectory: options.credentialKeyDirectory ?? room.file("credential-keys"),
    auditFile: room.file("audit.log"),
  };
  const own: IdentitySettings = {
    DEFAULT: { public_endpoint: place.url },
    database: { connection: databaseUrl(room, options.mariadb) },
    auth: { methods: ["external", "password", "token", "oauth1", "mapped", "application_credential", "totp"] },
    fernet_tokens: { key_repository: place.keyDirectory, max_active_keys: 5 },
    credential: { key_repository: place.credentialKeyDirectory },
    oslo_policy: { policy_file: room.file("policy.yaml") },
    facts: { path: room.file("facts.db") },
    audit: { path: place.auditFile },
    log: { path: room.file("service.log") },
    // The smallest cost that bcrypt has: a rig asks whether, never how fast.
    identity: { password_hash_rounds: 4 },
    listen: { host: options.address ?? "127.0.0.1", port },
  };
  const merged: Record<string, Readonly<Record<string, unknown>>> = { ...own };
  for (const [group, values] of Object.entries(options.settings ?? {})) merged[group] = { ...merged[group], ...values };
  const configFile = room.file("identity.yaml");
  writeFileSync(configFile, JSON.stringify(merged), { mode: 0o600 });
  return { ...place, port, configFile, adminPassword: options.adminPassword ?? "adminpw" };
}

function databaseUrl(room: Room, mariadb: IdentityOptions["mariadb"]): string {
  if (!mariadb) return `sqlite:///${room.file("identity.db")}`;
  const { user, password, host, port } = mariadb.server;
  return `mysql://${user}:${password}@${host}:${port}/${mariadb.database}`;
}

function createManage(configFile: string, adminPassword: string): RunningIdentity["manage"] {
  const env = { ...process.env, OS_BOOTSTRAP_PASSWORD: adminPassword };
  return (args) =>
    runOrThrow(command, ["identity", ...args.slice(0, 1), "--config", configFile, ...args.slice(1)], {
      env,
      timeoutMs: 120_000,
    });
}

async function bootstrap(manage: RunningIdentity["manage"], url: string): Promise<void> {
  const endpoints = ["public", "internal", "admin"].flatMap((kind) => [`--bootstrap-${kind}-url`, `${url}/v3`]);
  await manage(["bootstrap", "--bootstrap-region-id", "RegionOne", ...endpoints]);
}

async function serve(room: Room, configFile: string, url: string): Promise<Daemon> {
  const daemon = startDaemon({
    name: "The identity service",
    command,
    args: ["identity", "serve", "--config", configFile],
    logFile: room.file("output.log"),
  });
  try {
    await waitUntilReady(daemon, () => answers(url), { timeoutMs: 30_000 });
    return daemon;
  } catch (error) {
    await daemon.stop();
    throw error;
  }
}

async function answers(url: string): Promise<true | undefined> {
  const response = await fetch(`${url}/v3`, { signal: AbortSignal.timeout(10_000) });
  await response.arrayBuffer();
  return response.ok ? true : undefined;
}
