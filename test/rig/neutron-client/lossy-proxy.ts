import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** An HTTP proxy in front of a service that loses answers of requests which the service has done. */
export interface LossyProxy {
  readonly url: string;
  /** Methods of all requests that were passed on. */
  readonly passed: readonly string[];
  /** Loses the answers of so many next requests with that method. */
  loseNext(method: string, count: number): void;
  close(): void;
}

export async function startLossyProxy(target: string): Promise<LossyProxy> {
  const passed: string[] = [];
  const toLose = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const method = request.method ?? "GET";
    passed.push(method);
    const answer = await passOn(target, request, await readAll(request));
    const left = toLose.get(method) ?? 0;
    if (left > 0) {
      toLose.set(method, left - 1);
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    loseNext: (method, count) => toLose.set(method, count),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function readAll(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

function passOn(target: string, { method = "GET", url = "/", headers }: IncomingMessage, body: string): Promise<Response> {
  const kept = ["x-auth-token", "content-type", "x-openstack-request-id", "if-match"].flatMap((name) => {
    const value = headers[name];
    return typeof value === "string" ? [[name, value] as [string, string]] : [];
  });
  return fetch(target + url, { method, headers: Object.fromEntries(kept), ...(body === "" ? {} : { body }) });
}
