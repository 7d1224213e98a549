import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { createInProcessNetwork, createSystemTransport, type Transport } from "./index.ts";

describe("system transport", () => {
  const opened: { server?: Server; transport?: Transport } = {};
  afterEach(async () => {
    await opened.transport?.close();
    opened.server?.closeAllConnections();
    opened.server?.close();
  });

  async function serve(answer: Parameters<typeof createServer>[1]): Promise<string> {
    const server = createServer(answer as never);
    opened.server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  test("sends method, headers and body, and gives the whole answer back", async () => {
    const origin = await serve((async (request: AsyncIterable<Buffer> & { method: string; headers: object }, response: never) => {
      let body = "";
      for await (const chunk of request) body += chunk.toString();
      (response as { writeHead(s: number, h: object): { end(t: string): void } })
        .writeHead(201, { "X-Subject-Token": "t" })
        .end(JSON.stringify([request.method, (request.headers as Record<string, string>)["x-auth-token"], body]));
    }) as never);
    opened.transport = createSystemTransport();
    const answer = await opened.transport.send({ method: "POST", url: origin, headers: { "X-Auth-Token": "a" }, body: "é" });
    expect(answer).toMatchObject({ status: 201, headers: { "x-subject-token": "t" }, text: '["POST","a","é"]' });
  });

  test("keeps one connection for requests that follow each other", async () => {
    const ports = new Set<number | undefined>();
    const origin = await serve(((request: { socket: { remotePort?: number } }, response: { end(): void }) => {
      ports.add(request.socket.remotePort);
      response.end();
    }) as never);
    opened.transport = createSystemTransport();
    for (let count = 0; count < 3; count++) await opened.transport.send({ method: "GET", url: origin });
    expect(ports.size).toBe(1);
  });

  test("an answer that does not come is kernel.transport.timeout", async () => {
    const origin = await serve((() => {}) as never);
    opened.transport = createSystemTransport();
    await expect(opened.transport.send({ method: "GET", url: origin, timeoutMs: 50 })).rejects.toMatchObject({
      code: "kernel.transport.timeout",
    });
  });

  test("a port where nobody listens is kernel.transport.unreachable", async () => {
    const origin = await serve(undefined as never);
    opened.server?.close();
    opened.transport = createSystemTransport();
    await expect(opened.transport.send({ method: "GET", url: origin })).rejects.toMatchObject({
      code: "kernel.transport.unreachable",
    });
  });
});

test("a server that is cut off an in-process network is unreachable until it is restored", async () => {
  const network = createInProcessNetwork();
  network.attach("http://one:1", async () => ({ status: 200, headers: {}, text: "here" }));
  const ask = (): Promise<unknown> => network.send({ method: "GET", url: "http://one:1/path" });
  expect(await ask()).toMatchObject({ text: "here" });
  network.cut("http://one:1");
  await expect(ask()).rejects.toMatchObject({ code: "kernel.transport.unreachable" });
  network.restore("http://one:1");
  expect(await ask()).toMatchObject({ text: "here" });
});

describe("a request that is given up, or may not be repeated", () => {
  test("an abort ends it with the signal's reason, over a socket and in one process", async () => {
    const server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const network = createInProcessNetwork();
    network.attach("http://silent:1", () => new Promise(() => {}));
    const system = createSystemTransport();
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    for (const [transport, at] of [
      [system, url],
      [network, "http://silent:1"],
    ] as const) {
      const reason = new Error("enough");
      const controller = new AbortController();
      const failure = transport.send({ method: "GET", url: at, signal: controller.signal }).catch((thrown: unknown) => thrown);
      setTimeout(() => controller.abort(reason), 20);
      expect(await failure).toBe(reason);
      await expect(transport.send({ method: "GET", url: at, signal: controller.signal })).rejects.toBe(reason);
    }
    await system.close();
    server.closeAllConnections();
    server.close();
  });

  test("what is sent once is not sent again on a connection that the server has closed", async () => {
    let requests = 0;
    const server = createServer((request, response) => {
      if (++requests % 2 === 0) request.socket.resetAndDestroy();
      else response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const request = { method: "PUT", url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    const transport = createSystemTransport({ maxConnections: 1 });
    await transport.send(request);
    // Answered by the third request, which the transport has sent by itself.
    await transport.send(request);
    expect(requests).toBe(3);
    await expect(transport.send({ ...request, isSentOnce: true })).rejects.toMatchObject({
      code: "kernel.transport.unreachable",
    });
    expect(requests).toBe(4);
    await transport.close();
    server.closeAllConnections();
    server.close();
  });
});
