import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { createExchange } from "../api/http/exchange.ts";
import { createLinks } from "../api/http/links.ts";
import type { Reply, Route } from "../api/http/route.ts";
import { KeystoneError } from "../errors/index.ts";
import type { Identity } from "../identity.ts";
import { createClientErrorHandler } from "./client-error.ts";
import { createServer } from "./http-server.ts";
import { type AppHooks, observeRequests } from "./observe.ts";
import { createOutageLog, type OutageLog } from "./outage-log.ts";
import { createRequestIds, originOf, toApiRequest } from "./request.ts";
import { errorReply, sendReply } from "./respond.ts";
import { createStarLane, isSentAnswer, type StarLane, sendForwarded } from "./star/lane.ts";
import { isDatabaseError, translateError } from "./translate-error.ts";
import { answerUnknownPath, groupByPath } from "./unknown-path.ts";

/** The HTTP application: every route of the API on one Fastify instance, not yet listening. */
export function createApp(identity: Identity, routes: readonly Route[], hooks: AppHooks = {}): FastifyInstance {
  const newRequestId = createRequestIds(identity.random);
  const outages = createOutageLog(identity);
  const app = Fastify({
    logger: false,
    bodyLimit: identity.config.oslo_middleware.max_request_body_size,
    forceCloseConnections: "idle",
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 4096 },
    trustProxy: [...identity.config.rate_limit.trusted_proxies],
    genReqId: newRequestId,
    serverFactory: (handler) => createServer(identity, newRequestId, handler),
    clientErrorHandler: createClientErrorHandler(identity, newRequestId),
    frameworkErrors: (thrown, request, reply) => {
      reply.header("x-openstack-request-id", request.id);
      answerError(identity, outages, thrown, request as FastifyRequest, reply as unknown as FastifyReply);
    },
  }) as FastifyInstance;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.addHook("onSend", async (request, reply) => {
    // An answer of a master keeps the ID by which it stands in the master's log.
    if (!reply.hasHeader("x-openstack-request-id")) reply.header("x-openstack-request-id", request.id);
    if (identity.readiness.leaving) reply.header("connection", "close");
  });
  const observer = observeRequests(app, identity, hooks);
  const lane = identity.host && createStarLane(identity, identity.host);
  if (lane) app.addHook("onRequest", async (request) => lane.admit(request));
  app.setErrorHandler((thrown, request, reply) => answerError(identity, outages, thrown, request, reply));
  const paths = groupByPath(routes);
  app.setNotFoundHandler((request, reply) => answerUnknownPath(paths, request, reply));
  for (const route of routes) registerRoute(app, identity, route, observer, lane);
  return app;
}

function registerRoute(
  app: FastifyInstance,
  identity: Identity,
  route: Route,
  observer: ReturnType<typeof observeRequests>,
  lane: StarLane | undefined,
): void {
  app.route({
    method: route.method === "GET" ? ["GET", "HEAD"] : route.method,
    url: route.path.replaceAll(/\{(\w+)\}/g, ":$1"),
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const here = async (canWrite = true): Promise<Reply> => {
        const exchange = createExchange(identity, toApiRequest(request, request.id), canWrite);
        observer.noteExchange(request, exchange);
        return route.handle(exchange);
      };
      const answer = await (lane ? lane.answer(route, request, here) : here());
      return isSentAnswer(answer) ? sendForwarded(reply, answer) : sendReply(reply, answer);
    },
  });
}

function answerError(
  identity: Identity,
  outages: OutageLog,
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (isDatabaseError(thrown)) identity.counts.databaseErrors++;
  const error = translateError(thrown, identity.config.oslo_middleware.max_request_body_size);
  if (error instanceof KeystoneError && error.code === "identity.database.unavailable") {
    outages.note(request.id, error);
  } else if (!(error instanceof KeystoneError) || error.status >= 500) {
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
