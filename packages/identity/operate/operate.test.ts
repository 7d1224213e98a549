import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSimulatedClock } from "@multisite/kernel/clock";
import { silentLog } from "@multisite/kernel/log";
import { createSeededRandom } from "@multisite/kernel/random";
import { Secret } from "@multisite/kernel/secret";
import type { SqlLocation } from "@multisite/kernel/sql";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { engines, type TestEngine } from "../../../test/support/engines.ts";
import { readIdentityConfig } from "../config/index.ts";
import { createCredentialCipher, createCredentialKeys } from "../keys/index.ts";
import { createCredential, getCredential } from "../store/credentials.ts";
import { bootstrapSite } from "./bootstrap.ts";
import { checkSite } from "./check.ts";
import { migrateStoredCredentials, rotateStoredCredentialKeys } from "./credentials.ts";
import { openConfigured } from "./open.ts";

function urlOf(location: SqlLocation): string {
  if (location.kind === "sqlite") return `sqlite:///${location.path}`;
  const { user, password, host, port, database, socketPath } = location;
  const socket = socketPath === undefined ? "" : `?unix_socket=${encodeURIComponent(socketPath)}`;
  return `mysql://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}:${port}/${database}${socket}`;
}

describe.each(engines())("operating a site on $name", (engine) => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function newSite(on: TestEngine = engine) {
    const directory = mkdtempSync(join(tmpdir(), "multisite-operate-"));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const { location, drop } = await on.createDatabase();
    closing.push(drop);
    const config = readIdentityConfig(
      {
        database: { connection: urlOf(location) },
        fernet_tokens: { key_repository: join(directory, "fernet-keys") },
        credential: { key_repository: join(directory, "credential-keys") },
        identity: { password_hash_rounds: 4 },
        oslo_policy: { policy_file: join(directory, "policy.yaml") },
      },
      "test",
    );
    const world = { clock: createSimulatedClock(), random: createSeededRandom(1), log: silentLog };
    const options = {
      username: "admin",
      password: new Secret("pw"),
      projectName: "admin",
      roleName: "admin",
      serviceName: "keystone",
      immutableRoles: true,
    };
    const bootstrap = (changes: Partial<typeof options> & { dryRun?: boolean } = {}) =>
      bootstrapSite({ config, world, options: { ...options, ...changes }, dryRun: changes.dryRun ?? false });
    const states = async () => (await checkSite(config, world)).map(({ what, state }) => `${what}: ${state}`);
    return { directory, config, world, bootstrap, states };
  }

  test("a rehearsed bootstrap of an empty database makes no table and no key", async () => {
    const { directory, bootstrap, states } = await newSite();
    expect(await bootstrap({ dryRun: true })).toContain("Created the tables.");
    expect(readdirSync(directory)).toEqual([]);
    expect(await states()).toEqual(expect.arrayContaining(["token keys: problem", "database: problem"]));
  });

  test("a bootstrap makes a site fit to serve, and a rehearsed one after it keeps nothing", async () => {
    const { bootstrap, states, config, world } = await newSite();
    await bootstrap();
    expect(await states()).toEqual(["token keys: ok", "credential keys: ok", "database: ok", "policy: ok", "TLS: ok"]);
    expect(await bootstrap({ username: "other", dryRun: true })).toContain("Created user other.");
    const database = openConfigured(config, world);
    const names = await database.query.selectFrom("local_user").select("name").execute();
    await database.close();
    expect(names).toEqual([{ name: "admin" }]);
  });

  test("credential keys rotate only once every credential has the primary key, and every blob stays readable", async () => {
    const { bootstrap, config, world } = await newSite();
    await bootstrap();
    const command = { config, world, dryRun: false };
    const database = openConfigured(config, world);
    closing.push(() => database.close());
    const cipher = () =>
      createCredentialCipher({
        keys: createCredentialKeys({ directory: config.credential.key_repository, clock: world.clock }),
        ...world,
      });
    const id = "c".repeat(64);
    const shared = { id, userId: "u".repeat(32), projectId: null, type: "cert", extra: {} };
    await createCredential(database.query, { ...shared, ...cipher().encrypt("blob") });

    await rotateStoredCredentialKeys(command);
    await expect(rotateStoredCredentialKeys({ ...command, dryRun: true })).rejects.toMatchObject({
      code: "identity.credential.not_migrated",
    });
    await expect(rotateStoredCredentialKeys(command)).rejects.toMatchObject({ code: "identity.credential.not_migrated" });
    const before = await getCredential(database.query, id);
    expect(await migrateStoredCredentials({ ...command, dryRun: true })).toMatchObject({ migrated: 1 });
    expect(await getCredential(database.query, id)).toEqual(before);
    expect(await migrateStoredCredentials(command)).toMatchObject({ migrated: 1, current: 0 });
    expect(await migrateStoredCredentials(command)).toMatchObject({ migrated: 0, current: 1 });
    expect((await rotateStoredCredentialKeys({ ...command, dryRun: true }))[0]?.primary).toBe(3);
    expect((await rotateStoredCredentialKeys(command))[0]?.primary).toBe(3);
    expect(cipher().decrypt((await getCredential(database.query, id))?.encryptedBlob ?? "")).toBe("blob");
  });
});
