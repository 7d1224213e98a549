import { Agent, request } from "node:http";

/** One connection that is kept open, and so always reaches the same process. */
export interface Connection {
  send(method: string, path: string, options?: ConnectionRequest): Promise<ConnectionAnswer>;
  close(): void;
}

export interface ConnectionRequest {
  readonly token?: string;
  readonly subjectToken?: string;
  readonly body?: unknown;
}

export interface ConnectionAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export function openConnection(port: number): Connection {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    send: (method, path, options = {}) =>
      new Promise((resolve, reject) => {
        const headers = {
          ...(options.token === undefined ? {} : { "X-Auth-Token": options.token }),
          ...(options.subjectToken === undefined ? {} : { "X-Subject-Token": options.subjectToken }),
          ...(options.body === undefined ? {} : { "Content-Type": "application/json" }),
        };
        const outgoing = request({ agent, host: "127.0.0.1", port, method, path, headers }, (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
          incoming.on("error", reject);
          incoming.on("end", () =>
            resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text: Buffer.concat(chunks).toString() }),
          );
        });
        outgoing.on("error", reject);
        outgoing.end(options.body === undefined ? undefined : JSON.stringify(options.body));
      }),
    close: () => agent.destroy(),
  };
}
