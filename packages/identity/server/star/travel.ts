import type { FastifyReply, FastifyRequest } from "fastify";
import { travellingHeaders } from "../../star/host/hop-headers.ts";
import type { ForwardedAnswer, ForwardedRequest } from "../../star/host/types.ts";

/** Marks a request that another node has forwarded; it is not forwarded again. */
export const FORWARDED = "x-multisite-forwarded";

/** An answer that a master gave. */
export interface SentAnswer {
  readonly sent: ForwardedAnswer;
}

/**
 * A request as it came, and whom it came from. The master believes the address if `[rate_limit] trusted_proxies` names the one
 * that its agent asks from.
 */
export function toForwardedRequest(request: FastifyRequest): ForwardedRequest {
  const body = request.body as Buffer | undefined;
  const { "content-length": _, ...headers } = travellingHeaders(request.headers);
  return {
    method: request.method,
    path: request.raw.url ?? "/",
    headers: {
      ...headers,
      "x-forwarded-for": request.ip,
      "x-forwarded-proto": request.protocol,
      [FORWARDED]: "1",
    },
    bodyBase64: body?.toString("base64") ?? "",
  };
}

/** The answer as the master gave it, its request ID too, by which it stands in the master's log. */
export function sendAnswer(reply: FastifyReply, { status, headers, bodyBase64 }: ForwardedAnswer): FastifyReply {
  reply.code(status).headers({ ...headers });
  const body = Buffer.from(bodyBase64, "base64");
  return body.length === 0 ? reply.send() : reply.send(body);
}
