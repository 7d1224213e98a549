import { chmodSync, rmSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { connect } from "node:net";
import { messageOf } from "@multisite/kernel/errors";
import { listen } from "@multisite/kernel/http";
import { socketFailed } from "./errors.ts";
import type { GatewayConfig } from "./options.ts";
import type { GatewayStatus } from "./status.ts";
import { statusTable } from "./status-table.ts";

/** What serves `/gateway/status` and `/metrics`. */
export interface AdminServer {
  readonly port: number | undefined;
  close(): Promise<void>;
}

export interface AdminOptions {
  readonly status: () => GatewayStatus;
  readonly metrics: () => Promise<string>;
}

/** Serves on the port and on the socket that are configured. Plain HTTP: bind it to an address of the management network. */
export async function startAdmin({ host, port, socket }: GatewayConfig["admin"], options: AdminOptions): Promise<AdminServer> {
  const servers: Server[] = [];
  const listener = createListener(options);
  const open = (): Server => {
    const server = createServer(listener);
    servers.push(server);
    return server;
  };
  const close = async (): Promise<void> => {
    await Promise.all(
      servers.map(
        (server) =>
          new Promise<void>((resolve) => {
            server.close(() => resolve());
            server.closeAllConnections();
          }),
      ),
    );
  };
  try {
    const chosen = port === undefined ? undefined : await listen(open(), host, port);
    if (socket !== undefined) await listenOnSocket(open(), socket);
    return { port: chosen, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

function createListener({ status, metrics }: AdminOptions): RequestListener {
  return async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://gateway");
    const wantsTable = searchParams.get("format") === "table";
    if (request.method !== "GET") response.writeHead(405, { Allow: "GET" }).end();
    else if (pathname === "/gateway/status" && wantsTable) {
      response.writeHead(200, { "Content-Type": "text/plain; charset=utf-8" }).end(statusTable(status()));
    } else if (pathname === "/gateway/status") {
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(status()));
    } else if (pathname === "/metrics") {
      const text = await metrics();
      response.writeHead(200, { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" }).end(text);
    } else response.writeHead(404).end("There are /gateway/status, /gateway/status?format=table and /metrics.\n");
  };
}

/** For its owner only; what a gateway that was killed left behind is replaced, one that still answers is not. */
async function listenOnSocket(server: Server, path: string): Promise<void> {
  if (await answers(path)) throw socketFailed(path, "another gateway listens there");
  rmSync(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => reject(socketFailed(path, messageOf(cause))));
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
