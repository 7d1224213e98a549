import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { systemClock } from "@multisite/kernel/clock";
import { openFactStore } from "@multisite/kernel/facts";
import { systemRandom } from "@multisite/kernel/random";
import { Secret } from "@multisite/kernel/secret";
import { formatSqlLocation, openDatabase, type SqlLocation } from "@multisite/kernel/sql";
import { bootstrap } from "../../bootstrap/index.ts";
import { type IdentityConfig, readIdentityConfig } from "../../config/index.ts";
import { createIdentityFacts } from "../../facts/index.ts";
import { setupKeyRepository } from "../../keys/index.ts";
import { createPasswordService } from "../../passwords/index.ts";
import { createSchema } from "../../store/schema/create.ts";
import type { Tables } from "../../store/schema/tables.ts";
import type { ConfigDocument } from "../../testing/index.ts";

/** A bootstrapped site on disk, whose service runs in real processes. */
export interface TestSite {
  readonly directory: string;
  readonly config: IdentityConfig;
  readonly adminUserId: string;
  readonly adminProjectId: string;
  readonly adminPassword: string;
  /** Starts the service; `changes` are settings for this run. */
  serve(changes?: ConfigDocument): Promise<ServingSite>;
  remove(): void;
}

export interface ServingSite {
  readonly port: number;
  readonly metricsPort: number | undefined;
  readonly process: ChildProcess;
  /** Every line of the log so far. */
  log(): readonly Record<string, unknown>[];
  /** Signals the end and gives the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

const ADMIN_PASSWORD = "admin-password";

/** Makes keys, tables and the first administrator. */
export async function createTestSite(location?: SqlLocation): Promise<TestSite> {
  const directory = mkdtempSync(join(tmpdir(), "multisite-site-"));
  const document: Record<string, Record<string, unknown>> = {
    DEFAULT: { public_endpoint: "http://identity.test:5000" },
    database: { connection: formatSqlLocation(location ?? { kind: "sqlite", path: join(directory, "identity.db") }) },
    fernet_tokens: { key_repository: join(directory, "fernet-keys") },
    credential: { key_repository: join(directory, "credential-keys") },
    facts: { path: join(directory, "facts.db") },
    identity: { password_hash_rounds: 4 },
    oslo_policy: { policy_file: join(directory, "policy.yaml") },
    listen: { port: 0 },
    log: { path: join(directory, "service.log") },
    audit: { path: join(directory, "audit.log") },
  };
  const config = readIdentityConfig(document, "test");
  for (const group of [config.fernet_tokens, config.credential]) {
    setupKeyRepository({ directory: group.key_repository, maxActiveKeys: 3, random: systemRandom });
  }
  const database = openDatabase<Tables>(location ?? { kind: "sqlite", path: join(directory, "identity.db") }, {
    clock: systemClock,
    watchIntervalMs: 50,
  });
  const world = { config, clock: systemClock, random: systemRandom, database };
  const facts = createIdentityFacts(openFactStore({ path: config.facts.path, random: systemRandom }));
  const passwords = createPasswordService({ ...world, facts });
  await createSchema(database);
  const admin = await bootstrap(
    { ...world, passwords },
    {
      username: "admin",
      password: new Secret(ADMIN_PASSWORD),
      projectName: "admin",
      roleName: "admin",
      serviceName: "keystone",
      regionId: "RegionOne",
      publicUrl: "http://identity.test:5000/v3",
      immutableRoles: true,
    },
    () => {},
  );
  facts.store.close();
  await database.close();
  return {
    directory,
    config,
    adminUserId: admin.userId,
    adminProjectId: admin.projectId,
    adminPassword: ADMIN_PASSWORD,
    serve: (changes = {}) => serve(directory, document, changes),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

async function serve(
  directory: string,
  document: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  changes: ConfigDocument,
): Promise<ServingSite> {
  const merged: Record<string, unknown> = { ...document };
  for (const [group, values] of Object.entries(changes)) merged[group] = { ...document[group], ...values };
  const configFile = join(directory, "config.json");
  writeFileSync(configFile, JSON.stringify(merged));
  const script = fileURLToPath(new URL("./run.ts", import.meta.url));
  const child = spawn(process.execPath, [script, configFile], { stdio: ["ignore", "pipe", "pipe"] });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const first = new Promise<string>((resolve) => createInterface(child.stdout).once("line", resolve));
  const line = await Promise.race([first, exited.then(() => undefined)]);
  if (line === undefined) throw new Error(errors.trim());
  return {
    ...(JSON.parse(line) as { port: number; metricsPort: number | undefined }),
    process: child,
    log: () =>
      readFileSync(join(directory, "service.log"), "utf8")
        .split("\n")
        .filter((text) => text !== "")
        .map((text) => JSON.parse(text) as Record<string, unknown>),
    stop(signal = "SIGTERM") {
      child.kill(signal);
      return exited;
    },
  };
}
