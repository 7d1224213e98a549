import { chmodSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { ChangeMark } from "@multisite/kernel/changes";
import { MultisiteError, messageOf } from "@multisite/kernel/errors";
import type { Log } from "@multisite/kernel/log";
import type { ForwardedRequest, HostAgent } from "./types.ts";

export interface HostServerOptions {
  readonly agent: HostAgent;
  /** Unix socket, `starHome(...).serviceSocket`. */
  readonly path: string;
  readonly log: Log;
}

/** An agent that answers. */
export interface HostServer {
  /** Answers what was asked, then ends. */
  close(): Promise<void>;
  /** Breaks off what is under way. */
  cut(): void;
}

/** A request of the identity API has at most `[oslo_middleware] max_request_body_size`, and a third more in base64. */
const MAX_BODY_BYTES = 16_000_000;

/**
 * Answers the identity processes of this host on a unix socket that only their user can open.
 *
 * @throws MultisiteError `identity.star.socket`
 */
export async function serveHostAgent({ agent, path, log }: HostServerOptions): Promise<HostServer> {
  const server = createServer((request, response) => void answer(request, response));
  // Who keeps a connection must not find it closed at the moment it asks on it.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const result = await ask(request.url ?? "/", await readBody(request));
      send(response, 200, result);
    } catch (thrown) {
      if (!(thrown instanceof MultisiteError)) log.error({ err: thrown }, "a question of an identity service failed");
      const code = thrown instanceof MultisiteError ? thrown.code : "identity.star.agent_failed";
      const message = thrown instanceof MultisiteError ? thrown.message : "The agent of this host failed; its log says why.";
      send(response, 500, { error: { code, message } });
    }
  }

  async function ask(url: string, body: unknown): Promise<object> {
    if (url === "/forward") return agent.forward(body as ForwardedRequest);
    if (url !== "/confirm") throw new MultisiteError("identity.star.agent_failed", "The agent is of another version.");
    await agent.confirm(body as ChangeMark);
    return {};
  }

  rmSync(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) =>
      reject(new MultisiteError("identity.star.socket", `The agent cannot listen on ${path}: ${messageOf(cause)}.`, { cause })),
    );
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  return {
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await closed;
    },
    cut: () => server.closeAllConnections(),
  };
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { "content-type": "application/json", "content-length": text.length }).end(text);
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_BODY_BYTES) throw new MultisiteError("identity.star.agent_failed", "The request is too large for the agent.");
    chunks.push(chunk as Buffer);
  }
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}
