import { join } from "node:path";
import { type Board, openBoard } from "@multisite/kernel/board";
import { silentLog } from "@multisite/kernel/log";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveHostAgent } from "../star/host/server.ts";
import type { ForwardedRequest } from "../star/host/types.ts";
import { passwordAuth } from "../testing/index.ts";
import { type Connection, openConnection } from "./testing/connection.ts";
import { createTestSite, type ServingSite, type TestSite } from "./testing/site.ts";

const PROCESSES = 2;

/** What an agent in its own process and the service's processes know of each other comes over files and a socket. */
describe("the processes of a star's node", () => {
  let site: TestSite;
  let serving: ServingSite;
  let board: Board;
  let agent: { close(): Promise<void> };
  let connections: Connection[];
  const asked: ForwardedRequest[] = [];

  beforeAll(async () => {
    site = await createTestSite();
    const home = site.directory;
    board = openBoard(join(home, "board.db"));
    agent = await serveHostAgent({
      path: join(home, "service.sock"),
      log: silentLog,
      agent: {
        async forward(request) {
          asked.push(request);
          const body = Buffer.from(JSON.stringify({ made: "by a master" }));
          const headers = { "content-type": "application/json", "x-openstack-request-id": "req-of-the-master" };
          return { status: 201, headers, bodyBase64: body.toString("base64"), answeredBy: "master" };
        },
        confirm: async () => {},
      },
    });
    board.set("writes", "forward");
    serving = await site.serve({
      star: { home },
      fernet_receipts: { key_repository: join(home, "fernet-keys") },
      listen: { port: 0, processes: PROCESSES },
    });
    connections = Array.from({ length: PROCESSES * 2 }, () => openConnection(serving.port));
  });
  afterAll(async () => {
    for (const connection of connections ?? []) connection.close();
    await serving?.stop();
    await agent?.close();
    board?.close();
    site?.remove();
  });

  const connection = (index: number): Connection => connections[index % connections.length] as Connection;
  const login = async (index: number): Promise<string> => {
    const auth = passwordAuth(site.adminUserId, site.adminPassword, { project: { id: site.adminProjectId } });
    const answer = await connection(index).send("POST", "/v3/auth/tokens", { body: { auth } });
    expect(answer.status).toBe(201);
    return answer.headers["x-subject-token"] as string;
  };
  const everywhere = (method: string, path: string, request: Parameters<Connection["send"]>[2]) =>
    Promise.all(connections.map(async (each) => (await each.send(method, path, request)).status));

  test("refuse a token in the very next validation after any of them has revoked it, though no row was written", async () => {
    const token = await login(0);
    for (let round = 0; round < 10; round++) {
      const subjectToken = await login(round);
      expect(await everywhere("GET", "/v3/auth/tokens", { token, subjectToken })).toEqual(connections.map(() => 200));
      const revoked = await connection(round).send("DELETE", "/v3/auth/tokens", { token, subjectToken });
      expect(revoked.status).toBe(204);
      expect(await everywhere("GET", "/v3/auth/tokens", { token, subjectToken })).toEqual(connections.map(() => 404));
    }
  });

  test("send changes to the master over the agent's socket, and heed what the agent writes on the board at once", async () => {
    const token = await login(0);
    const made = await connection(1).send("POST", "/v3/regions", { token, body: { region: { id: "r" } } });
    expect([made.status, JSON.parse(made.text), made.headers["x-openstack-request-id"]]).toEqual([
      201,
      { made: "by a master" },
      "req-of-the-master",
    ]);
    expect(asked.at(-1)).toMatchObject({ method: "POST", path: "/v3/regions" });
    board.set("writes", "unavailable");
    expect(await everywhere("POST", "/v3/regions", { token, body: {} })).toEqual(connections.map(() => 503));
    board.set("fence", { code: "star.test", reason: "Fenced." });
    expect(await everywhere("GET", "/v3/auth/tokens", { token, subjectToken: token })).toEqual(connections.map(() => 503));
    board.remove("fence");
    expect(await everywhere("GET", "/v3/auth/tokens", { token, subjectToken: token })).toEqual(connections.map(() => 200));
  });

  test("each tell of their keys, until they end", async () => {
    expect(board.names("verifier/")).toHaveLength(PROCESSES);
    await serving.stop();
    expect(board.names("verifier/")).toEqual([]);
  });
});
