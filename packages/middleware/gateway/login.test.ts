import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { jsonOf, startTestGateway, type TestGateway } from "./testing/index.ts";
import { answerJson, startNode, type TestNode } from "./testing/node.ts";

type Answer = TestNode["answer"];

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += chunk;
  return body;
}

/** As a stock Keystone on a read-only replica: it cannot count a wrong password, and hangs up. */
const asStockReplica: Answer = async (request, response) => {
  if ((await bodyOf(request)).includes("wrong")) request.socket.destroy();
  else answerJson(response, request.method === "POST" ? 201 : 200, { by: "replica" });
};

/** As one that can. */
const asMaster: Answer = async (request: IncomingMessage, response: ServerResponse) => {
  const isWrong = (await bodyOf(request)).includes("wrong");
  answerJson(response, isWrong ? 401 : request.method === "POST" ? 201 : 200, { by: "master" });
};

const logIn = ({ url }: TestGateway, password: string): Promise<Response> =>
  fetch(`${url}/v3/auth/tokens`, { method: "POST", body: JSON.stringify({ auth: { password } }) });

describe("a stock Keystone on a read-only replica, which hangs up on wrong passwords", () => {
  test("is not taken for dead: a master says 401, and everything else goes on at the own site", async () => {
    const [replica, master] = [await startNode({ kind: "stock" }), await startNode()];
    replica.answer = asStockReplica;
    master.answer = asMaster;
    const gateway = await startTestGateway([
      { site: "own", node: replica, role: "replica" },
      { site: "far", node: master },
    ]);
    for (let attempt = 0; attempt < 50; attempt++) {
      const refused = await logIn(gateway, "wrong");
      expect([refused.status, await refused.json()]).toEqual([401, { by: "master" }]);
      const right = await logIn(gateway, "right");
      expect([right.status, await right.json()]).toEqual([201, { by: "replica" }]);
      expect(await (await fetch(`${gateway.url}/v3/users`)).json()).toEqual({ by: "replica" });
    }
    expect(gateway.status().endpoints[0]).toMatchObject({ kind: "stock", state: "up", strikes: 0, droppedLogins: 50 });
    expect(master.seen).toHaveLength(50);
  });

  test("passes the question on to one that can count, before another of its kind", async () => {
    const replicas = [await startNode({ kind: "stock" }), await startNode({ kind: "stock" })];
    for (const replica of replicas) replica.answer = asStockReplica;
    const master = await startNode({ kind: "stock" });
    master.answer = asMaster;
    const gateway = await startTestGateway([
      ...replicas.map((node) => ({ site: "own", node, role: "replica" })),
      { site: "far", node: master, role: "master" },
    ]);
    expect((await logIn(gateway, "wrong")).status).toBe(401);
    expect(replicas.flatMap(({ seen }) => seen)).toHaveLength(1);
  });

  test("when nobody else can be asked, the login is 503 and not 401: nobody has looked at the password", async () => {
    const replica = await startNode({ kind: "stock" });
    replica.answer = asStockReplica;
    const gateway = await startTestGateway([{ site: "own", node: replica, role: "replica" }]);
    const answer = await logIn(gateway, "wrong");
    expect(answer.status).toBe(503);
    expect((await jsonOf(answer)).error.message).toBe("No identity service could decide this login. Please try again.");
    expect(gateway.status().endpoints[0]?.state).toBe("up");
    expect((await logIn(gateway, "right")).status).toBe(201);
  });

  test("that has really died is found so", async () => {
    const [replica, master] = [await startNode({ kind: "stock" }), await startNode()];
    master.answer = asMaster;
    replica.answer = () => void replica.die();
    const gateway = await startTestGateway([
      { site: "own", node: replica, role: "replica" },
      { site: "far", node: master },
    ]);
    expect((await logIn(gateway, "right")).status).toBe(201);
    await expect.poll(() => gateway.status().endpoints[0]?.state, { timeout: 10_000 }).toBe("down");
  });
});

test("a wrong password is asked of one node only: 401 is an answer, and counts once", async () => {
  const [own, far] = [await startNode(), await startNode()];
  for (const node of [own, far]) node.answer = asMaster;
  const gateway = await startTestGateway([
    { site: "own", node: own },
    { site: "far", node: far },
  ]);
  for (let attempt = 0; attempt < 5; attempt++) expect((await logIn(gateway, "wrong")).status).toBe(401);
  expect([own.seen.length, far.seen.length]).toEqual([5, 0]);
});
