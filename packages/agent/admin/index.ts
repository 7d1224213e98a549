import { chmodSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { MultisiteError, messageOf } from "@multisite/kernel/errors";
import type { Agent } from "../agent/create.ts";
import { agentErrorCatalogue } from "../errors.ts";
import { checkFields } from "./fields.ts";
import type { AdminRequest, AdminRoute } from "./route.ts";
import { alarmRoutes } from "./routes/alarms.ts";
import { documentRoutes } from "./routes/document.ts";
import { keyRoutes } from "./routes/keys.ts";
import { networkRoutes } from "./routes/networks.ts";
import { portRoutes } from "./routes/ports.ts";
import { replicationRoutes } from "./routes/replication.ts";
import { runRoutes } from "./routes/runs.ts";
import { siteRoutes } from "./routes/sites.ts";
import { statusRoutes } from "./routes/status.ts";

/** All that an operator can ask of an agent. */
export const adminRoutes: readonly AdminRoute[] = [
  ...statusRoutes,
  ...alarmRoutes,
  ...documentRoutes,
  ...keyRoutes,
  ...siteRoutes,
  ...networkRoutes,
  ...portRoutes,
  ...replicationRoutes,
  ...runRoutes,
];

/** A document of a star with hundreds of sites. */
const MAX_BODY_BYTES = 4_000_000;

/** Answers operators on a unix socket that only the user of the agent can open (design D11: it works when no identity answers). */
export async function serveAdmin(agent: Agent, socketPath: string): Promise<{ close(): Promise<void> }> {
  const server = createServer((request, response) => void answer(agent, request, response));
  rmSync(socketPath, { force: true });
  await listenOnSocket(server, socketPath);
  chmodSync(socketPath, 0o600);
  return {
    async close() {
      server.closeIdleConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(agent: Agent, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const url = new URL(request.url ?? "/", "http://agent");
    const found = findRoute(request.method ?? "GET", url.pathname);
    const body = await readBody(request);
    const asked: AdminRequest = { path: found.path, query: url.searchParams, body };
    checkFields(found.route, asked);
    const result = await found.route.handle(agent, asked);
    send(response, 200, result ?? {});
  } catch (thrown) {
    if (!(thrown instanceof MultisiteError)) agent.ports.log.error({ err: thrown }, "an operator's request failed");
    const code = thrown instanceof MultisiteError ? thrown.code : "agent.admin.failed";
    const status = agentErrorCatalogue.find((entry) => entry.code === code)?.status ?? 400;
    send(response, status, { error: { code, message: messageOf(thrown) } });
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(body)}\n`);
}

function findRoute(method: string, path: string): { readonly route: AdminRoute; readonly path: Record<string, string> } {
  for (const route of adminRoutes) {
    const named = route.method === method ? matchPath(route.path, path) : undefined;
    if (named) return { route, path: named };
  }
  throw new MultisiteError("agent.admin.unknown", `This agent does not know ${method} ${path}; is it of another version?`);
}

function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  if (wanted.length !== given.length) return undefined;
  const named: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] as string;
    if (part.startsWith("{")) named[part.slice(1, -1)] = decodeURIComponent(value);
    else if (part !== value) return undefined;
  }
  return named;
}

async function readBody(request: IncomingMessage): Promise<AdminRequest["body"]> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_BODY_BYTES) throw new MultisiteError("agent.admin.body", "The request is too large for an agent.");
    chunks.push(chunk as Buffer);
  }
  if (bytes === 0) return {};
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return body as AdminRequest["body"];
  throw new MultisiteError("agent.admin.body", "The request's body must be a JSON object.");
}

function listenOnSocket(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) =>
      reject(new MultisiteError("agent.admin.socket", `The agent cannot listen on ${path}: ${messageOf(cause)}.`, { cause })),
    );
    server.listen(path, resolve);
  });
}
