import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { jsonOf, startTestGateway } from "./testing/index.ts";
import { answerJson, startNode } from "./testing/node.ts";

/** What a raw client gets back for these bytes. */
function sendRaw(port: number, bytes: string, untilClosed: boolean, expected: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      received += chunk;
      if (!untilClosed && received.split("HTTP/1.1 ").length > expected) socket.end();
    });
    socket.on("close", () => resolve(received)).on("error", reject);
  });
}

describe("a request through the gateway", () => {
  test("reaches the own site's node with method, path, query, headers and body; its answer comes back as it is", async () => {
    const [own, far] = [await startNode(), await startNode()];
    own.answer = async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      response
        .writeHead(201, { "X-Subject-Token": "t", Vary: ["X-Auth-Token", "Accept"], "Content-Type": "application/json" })
        .end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }));
    };
    const { url, port } = await startTestGateway([
      { site: "far", node: far },
      { site: "own", node: own },
    ]);
    const answer = await fetch(`${url}/v3/users?name=a%20b`, {
      method: "POST",
      headers: { "X-Auth-Token": "secret", "X-Forwarded-For": "1.2.3.4", Forwarded: "for=1.2.3.4" },
      body: "é",
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("x-subject-token")).toBe("t");
    expect(answer.headers.get("vary")).toBe("X-Auth-Token, Accept");
    const arrived = await jsonOf(answer);
    expect(arrived).toMatchObject({
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
    expect(arrived.headers).not.toHaveProperty("forwarded");
    expect(far.seen).toEqual([]);
  });

  test("from a proxy that is trusted carries on what the proxy says of its client", async () => {
    const own = await startNode();
    own.answer = (request, response) => answerJson(response, 200, request.headers);
    const { url } = await startTestGateway([{ site: "own", node: own }], { listen: { trusted_proxies: ["127.0.0.1"] } });
    const headers = { "X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "identity.example.net" };
    expect(await (await fetch(`${url}/v3/users`, { headers })).json()).toMatchObject({
      "x-forwarded-for": "192.0.2.7, 127.0.0.1",
      "x-forwarded-proto": "https",
      "x-forwarded-host": "identity.example.net",
    });
  });

  test("keeps statuses without a body, HEAD with the length of GET, and drops headers of the connection", async () => {
    const own = await startNode();
    own.answer = ({ method }, response) => {
      if (method === "DELETE") response.writeHead(204).end();
      else response.writeHead(200, { "Content-Length": "1234", "X-Own": "1", Connection: "X-Own, keep-alive" }).end();
    };
    const { url } = await startTestGateway([{ site: "own", node: own }]);
    const deleted = await fetch(`${url}/v3/users/1`, { method: "DELETE" });
    expect([deleted.status, deleted.headers.get("content-length")]).toEqual([204, null]);
    const head = await fetch(`${url}/v3/users`, { method: "HEAD" });
    expect([head.headers.get("content-length"), head.headers.get("x-own")]).toEqual(["1234", null]);
  });

  test("is one of many that a client sends at once without waiting: answers come in their order", async () => {
    const own = await startNode();
    let delayMs = 50;
    own.answer = (request, response) => {
      delayMs -= 10;
      setTimeout(() => answerJson(response, 200, request.url), delayMs);
    };
    const { port } = await startTestGateway([{ site: "own", node: own }]);
    const requests = [1, 2, 3, 4].map((number) => `GET /v3/users/${number} HTTP/1.1\r\nHost: x\r\n\r\n`).join("");
    const received = await sendRaw(port, requests, false, 4);
    expect([...received.matchAll(/"\/v3\/users\/(\d)"/g)].map((match) => match[1])).toEqual(["1", "2", "3", "4"]);
  });

  test("may name the server in its request line, and may come without a Host header (HTTP/1.0)", async () => {
    const own = await startNode();
    const { port } = await startTestGateway([{ site: "own", node: own }]);
    await sendRaw(port, "GET http://identity.example.net/v3/users?a=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", true, 1);
    expect(await sendRaw(port, "GET /v3/projects HTTP/1.0\r\n\r\n", true, 1)).toMatch(/^HTTP\/1\.1 200 /);
    expect(own.seen).toEqual(["GET /v3/users?a=1", "GET /v3/projects"]);
  });

  test("larger than a body may be is 413, and never reaches a node", async () => {
    const own = await startNode();
    const { url } = await startTestGateway([{ site: "own", node: own }], { requests: { max_body_bytes: 1000 } });
    const answer = await fetch(`${url}/v3/users`, { method: "POST", body: "x".repeat(1001) });
    expect(answer.status).toBe(413);
    expect((await jsonOf(answer)).error).toEqual({
      code: 413,
      title: "Request Entity Too Large",
      message: "Request is too large.",
    });
    expect((await fetch(`${url}/v3/users`, { method: "POST", body: "x".repeat(1000) })).status).toBe(200);
    expect(own.seen).toEqual(["POST /v3/users"]);
  });

  test("that its client gives up is given up at the node too, unless it is a write", async () => {
    const own = await startNode();
    let ended = 0;
    own.answer = (_request, response) => void response.on("close", () => ended++);
    const { url } = await startTestGateway([{ site: "own", node: own }]);
    for (const [index, method] of ["GET", "POST"].entries()) {
      const client = new AbortController();
      const answer = fetch(`${url}/v3/users`, { method, signal: client.signal });
      await expect.poll(() => own.seen.length, { timeout: 10_000 }).toBe(index + 1);
      client.abort();
      await expect(answer).rejects.toThrow();
      if (method === "GET") await expect.poll(() => ended, { timeout: 10_000 }).toBe(1);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(ended).toBe(1);
  });
});

describe("where the service says that it is", () => {
  const origin = "https://public.example.net:5000";
  const version = { id: "v3.14", links: [{ rel: "self", href: `${origin}/v3/` }] };

  async function versions(settings: Parameters<typeof startTestGateway>[1]) {
    const own = await startNode();
    own.answer = (request, response) => {
      if (request.url !== "/") return answerJson(response, 200, { version });
      const body = JSON.stringify({ versions: { values: [version] } });
      response
        .writeHead(300, { "Content-Type": "application/json", Location: `${origin}/v3/`, "Content-Length": body.length })
        .end(body);
    };
    const gateway = await startTestGateway([{ site: "own", node: own }], settings);
    const root = await fetch(`${gateway.url}/`, { redirect: "manual" });
    const { versions: listed } = (await jsonOf(root)) as { versions: { values: (typeof version)[] } };
    const v3 = ((await (await fetch(`${gateway.url}/v3/`)).json()) as { version: typeof version }).version;
    return { gateway, hrefs: [listed.values[0], v3].map((one) => one?.links[0]?.href), location: root.headers.get("location") };
  }

  test("is where the client found it, so that it comes back to the gateway and not to a node or another name", async () => {
    const { gateway, hrefs, location } = await versions({});
    expect([...hrefs, location]).toEqual([`${gateway.url}/v3/`, `${gateway.url}/v3/`, `${gateway.url}/v3/`]);
  });

  test("is the public endpoint when that is set", async () => {
    const { hrefs, location } = await versions({ identity: { public_endpoint: "https://identity.example.net/v3" } });
    expect([...hrefs, location]).toEqual(Array(3).fill("https://identity.example.net/v3/"));
  });
});
