import type { FastifyInstance } from "fastify";
import { unreachable } from "./failures.ts";
import type { Transport, TransportRequest, TransportResponse } from "./types.ts";

/** A server without a socket. */
export type InProcessServer = (request: TransportRequest) => Promise<TransportResponse>;

/** A network inside one process, whose servers can be cut off and come back. */
export interface InProcessNetwork extends Transport {
  /** Puts a server at an origin such as `http://identity.one:5000`. */
  attach(origin: string, server: InProcessServer): void;
  /** Requests to the origin fail from now on, as if its cable were pulled. */
  cut(origin: string): void;
  restore(origin: string): void;
}

/** A network on which nothing is reachable until it is attached. */
export function createInProcessNetwork(): InProcessNetwork {
  const servers = new Map<string, InProcessServer>();
  const cutOff = new Set<string>();
  return {
    attach(origin, server) {
      servers.set(new URL(origin).origin, server);
    },
    cut(origin) {
      cutOff.add(new URL(origin).origin);
    },
    restore(origin) {
      cutOff.delete(new URL(origin).origin);
    },
    async send(request) {
      const { origin } = new URL(request.url);
      const server = servers.get(origin);
      if (server === undefined || cutOff.has(origin)) throw unreachable(request.url, "ECONNREFUSED");
      return await unlessAborted(server(request), request.signal);
    },
    async close() {},
  };
}

async function unlessAborted(answer: Promise<TransportResponse>, signal: AbortSignal | undefined): Promise<TransportResponse> {
  if (signal === undefined) return await answer;
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort);
  try {
    return await Promise.race([answer, promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Lets a Fastify application answer on an in-process network. */
export function serveFastify(app: FastifyInstance): InProcessServer {
  return async ({ method, url, headers, body }) => {
    const { pathname, search, host } = new URL(url);
    const answer = await app.inject({
      method: method as "GET",
      url: pathname + search,
      headers: { host, ...headers },
      ...(body === undefined ? {} : { payload: body }),
    });
    const lowered = Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
    return { status: answer.statusCode, headers: Object.fromEntries(lowered), text: answer.body };
  };
}
