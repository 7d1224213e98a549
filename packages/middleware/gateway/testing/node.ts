import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** A node on a real socket that answers as the test says, and can die at any moment. */
export interface TestNode {
  readonly url: string;
  readonly port: number;
  /** Requests that arrived, as `METHOD PATH`, without probes. */
  readonly seen: string[];
  /** What it does with requests that are not probes. */
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  /** As kill -9: every connection is reset, and nobody listens. */
  die(): Promise<void>;
  revive(): Promise<void>;
  close(): Promise<void>;
}

/** `kind`: whether probes find one of ours or a stock Keystone. */
export async function startNode(kind: "multisite" | "stock" = "multisite"): Promise<TestNode> {
  const sockets = new Set<Socket>();
  const listener: RequestListener = (request, response) => {
    const url = request.url ?? "";
    if (url === "/ready") response.writeHead(kind === "multisite" ? 200 : 404).end("{}");
    else if (url === "/healthcheck") response.writeHead(200).end("");
    else {
      node.seen.push(`${request.method} ${url}`);
      node.answer(request, response);
    }
  };
  let server: Server;
  const listenOn = async (port: number): Promise<number> => {
    server = createServer(listener);
    server.on("connection", (socket) => {
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
  const port = await listenOn(0);
  const node: TestNode = {
    url: `http://127.0.0.1:${port}`,
    port,
    seen: [],
    answer: (_request, response) => void response.writeHead(200, { "Content-Type": "application/json" }).end("{}"),
    die,
    revive: async () => void (await listenOn(port)),
    async close() {
      if (server.listening) await die();
    },
  };
  return node;
}
