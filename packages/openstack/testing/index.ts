import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { systemClock } from "@multisite/kernel/clock";
import { createSeededRandom } from "@multisite/kernel/random";
import { createSystemTransport } from "@multisite/kernel/transport";
import { createService, fixedEntry, type RetryPolicy, type Service } from "../session/index.ts";

/** What a test's server was asked. */
export interface Asked {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
}

/** `cut`: the connection breaks after the request was read; `hang`: nothing comes. */
export type Reply =
  | "cut"
  | "hang"
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: unknown };

/** A real HTTP server that answers as a test says. */
export interface TestServer {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** A service at this server, which is asked with that patience. */
  service(policy?: Partial<RetryPolicy>): Service;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Quick, so that tests are; the waits themselves are a pure function with tests of its own. */
const QUICK: RetryPolicy = { timeoutMs: 2000, deadlineMs: 5000, maxAttempts: 4, firstDelayMs: 1, maxDelayMs: 4 };

export async function startTestServer(reply: (asked: Asked, count: number) => Reply): Promise<TestServer> {
  const asked: Asked[] = [];
  const sockets = new Set<Socket>();
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const one = {
      method: request.method ?? "",
      path: request.url ?? "",
      headers: request.headers,
      body: text === "" ? undefined : JSON.parse(text),
    };
    asked.push(one);
    const answer = reply(one, asked.length);
    if (answer === "hang") return;
    if (answer === "cut") {
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
    response.end(answer.body === undefined ? "" : typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
  });
  server.on("connection", (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const transport = createSystemTransport();
  return {
    url,
    asked,
    service: (policy) =>
      createService({
        transport,
        clock: systemClock,
        random: createSeededRandom(1),
        doorkeeper: fixedEntry({ endpoint: `${url}/v2.0` }),
        policy: { ...QUICK, ...policy },
      }),
    async [Symbol.asyncDispose]() {
      await transport.close();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
