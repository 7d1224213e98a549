import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@multisite/kernel/clock";
import { silentLog } from "@multisite/kernel/log";
import { systemRandom } from "@multisite/kernel/random";
import { Secret } from "@multisite/kernel/secret";
import { formatSqlLocation, openDatabase } from "@multisite/kernel/sql";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, type TestDatabase, type TestEngine } from "../../../test/support/engines.ts";
import { type IdentityConfig, readIdentityConfig } from "../config/index.ts";
import { createIdentityService } from "../main.ts";
import { createTestSite, type TestSite } from "../serve/testing/site.ts";
import { passwordAuth } from "../testing/index.ts";
import { backupSite, type RestoreOptions, restoreSite } from "./index.ts";

const world = { clock: systemClock, random: systemRandom, log: silentLog };
const passphrase = new Secret("correct horse battery staple");
const directory = mkdtempSync(join(tmpdir(), "multisite-backup-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A configuration for another host: nothing of the first site's is there. */
function targetConfig(name: string, database: TestDatabase): IdentityConfig {
  const at = (...path: string[]) => join(directory, name, ...path);
  return readIdentityConfig(
    {
      DEFAULT: { public_endpoint: "http://identity.test:5000" },
      database: { connection: formatSqlLocation(database.location) },
      fernet_tokens: { key_repository: at("fernet-keys") },
      credential: { key_repository: at("credential-keys") },
      facts: { path: at("facts.db") },
      identity: { password_hash_rounds: 4 },
      oslo_policy: { policy_file: at("policy.yaml") },
    },
    "test",
  );
}

async function withService<Result>(
  config: IdentityConfig,
  work: (
    send: (
      method: string,
      path: string,
      token?: string,
      subject?: string,
      body?: unknown,
    ) => Promise<{ status: number; token: string; text: string }>,
  ) => Promise<Result>,
): Promise<Result> {
  const service = await createIdentityService(config, world);
  try {
    return await work(async (method, path, token, subject, body) => {
      const answer = await service.app.inject({
        method: method as "GET",
        url: path,
        headers: {
          ...(token === undefined ? {} : { "x-auth-token": token }),
          ...(subject === undefined ? {} : { "x-subject-token": subject }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      });
      return { status: answer.statusCode, token: String(answer.headers["x-subject-token"]), text: answer.body };
    });
  } finally {
    await service.close();
  }
}

/** All rows of all tables, as text that does not depend on the engine's way of writing times. */
async function contentOf(database: TestDatabase): Promise<Record<string, string[]>> {
  const opened = openDatabase<Record<string, Record<string, unknown>>>(database.location, {
    clock: systemClock,
    watchIntervalMs: 0,
  });
  try {
    const content: Record<string, string[]> = {};
    for (const { name } of await opened.query.introspection.getTables()) {
      const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(opened.query);
      const sorted = rows.map((row) => JSON.stringify(Object.entries(row).sort(([left], [right]) => (left < right ? -1 : 1))));
      content[name] = sorted.map((text) => text.replaceAll(/(\d\d:\d\d:\d\d)\.\d{6}"/g, '$1"')).sort();
    }
    return content;
  } finally {
    await opened.close();
  }
}

const pairs = engines().flatMap((from) => engines().map((to) => [from.name, to.name, from, to] as const));

describe.each(pairs)("a backup of %s, restored into %s", (_from, _to, from: TestEngine, to: TestEngine) => {
  let source: TestDatabase;
  let target: TestDatabase;
  let site: TestSite;
  let config: IdentityConfig;
  let token: string;
  let revoked: string;
  const file = join(directory, `${from.name}-${to.name}.backup`);
  const restore = (changes: Partial<RestoreOptions> = {}) =>
    restoreSite({ config, world, sourceFile: file, passphrase, ...changes });

  beforeAll(async () => {
    source = await from.createDatabase();
    target = await to.createDatabase();
    site = await createTestSite(source.location);
    writeFileSync(site.config.oslo_policy.policy_file, '"identity:list_roles": "rule:admin_required"\n');
    config = targetConfig(`${from.name}-${to.name}`, target);
    const auth = passwordAuth(site.adminUserId, site.adminPassword, { project: { id: site.adminProjectId } });
    await withService(site.config, async (send) => {
      token = (await send("POST", "/v3/auth/tokens", undefined, undefined, { auth })).token;
      revoked = (await send("POST", "/v3/auth/tokens", undefined, undefined, { auth })).token;
      await send("POST", "/v3/roles", token, undefined, { role: { name: "Ŕole ☃ 'quoted'\n", description: "d" } });
      const blob = JSON.stringify({ access: "a", secret: "s" });
      await send("POST", "/v3/credentials", token, undefined, {
        credential: { type: "cert", blob, user_id: site.adminUserId, project_id: site.adminProjectId },
      });
      expect((await send("DELETE", "/v3/auth/tokens", token, revoked)).status).toBe(204);
    });
    await backupSite({ config: site.config, world, targetFile: file, passphrase });
  });
  afterAll(async () => {
    site?.remove();
    await source?.drop();
    await target?.drop();
  });

  test("the file can be read by its owner only, and shows no password hash, key or name", () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const bytes = readFileSync(file).toString("latin1");
    expect(bytes).not.toMatch(/\$2b\$|RegionOne/);
    expect(bytes.startsWith('{"format":"multisite-identity-backup"')).toBe(true);
  });

  test("a wrong passphrase and a changed byte are noticed before anything is changed", async () => {
    await expect(restore({ passphrase: new Secret("another passphrase") })).rejects.toMatchObject({
      code: "identity.backup.unreadable",
    });
    const damaged = `${file}.damaged`;
    const bytes = readFileSync(file);
    bytes[bytes.length - 100] = (bytes[bytes.length - 100] as number) ^ 1;
    writeFileSync(damaged, bytes);
    await expect(restore({ sourceFile: damaged })).rejects.toMatchObject({ code: "identity.backup.unreadable" });
    writeFileSync(damaged, readFileSync(file).subarray(0, -50));
    await expect(restore({ sourceFile: damaged })).rejects.toMatchObject({ code: "identity.backup.unreadable" });
    expect(existsSync(config.fernet_tokens.key_repository)).toBe(false);
  });

  test("a dry run tells what would be done and does nothing", async () => {
    const report = await restore({ dryRun: true });
    expect(report.files).toContain(join(config.fernet_tokens.key_repository, "1"));
    expect(existsSync(config.fernet_tokens.key_repository)).toBe(false);
  });

  test("afterwards the data is the same, an earlier token is valid, a revoked one is not, and the password is the same", async () => {
    const configurationFile = join(directory, `${from.name}-${to.name}.json`);
    const report = await restore({ configurationFile });
    expect(report.tables).toBe(48);
    expect(await contentOf(target)).toEqual(await contentOf(source));
    expect(statSync(join(config.fernet_tokens.key_repository, "0")).mode & 0o777).toBe(0o600);
    expect(readFileSync(config.oslo_policy.policy_file, "utf8")).toContain("list_roles");
    expect(JSON.parse(readFileSync(configurationFile, "utf8")).database.connection).toBe(site.config.database.connection);
    await withService(config, async (send) => {
      expect((await send("GET", "/v3/auth/tokens", token, token)).status).toBe(200);
      expect((await send("GET", "/v3/auth/tokens", token, revoked)).status).toBe(404);
      const credentials = await send("GET", "/v3/credentials", token);
      expect(JSON.parse(credentials.text).credentials[0].blob).toContain('"secret":"s"');
      const login = { auth: passwordAuth(site.adminUserId, site.adminPassword) };
      expect((await send("POST", "/v3/auth/tokens", undefined, undefined, login)).status).toBe(201);
    });
  });

  test("a site that is not empty is refused untouched, unless it is to be replaced", async () => {
    await expect(restore()).rejects.toMatchObject({ code: "identity.backup.files_exist" });
    rmSync(config.facts.path as string);
    await expect(restore()).rejects.toMatchObject({ code: "identity.backup.database_not_empty" });
    await withService(config, (send) => send("POST", "/v3/roles", token, undefined, { role: { name: "later" } }));
    await restore({ replace: true });
    expect(await contentOf(target)).toEqual(await contentOf(source));
  });
});

test("a backup never overwrites a file and never takes a short passphrase", async () => {
  const site = await createTestSite();
  try {
    const targetFile = join(directory, "taken");
    const short = { config: site.config, world, targetFile, passphrase: new Secret("short") };
    await expect(backupSite(short)).rejects.toMatchObject({ code: "identity.backup.passphrase" });
    writeFileSync(targetFile, "mine");
    await expect(backupSite({ ...short, passphrase })).rejects.toMatchObject({ code: "identity.backup.exists" });
    expect(readFileSync(targetFile, "utf8")).toBe("mine");
    await expect(restoreSite({ config: site.config, world, sourceFile: targetFile, passphrase })).rejects.toMatchObject({
      code: "identity.backup.no_backup",
    });
  } finally {
    site.remove();
  }
});
