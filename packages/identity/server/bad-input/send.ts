import { Agent, request as httpRequest } from "node:http";

/** A request as it goes over the wire: nothing is tidied up on the way. */
export interface WireRequest {
  readonly method: string;
  /** Path and query, sent as they are. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** One kept connection to a port of this host. */
export interface Wire {
  send(request: WireRequest): Promise<WireAnswer>;
  close(): void;
}

export function openWire(port: number): Wire {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const sendOnce = ({ method, target, headers, body }: WireRequest, mayRepeat: boolean): Promise<WireAnswer> =>
    new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { "Content-Length": String(body.length) };
      const options = { agent, host: "127.0.0.1", port, method, path: target, headers: { ...headers, ...length } };
      const outgoing = httpRequest(options, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () => {
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text: Buffer.concat(chunks).toString() });
        });
      });
      outgoing.on("error", (thrown: Error & { code?: string }) => {
        // The server may end a kept connection just when the next request sets out on it.
        const isRace = outgoing.reusedSocket && thrown.code === "ECONNRESET";
        if (isRace && mayRepeat) resolve(sendOnce({ method, target, headers, body }, false));
        else reject(thrown);
      });
      outgoing.end(body);
    });
  return {
    send: (request) => sendOnce(request, true),
    close: () => agent.destroy(),
  };
}
