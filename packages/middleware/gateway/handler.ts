import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Log } from "@multisite/kernel/log";
import type { FlightResult, Flights, Purpose } from "../endpoints/index.ts";
import { classify } from "./classify.ts";
import { type OwnAnswer, ownAnswer } from "./errors.ts";
import { forwardedHeaders, type Sender } from "./headers.ts";
import type { GatewayConfig } from "./options.ts";
import { hasBody, readBody } from "./read-body.ts";
import { answerSelf, passOn } from "./respond.ts";
import type { UpstreamAnswer, UpstreamRequest } from "./upstream.ts";
import { isVersionPath, renameVersions } from "./versions.ts";

/** Answers by status class, by purpose. */
export interface RequestCounts {
  readonly byPurpose: Record<Purpose, number>;
  readonly byStatus: Map<number, number>;
}

export interface HandlerOptions {
  readonly flights: Flights<UpstreamRequest, UpstreamAnswer>;
  readonly config: () => GatewayConfig;
  readonly isTls: boolean;
  readonly newRequestId: () => string;
  readonly counts: RequestCounts;
  readonly log: Log;
}

/** What every request to the gateway goes through. */
export function createHandler(options: HandlerOptions): RequestListener {
  const { flights, config, isTls, newRequestId, counts, log } = options;

  function handle(request: IncomingMessage, response: ServerResponse, body: Buffer | undefined): void {
    const url = withoutOrigin(request.url ?? "/");
    const query = url.indexOf("?");
    const path = query < 0 ? url : url.slice(0, query);
    const method = request.method ?? "GET";
    const sender = senderOf(request);
    const host = request.headers.host ?? request.socket.localAddress ?? "localhost";
    const headers = forwardedHeaders(request.rawHeaders, sender, host, lengthOf(method, body));
    const purpose = classify(method, path, body);
    counts.byPurpose[purpose]++;
    const cancel = flights.begin({ method, path: url, headers, body }, purpose, (result) => {
      if (result.kind === "none") refuse(response, { ...result, method, path });
      else {
        const answer =
          method === "GET" && isVersionPath(path)
            ? renameVersions(result.answer, originFor(request, sender, host))
            : result.answer;
        count(answer.status);
        passOn(response, answer, method === "HEAD");
      }
    });
    // A change that is on its way is not broken off with its client.
    if (purpose !== "write") response.on("close", cancel);
  }

  function senderOf({ socket }: IncomingMessage): Sender {
    const address = (socket.remoteAddress ?? "unknown").replace(/^::ffff:/, "");
    return { address, scheme: isTls ? "https" : "http", isTrusted: config().listen.trusted_proxies.includes(address) };
  }

  function originFor({ headers }: IncomingMessage, { scheme, isTrusted }: Sender, host: string): string {
    const fixed = config().identity.public_endpoint;
    if (fixed !== undefined) return fixed.replace(/\/+$/, "").replace(/\/v3$/, "");
    const told = (name: string): string | undefined => (isTrusted ? (headers[name] as string | undefined) : undefined);
    return `${told("x-forwarded-proto") ?? scheme}://${told("x-forwarded-host") ?? host}`;
  }

  function refuse(
    response: ServerResponse,
    {
      why,
      attempts,
      retryAfterMs,
      method,
      path,
    }: Extract<FlightResult<never>, { kind: "none" }> & { method: string; path: string },
  ): void {
    const requestId = newRequestId();
    const own = ownAnswer(why);
    log.warn({ requestId, code: own.code, method, path, attempts }, "a request was not answered by any node");
    const wait = own.status === 503 ? { retryAfterSeconds: Math.min(60, Math.max(1, Math.ceil(retryAfterMs / 1000))) } : {};
    count(own.status);
    answerSelf(response, own, { requestId, ...wait });
  }

  function refuseBody(response: ServerResponse, own: OwnAnswer): void {
    response.shouldKeepAlive = false;
    count(own.status);
    answerSelf(response, own, { requestId: newRequestId() });
  }

  function count(status: number): void {
    counts.byStatus.set(status, (counts.byStatus.get(status) ?? 0) + 1);
  }

  return (request, response) => {
    if (!hasBody(request)) {
      handle(request, response, undefined);
      return;
    }
    readBody(request, config().requests.max_body_bytes, {
      done: (body) => handle(request, response, body),
      tooLarge: () => refuseBody(response, ownAnswer("body_too_large")),
    });
  };
}

/** Requests that could have a body say so even when it is empty. */
function lengthOf(method: string, body: Buffer | undefined): number | undefined {
  if (body !== undefined) return body.length;
  return method === "POST" || method === "PUT" || method === "PATCH" ? 0 : undefined;
}

/** Proxies may name the server in the request line, `GET http://host/path`, which means the same (RFC 9112, 3.2.2). */
function withoutOrigin(url: string): string {
  if (url.startsWith("/")) return url;
  const path = url.replace(/^https?:\/\/[^/?#]*/i, "");
  return path.startsWith("/") ? path : `/${path}`;
}
