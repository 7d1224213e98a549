import { createServer } from "node:http";
import { listen } from "../http/index.ts";

/** Serves `GET /metrics` on a port of its own, for Prometheus. Plain HTTP: bind it to an address of the management network. */
export async function startMetricsServer(
  host: string,
  port: number,
  read: () => Promise<string>,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    if (request.method !== "GET" || request.url?.split("?")[0] !== "/metrics") {
      response.writeHead(404).end("Metrics are at /metrics.\n");
      return;
    }
    try {
      const text = await read();
      response.writeHead(200, { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" }).end(text);
    } catch {
      response.writeHead(500).end("The metrics could not be read.\n");
    }
  });
  const chosen = await listen(server, host, port);
  return {
    port: chosen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
