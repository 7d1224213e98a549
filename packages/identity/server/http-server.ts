import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { unexpected } from "../errors/index.ts";
import type { Identity } from "../identity.ts";
import { answerLikeKeystone, answerUnexpected } from "./client-error.ts";
import { createHotLane } from "./hot-validate.ts";

/** A request without `Host` is answered as Keystone does; Node alone would refuse it with an empty body. */
const OPTIONS = { requireHostHeader: false };

/** The HTTP or HTTPS server, with cached validations answered before the framework sees them. */
export function createServer(identity: Identity, newRequestId: () => string, handler: RequestListener): Server {
  const hotLane = createHotLane(identity);
  const listener: RequestListener = (request, response) => {
    try {
      request.url = withoutOrigin(request.url ?? "/");
      hotLane(request, response, handler);
    } catch (err) {
      identity.log.error({ err }, "request failed in front of the framework");
      answerUnexpected(response, unexpected(err), newRequestId());
    }
  };
  const server = identity.tls
    ? createHttpsServer({ ...identity.tls, ...OPTIONS }, listener)
    : createHttpServer(OPTIONS, listener);
  answerLikeKeystone(server, newRequestId);
  // Once the service is stopping, each connection ends with the answer that is on its way.
  server.prependListener("request", (_request, response) => {
    if (identity.readiness.leaving) response.shouldKeepAlive = false;
  });
  return server;
}

/** Proxies may name the server in the request line, `GET http://host/path`, which means the same (RFC 9112, 3.2.2). */
function withoutOrigin(url: string): string {
  if (url.startsWith("/")) return url;
  const path = url.replace(/^https?:\/\/[^/?#]*/i, "");
  return path.startsWith("/") ? path : `/${path}`;
}
