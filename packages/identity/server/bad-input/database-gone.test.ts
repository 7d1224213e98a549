import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@multisite/kernel/clock";
import { createLog } from "@multisite/kernel/log";
import { openDatabase } from "@multisite/kernel/sql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isMariadbInstalled, type Mariadb, startMariadb } from "../../../../rig/mariadb.ts";
import { passwordAuth, startTestService, type TestAnswer, type TestService } from "../../testing/index.ts";

const WATCH_INTERVAL_MS = 50;
/** After this many intervals without an answer the watch vouches for nothing. */
const SILENT_MS = WATCH_INTERVAL_MS * 21;
/** A safety bound; refused connections and lost ones are told at once. */
const PROMPT_MS = 5000;

function expectUnavailable(answer: TestAnswer, what: string): void {
  expect(answer.status, `${what}: ${answer.text}`).toBe(503);
  expect(Number(answer.headers["retry-after"]), what).toBeGreaterThan(0);
  expect(answer.body.error, what).toEqual({
    code: 503,
    title: "Service Unavailable",
    message: expect.stringContaining("The identity database of this site does not answer."),
  });
}

const login = (service: TestService): Promise<TestAnswer> => {
  const auth = passwordAuth(service.adminUserId, service.adminPassword, { project: { id: service.adminProjectId } });
  return service.request("POST", "/v3/auth/tokens", { body: { auth } });
};
const validate = (service: TestService, token: string, subjectToken = token): Promise<TestAnswer> =>
  service.request("GET", "/v3/auth/tokens", { token, subjectToken });

describe.runIf(isMariadbInstalled())("a site whose MariaDB goes away and comes back", () => {
  const logFile = join(tmpdir(), `multisite-database-gone-${process.pid}.log`);
  let server: Mariadb;
  let service: TestService;
  let token: string;
  let otherToken: string;

  beforeAll(async () => {
    server = await startMariadb({ serverOptions: ["--innodb-flush-log-at-trx-commit=2"] });
    const database = await server.createDatabase("keystone");
    const { host, port, user, password, socketPath } = server;
    service = await startTestService({
      location: { kind: "mariadb", host, port, user, password, socketPath, database },
      config: { database: { watch_interval_ms: WATCH_INTERVAL_MS } },
      log: createLog({ level: "error", path: logFile }),
    });
    token = await service.adminToken();
    otherToken = await service.adminToken();
    expect((await validate(service, token)).status).toBe(200);
  });
  afterAll(async () => {
    await service?.close();
    await server?.stop();
    rmSync(logFile, { force: true });
  });

  const logLines = (): string[] =>
    readFileSync(logFile, "utf8")
      .split("\n")
      .filter((line) => line.includes('"the database cannot be asked"'));
  const regions = () => service.request("GET", "/v3/regions", { token });

  /** A revision that nobody vouches for is another one each time. */
  const isTrusted = (): boolean => {
    const { revision } = service.identity.database;
    const first = revision.current();
    return revision.current() === first;
  };

  /** The watch looks again in simulated time, and is answered in real time. */
  async function untilTrusted(): Promise<void> {
    const startMs = systemClock.monotonicMs();
    do {
      await service.clock.advance(WATCH_INTERVAL_MS);
      await systemClock.sleep(5);
    } while (!isTrusted() && systemClock.monotonicMs() - startMs < PROMPT_MS);
    expect(isTrusted()).toBe(true);
  }

  async function untilMoved(revision: number): Promise<void> {
    const startMs = systemClock.monotonicMs();
    while (service.identity.database.revision.current() === revision && systemClock.monotonicMs() - startMs < PROMPT_MS) {
      await service.clock.advance(WATCH_INTERVAL_MS);
      await systemClock.sleep(5);
    }
  }

  async function expectAllUnavailable(): Promise<void> {
    const startMs = systemClock.monotonicMs();
    expectUnavailable(await validate(service, token), "a cached validation");
    expectUnavailable(await validate(service, token, otherToken), "a validation");
    expectUnavailable(await login(service), "a login");
    expectUnavailable(await regions(), "a list");
    expectUnavailable(await service.request("PUT", "/v3/regions/lost", { token, body: { region: {} } }), "a change");
    expectUnavailable(await service.request("DELETE", `/v3/users/${service.adminUserId}`, { token }), "a deletion");
    expect(systemClock.monotonicMs() - startMs).toBeLessThan(PROMPT_MS);
    expect((await service.request("GET", "/ready")).status).toBe(503);
  }

  test("a killed server: cached validations go on for a while, then everything is 503, told in the log once", async () => {
    await server.crash();
    expect((await validate(service, token)).status).toBe(200);
    // What is not cached needs the database at once.
    expectUnavailable(await login(service), "a login");
    await service.clock.advance(SILENT_MS);
    await expectAllUnavailable();
    // Readiness says it for itself; of the requests there is one line.
    const told = logLines().filter((line) => line.includes("requestsSinceLastTold"));
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/ECONN|ENOENT|PROTOCOL_CONNECTION_LOST/);
  });

  test("when the server is back, the same service goes on, and nothing was half done", async () => {
    await server.startAgain();
    await untilTrusted();
    expect((await validate(service, token)).status).toBe(200);
    expect((await validate(service, token, otherToken)).status).toBe(200);
    expect((await login(service)).status).toBe(201);
    expect((await service.request("GET", "/ready")).status).toBe(200);
    const before = await regions();
    expect(before.body.regions.map(({ id }: { id: string }) => id)).toEqual(["RegionOne"]);
    expect((await service.request("PUT", "/v3/regions/kept", { token, body: { region: {} } })).status).toBe(201);
    expect((await regions()).body.regions).toHaveLength(2);
    const { hits } = service.answers.counts;
    expect((await validate(service, token)).status).toBe(200);
    expect(service.answers.counts.hits).toBeGreaterThan(hits);
  });

  test("a change that another program made while the watch was cut off is not missed", async () => {
    await untilTrusted();
    expect((await validate(service, token, otherToken)).status).toBe(200);
    const before = service.identity.database.revision.current();
    await server.execute("UPDATE project SET enabled = 0 WHERE name = 'admin'", "keystone");
    await server.crash();
    await service.clock.advance(WATCH_INTERVAL_MS * 3);
    await server.startAgain();
    // Within the bound the cached answer may go on; the first look that is answered ends it.
    await untilMoved(before);
    expect((await validate(service, token, otherToken)).status).toBe(401);
    await server.execute("UPDATE project SET enabled = 1 WHERE name = 'admin'", "keystone");
  });

  test("a transaction whose connection is lost before its commit leaves nothing behind", async () => {
    const { database } = service.identity;
    const broken = database.transaction(async (queries) => {
      await queries.insertInto("region").values({ id: "half", description: "", parent_region_id: null, extra: "{}" }).execute();
      await server.crash();
    });
    await expect(broken).rejects.toThrow();
    await server.startAgain();
    const rows = await database.query.selectFrom("region").select("id").where("id", "=", "half").execute();
    expect(rows).toEqual([]);
  });
});

describe("a site whose SQLite file is locked by another process", () => {
  test("refuses changes with 503 as long as the lock is held, validates on, and changes again afterwards", async () => {
    const service = await startTestService();
    const other = openDatabase<object>(
      { kind: "sqlite", path: join(service.directory, "identity.db") },
      { clock: service.clock, watchIntervalMs: 0 },
    );
    try {
      const token = await service.adminToken();
      const change = () => service.request("PUT", "/v3/regions/r", { token, body: { region: {} } });
      const holding = await other.query.startTransaction().execute();
      await holding.deleteFrom("config_register" as never).execute();
      expectUnavailable(await change(), "a change");
      expect((await validate(service, token)).status).toBe(200);
      await holding.rollback().execute();
      expect((await change()).status).toBe(201);
    } finally {
      await other.close();
      await service.close();
    }
  });
});
