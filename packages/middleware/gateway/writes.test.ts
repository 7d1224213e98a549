import { describe, expect, test } from "vitest";
import { jsonOf, startTestGateway, type TestGateway } from "./testing/index.ts";
import { answerJson, startNode } from "./testing/node.ts";

const create = ({ url }: TestGateway): Promise<Response> =>
  fetch(`${url}/v3/projects`, { method: "POST", body: '{"project":{}}' });

async function ownAndFar(settings: Parameters<typeof startTestGateway>[1] = {}) {
  const [own, far] = [await startNode(), await startNode()];
  const gateway = await startTestGateway(
    [
      { site: "own", node: own },
      { site: "far", node: far },
    ],
    settings,
  );
  return { own, far, gateway };
}

describe("a write", () => {
  test("is never sent twice: when its node dies over it, the client is told that it must look", async () => {
    const { own, far, gateway } = await ownAndFar();
    own.answer = ({ socket }) => void socket.resetAndDestroy();
    const answer = await create(gateway);
    expect(answer.status).toBe(502);
    expect((await jsonOf(answer)).error).toMatchObject({ code: 502, title: "Bad Gateway" });
    expect([own.seen, far.seen]).toEqual([["POST /v3/projects"], []]);
  });

  test("goes to another node when the first takes no connection: nothing was sent", async () => {
    const { own, far, gateway } = await ownAndFar();
    await own.die();
    expect((await create(gateway)).status).toBe(200);
    expect(far.seen).toEqual(["POST /v3/projects"]);
  });

  test("has a connection of its own, so that one that was closed meanwhile leaves nothing open", async () => {
    const { own, gateway } = await ownAndFar();
    const used = new WeakSet<object>();
    own.answer = ({ socket }, response) => {
      if (used.has(socket)) socket.resetAndDestroy();
      else answerJson(response, 200, {});
      used.add(socket);
    };
    for (let write = 0; write < 10; write++) {
      expect((await fetch(`${gateway.url}/v3/users`)).status).toBe(200);
      expect((await create(gateway)).status).toBe(200);
    }
  });

  test("that a node refuses with 503 is refused: the client knows what to do with it", async () => {
    const { own, far, gateway } = await ownAndFar();
    own.answer = (_request, response) => answerJson(response, 503, { error: { code: 503 } });
    expect((await create(gateway)).status).toBe(503);
    expect(far.seen).toEqual([]);
  });

  test("never goes to a stock Keystone on a replica", async () => {
    const [replica, master] = [await startNode({ kind: "stock" }), await startNode({ kind: "stock" })];
    const nodes = [{ site: "own", node: replica, role: "replica" }];
    const both = await startTestGateway([...nodes, { site: "far", node: master, role: "master" }]);
    expect((await create(both)).status).toBe(200);
    expect(master.seen).toEqual(["POST /v3/projects"]);
    const alone = await startTestGateway(nodes);
    const refused = await create(alone);
    expect(refused.status).toBe(503);
    expect((await jsonOf(refused)).error.message).toBe("No identity service that takes changes can be reached from here.");
    expect(replica.seen).toEqual([]);
  });

  test.each([
    [
      "a token of a trust, which may use one of its uses up",
      "POST",
      "/v3/auth/tokens",
      '{"auth":{"scope":{"OS-TRUST:trust":{"id":"1"}}}}',
    ],
    ["a revocation", "DELETE", "/v3/auth/tokens", undefined],
    ["a change of password", "POST", "/v3/users/1/password", "{}"],
  ])("%s is one", async (_what, method, path, body) => {
    const { own, far, gateway } = await ownAndFar();
    own.answer = ({ socket }) => void socket.resetAndDestroy();
    const answer = await fetch(`${gateway.url}${path}`, { method, ...(body === undefined ? {} : { body }) });
    expect([answer.status, far.seen]).toEqual([502, []]);
  });

  test.each(["/v3/auth/tokens", "/v3/ec2tokens", "/v3/s3tokens"])(
    "POST %s is none: it is asked of another node",
    async (path) => {
      const { own, far, gateway } = await ownAndFar();
      own.answer = ({ socket }) => void socket.resetAndDestroy();
      expect((await fetch(`${gateway.url}${path}`, { method: "POST", body: "{}" })).status).toBe(200);
      expect(far.seen).toEqual([`POST ${path}`]);
    },
  );
});

describe("the budget for other sites", () => {
  test("once it is used up, a request that the own site cannot answer is 503, and says when to come back", async () => {
    const { own, far, gateway } = await ownAndFar({ budget: { calls_per_second: 0, burst_calls: 3 } });
    await own.die();
    const statuses = [];
    for (let request = 0; request < 5; request++) statuses.push((await fetch(`${gateway.url}/v3/users`)).status);
    expect(statuses).toEqual([200, 200, 200, 503, 503]);
    const answer = await fetch(`${gateway.url}/v3/users`);
    expect(answer.headers.get("retry-after")).toBe("60");
    expect((await jsonOf(answer)).error.message).toContain("those of other sites may not be asked more often now");
    expect(far.seen).toHaveLength(3);
    expect(gateway.status().interSite).toMatchObject({ callsAllowed: false });
    await own.revive();
    await expect.poll(async () => (await fetch(`${gateway.url}/v3/users`)).status, { timeout: 10_000 }).toBe(200);
  });

  test("bytes to other sites are counted, those to the own one are not", async () => {
    const { own, far, gateway } = await ownAndFar();
    far.answer = (_request, response) => answerJson(response, 200, "x".repeat(10_000));
    const before = gateway.status().interSite;
    await fetch(`${gateway.url}/v3/users`);
    expect(gateway.status().endpoints[0]).toMatchObject({ bytesSent: 0, bytesReceived: 0 });
    await own.die();
    await fetch(`${gateway.url}/v3/users`);
    await expect.poll(() => gateway.status().interSite.bytesReceived - before.bytesReceived).toBeGreaterThan(10_000);
    const { bytesSent, bytesReceived } = gateway.status().interSite;
    expect(bytesReceived - before.bytesReceived).toBeLessThan(10_500);
    expect(bytesSent - before.bytesSent).toBeLessThan(1000);
  });
});
