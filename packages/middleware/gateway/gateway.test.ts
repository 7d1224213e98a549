import { afterEach, describe, expect, test } from "vitest";
import type { RunningGateway } from "./service.ts";
import { startTestGateway } from "./testing/index.ts";
import { startNode, type TestNode } from "./testing/node.ts";

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

async function node(kind?: "multisite" | "stock"): Promise<TestNode> {
  const started = await startNode(kind);
  opened.push(started);
  return started;
}

async function gateway(...settings: Parameters<typeof startTestGateway>): Promise<RunningGateway & { readonly url: string }> {
  const running = await startTestGateway(...settings);
  opened.push({ close: () => running.stop() });
  return { ...running, url: `http://127.0.0.1:${running.port}` };
}

describe("a request through the gateway", () => {
  test("reaches the own site's node with method, path, query, headers and body; its answer comes back as it is", async () => {
    const [own, far] = [await node(), await node()];
    own.answer = async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      response
        .writeHead(201, { "X-Subject-Token": "t", Vary: ["X-Auth-Token", "Accept"], "Content-Type": "application/json" })
        .end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }));
    };
    const { url, port } = await gateway([
      { site: "far", url: far.url },
      { site: "own", url: own.url },
    ]);
    const answer = await fetch(`${url}/v3/users?name=a%20b`, {
      method: "POST",
      headers: { "X-Auth-Token": "secret", "X-Forwarded-For": "1.2.3.4" },
      body: "é",
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("x-subject-token")).toBe("t");
    expect(answer.headers.get("vary")).toBe("X-Auth-Token, Accept");
    expect(await answer.json()).toMatchObject({
      method: "POST",
      url: "/v3/users?name=a%20b",
      body: "é",
      headers: {
        host: `127.0.0.1:${port}`,
        "x-auth-token": "secret",
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-host": `127.0.0.1:${port}`,
        "x-forwarded-proto": "http",
      },
    });
    expect(far.seen).toEqual([]);
  });

  test("is answered by another site when the own one is dead, and by the own one again once it is back", async () => {
    const [own, far] = [await node(), await node()];
    const { url } = await gateway([
      { site: "own", url: own.url },
      { site: "far", url: far.url },
    ]);
    await own.die();
    expect((await fetch(`${url}/v3/users`)).status).toBe(200);
    expect(far.seen).toEqual(["GET /v3/users"]);
    await own.revive();
    await expect.poll(async () => (await fetch(`${url}/v3/users`)).ok && own.seen.length, { timeout: 10_000 }).toBeGreaterThan(0);
  });

  test("that nobody can answer is 503 in Keystone's form, with a request ID and when to come back", async () => {
    const own = await node();
    const { url } = await gateway([{ site: "own", url: own.url }]);
    await own.die();
    const answer = await fetch(`${url}/v3/users`);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("1");
    expect(answer.headers.get("x-openstack-request-id")).toMatch(/^req-[0-9a-f-]{36}$/);
    expect(await answer.json()).toEqual({
      error: { code: 503, title: "Service Unavailable", message: "No identity service can be reached now. Please try again." },
    });
  });
});
