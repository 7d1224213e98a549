import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { createExchange } from "../api/http/exchange.ts";
import { createLinks } from "../api/http/links.ts";
import type { Route } from "../api/http/route.ts";
import { badRequest, bodyTooLarge, KeystoneError } from "../errors/index.ts";
import type { Identity } from "../identity.ts";
import { createHotLane } from "./hot-validate.ts";
import { type AppHooks, observeRequests } from "./observe.ts";
import { createRequestIds, originOf, toApiRequest } from "./request.ts";
import { errorReply, sendReply } from "./respond.ts";
import { answerUnknownPath, groupByPath } from "./unknown-path.ts";

/** The HTTP application: every route of the API on one Fastify instance, not yet listening. */
export function createApp(identity: Identity, routes: readonly Route[], hooks: AppHooks = {}): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: identity.config.oslo_middleware.max_request_body_size,
    forceCloseConnections: "idle",
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 4096 },
    trustProxy: [...identity.config.rate_limit.trusted_proxies],
    genReqId: createRequestIds(identity.random),
    serverFactory: (handler) => createServer(identity, handler),
  }) as FastifyInstance;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.addHook("onSend", async (request, reply) => {
    reply.header("x-openstack-request-id", request.id);
    if (identity.readiness.leaving) reply.header("connection", "close");
  });
  const observer = observeRequests(app, identity, hooks);
  app.setErrorHandler((thrown, request, reply) => answerError(identity, thrown, request, reply));
  const paths = groupByPath(routes);
  app.setNotFoundHandler((request, reply) => answerUnknownPath(paths, request, reply));
  for (const route of routes) registerRoute(app, identity, route, observer);
  return app;
}

/** The HTTP or HTTPS server, with cached validations answered before the framework sees them. */
function createServer(identity: Identity, handler: RequestListener): Server {
  const hotLane = createHotLane(identity);
  const listener: RequestListener = (request, response) => {
    try {
      hotLane(request, response, handler);
    } catch (err) {
      identity.log.error({ err }, "request failed in front of the framework");
      if (!response.headersSent) response.writeHead(500);
      response.end();
    }
  };
  const server = identity.tls ? createHttpsServer(identity.tls, listener) : createHttpServer(listener);
  // Once the service is stopping, each connection ends with the answer that is on its way.
  server.prependListener("request", (_request, response) => {
    if (identity.readiness.leaving) response.shouldKeepAlive = false;
  });
  return server;
}

function registerRoute(
  app: FastifyInstance,
  identity: Identity,
  route: Route,
  observer: ReturnType<typeof observeRequests>,
): void {
  app.route({
    method: route.method === "GET" ? ["GET", "HEAD"] : route.method,
    url: route.path.replaceAll(/\{(\w+)\}/g, ":$1"),
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const exchange = createExchange(identity, toApiRequest(request, request.id));
      observer.noteExchange(request, exchange);
      return sendReply(reply, await route.handle(exchange));
    },
  });
}

function answerError(identity: Identity, thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (isDatabaseError(thrown)) identity.counts.databaseErrors++;
  const error = translate(thrown, identity.config.oslo_middleware.max_request_body_size);
  if (!(error instanceof KeystoneError) || error.status >= 500) {
    identity.log.error({ requestId: request.id, err: error }, "request failed");
  } else if (error.status === 401) {
    identity.log.info(
      { requestId: request.id, code: error.code, detail: error.detail, address: request.ip },
      "authentication failed",
    );
  }
  const endpoint = identity.config.DEFAULT.public_endpoint ?? originOf(request);
  return sendReply(reply, errorReply(error, createLinks(endpoint, { path: "/", queryText: "" }).base));
}

/** What the drivers of SQLite and MariaDB throw. */
function isDatabaseError(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  return "sqlMessage" in thrown || "sqlState" in thrown || "errcode" in thrown || "fatal" in thrown;
}

/** Errors of the server in front of the handlers, in Keystone's words. */
function translate(thrown: unknown, bodyLimitBytes: number): unknown {
  const code = typeof thrown === "object" && thrown !== null ? (thrown as { code?: unknown }).code : undefined;
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") return bodyTooLarge(bodyLimitBytes);
  if (typeof code === "string" && /^FST_ERR_(CTP|BAD_URL|VALIDATION)/.test(code)) {
    return badRequest("The server could not understand the request.", code);
  }
  return thrown;
}
