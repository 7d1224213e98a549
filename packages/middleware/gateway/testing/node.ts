import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A node on a real socket that answers as the test says, and can die at any moment. */
export interface TestNode {
  readonly url: string;
  /** Requests that arrived, as `METHOD PATH`, without probes. */
  readonly seen: string[];
  /** Connections that were made to it. */
  connections: number;
  /** What it does with requests that are not probes. */
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  /** Status of the answer to probes; hangs while undefined. */
  probeStatus: number | undefined;
  /** As kill -9: every connection is reset, and nobody listens. */
  die(): Promise<void>;
  revive(): Promise<void>;
}

export interface TestNodeOptions {
  /** Whether probes find one of ours, or a stock Keystone. */
  readonly kind?: "multisite" | "stock";
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
}

/** A node that is gone when the test has finished. */
export async function startNode({ kind = "multisite", tls }: TestNodeOptions = {}): Promise<TestNode> {
  const sockets = new Set<Socket>();
  const listener: RequestListener = (request, response) => {
    const url = request.url ?? "";
    const isProbe = url === "/ready" || url === "/healthcheck";
    if (!isProbe) {
      node.seen.push(`${request.method} ${url}`);
      node.answer(request, response);
    } else if (node.probeStatus !== undefined) {
      response.writeHead(url === "/ready" && kind === "stock" ? 404 : node.probeStatus).end("{}");
    }
  };
  let server: Server;
  const listenOn = async (port: number): Promise<number> => {
    server = tls === undefined ? createHttpServer(listener) : createHttpsServer(tls, listener);
    server.on("connection", (socket) => {
      node.connections++;
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  };
  const die = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.resetAndDestroy();
    await closed;
  };
  const node = {
    seen: [] as string[],
    connections: 0,
    probeStatus: 200 as number | undefined,
    answer: (_request: IncomingMessage, response: ServerResponse) => answerJson(response, 200, {}),
    die,
  };
  const port = await listenOn(0);
  onTestFinished(async () => {
    if (server.listening) await die();
  });
  return Object.assign(node, {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    revive: async () => void (await listenOn(port)),
  });
}

/** A whole answer with a length. */
export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) }).end(text);
}
