import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { engines, type TestDatabase } from "../../../test/support/engines.ts";
import { passwordAuth } from "../testing/index.ts";
import { type Connection, openConnection } from "./testing/connection.ts";
import { createTestSite, type ServingSite, type TestSite } from "./testing/site.ts";

const PROCESSES = 3;
const CHANGES = 15;

describe.each(engines())("several processes on $name", (engine) => {
  let database: TestDatabase;
  let site: TestSite;
  let serving: ServingSite;
  let connections: Connection[];

  beforeAll(async () => {
    database = await engine.createDatabase();
    site = await createTestSite(database.location);
    serving = await site.serve({ listen: { port: 0, processes: PROCESSES, metrics_port: 0 } });
    // Connections are dealt out in turn: these reach every process.
    connections = Array.from({ length: PROCESSES * 2 }, () => openConnection(serving.port));
  });
  afterAll(async () => {
    for (const connection of connections ?? []) connection.close();
    await serving?.stop();
    site?.remove();
    await database?.drop();
  });

  const connection = (index: number): Connection => connections[index % connections.length] as Connection;

  async function login(index: number, userId: string, password: string, scope?: unknown): Promise<string> {
    const answer = await connection(index).send("POST", "/v3/auth/tokens", {
      body: { auth: passwordAuth(userId, password, scope) },
    });
    expect(answer.status).toBe(201);
    return answer.headers["x-subject-token"] as string;
  }
  const adminToken = (index: number) =>
    login(index, site.adminUserId, site.adminPassword, { project: { id: site.adminProjectId } });
  const validateEverywhere = (token: string, subjectToken: string) =>
    Promise.all(connections.map(async (each) => (await each.send("GET", "/v3/auth/tokens", { token, subjectToken })).status));
  const everywhere = (status: number) => connections.map(() => status);
  const pids = () => serving.log().flatMap(({ msg, pid }) => (msg === "worker ready" ? [pid as number] : []));

  test("every process gets connections", async () => {
    const token = await adminToken(0);
    await validateEverywhere(token, token);
    const text = await (await fetch(`http://127.0.0.1:${serving.metricsPort}/metrics`)).text();
    expect(pids()).toHaveLength(PROCESSES);
    expect(text).toMatch(/multisite_identity_logins_total\{outcome="success"\} 1/);
  });

  test("a revocation in one process shows in the very next validation of every other", async () => {
    const token = await adminToken(0);
    for (let change = 0; change < CHANGES; change++) {
      const subject = await adminToken(change);
      expect(await validateEverywhere(token, subject)).toEqual(everywhere(200));
      expect(await validateEverywhere(token, subject)).toEqual(everywhere(200));
      const revoked = await connection(change).send("DELETE", "/v3/auth/tokens", { token, subjectToken: subject });
      expect(revoked.status).toBe(204);
      expect(await validateEverywhere(token, subject)).toEqual(everywhere(404));
    }
  });

  test("so do changes that are made at the same time in different processes", async () => {
    const token = await adminToken(0);
    for (let change = 0; change < CHANGES; change++) {
      const subjects = await Promise.all(connections.map((_, index) => adminToken(index)));
      for (const subject of subjects) expect(await validateEverywhere(token, subject)).toEqual(everywhere(200));
      await Promise.all(
        subjects.map(async (subject, index) => {
          const revoked = await connection(index).send("DELETE", "/v3/auth/tokens", { token, subjectToken: subject });
          expect(revoked.status).toBe(204);
          const seen = await connection(index + 1).send("GET", "/v3/auth/tokens", { token, subjectToken: subject });
          expect(seen.status).toBe(404);
        }),
      );
    }
  });

  if (engine.name === "mariadb") {
    test("a process that hangs holds a change up for a second, then is killed and replaced; the change is answered", async () => {
      const token = await adminToken(0);
      const subject = await adminToken(0);
      const before = pids();
      const hanging = before[0] as number;
      process.kill(hanging, "SIGSTOP");
      const answers = connections.map((each) => each.send("DELETE", "/v3/auth/tokens", { token, subjectToken: subject }));
      const statuses = (await Promise.allSettled(answers)).flatMap((each) =>
        each.status === "fulfilled" ? [each.value.status] : [],
      );
      expect(statuses).toContain(204);
      expect(serving.log()).toContainEqual(
        expect.objectContaining({ pid: hanging, msg: "worker did not notice a change in time; killing it" }),
      );
      await expect.poll(() => pids().length, { timeout: 20_000 }).toBe(before.length + 1);
      expect(await validateEverywhere(token, subject)).toEqual(everywhere(404));
    });
  }

  test("a process that dies is replaced, and the port answers meanwhile", async () => {
    const before = pids();
    const ended = () => serving.log().filter(({ msg }) => msg === "worker ended; starting another");
    const endedBefore = ended().length;
    process.kill(before.at(-1) as number, "SIGKILL");
    await expect.poll(() => ended().length).toBe(endedBefore + 1);
    expect(ended().at(-1)).toMatchObject({ signal: "SIGKILL", restartInMs: expect.any(Number) });
    const fresh = openConnection(serving.port);
    expect((await fresh.send("GET", "/ready")).status).toBe(200);
    fresh.close();
    await expect.poll(() => pids().length, { timeout: 15_000 }).toBe(before.length + 1);
  });
});

describe("starting", () => {
  let site: TestSite;
  const running: ServingSite[] = [];
  beforeAll(async () => {
    site = await createTestSite();
  });
  afterEach(async () => {
    for (const serving of running.splice(0)) await serving.stop();
  });
  afterAll(() => site.remove());

  test.each([1, 2])("with %i processes, a port in use is said with its owner", async (processes) => {
    const first = await site.serve();
    running.push(first);
    await expect(site.serve({ listen: { port: first.port, processes } })).rejects.toThrow(
      new RegExp(`Port ${first.port} of 127.0.0.1 is in use by .*process ${first.process.pid}`),
    );
  });

  test("workers that cannot begin end the start with their own words", async () => {
    const changes = { listen: { port: 0, processes: 2 }, database: { connection: `sqlite:///${site.directory}/none/x.db` } };
    await expect(site.serve(changes)).rejects.toThrow(/cannot be opened; check that its directory exists/);
  });
});
