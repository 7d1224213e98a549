import { type Random, uuidDashed } from "@multisite/kernel/random";
import type { FastifyRequest } from "fastify";
import type { ApiRequest } from "../api/http/request.ts";
import { parseFormBody } from "./form-body.ts";
import { parseJsonBody } from "./json-body.ts";

/** The one place whose clients send forms. */
const FORM_PATHS = "/v3/OS-OAUTH2/";

const GLOBAL_REQUEST_ID = /^req-[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$/;

/** A Fastify request as handlers see it. Throws 400 for a body that is not a JSON object. */
export function toApiRequest(request: FastifyRequest, requestId: string): ApiRequest {
  const [path = "", queryText = ""] = splitOnce(request.raw.url ?? "/", "?");
  const parseBody = path.startsWith(FORM_PATHS) ? parseFormBody : parseJsonBody;
  return {
    method: request.method,
    path,
    queryText,
    query: new URLSearchParams(queryText),
    pathParameters: (request.params ?? {}) as Record<string, string>,
    headers: request.headers as Record<string, string | undefined>,
    address: request.ip,
    requestId,
    globalRequestId: readGlobalRequestId(request.headers["x-openstack-request-id"]),
    origin: originOf(request),
    body: parseBody(request.body as Buffer | undefined, request.headers["content-type"]),
  };
}

/** `scheme://host` that the client used. */
export function originOf(request: FastifyRequest): string {
  return `${request.protocol}://${request.headers.host ?? "localhost"}`;
}

/**
 * Request IDs in oslo.middleware's form, `req-` and a UUID: random in front, counted in the last group, which is unique
 * without a random number for each request.
 */
export function createRequestIds(random: Random): () => string {
  const prefix = `req-${uuidDashed(random).slice(0, 24)}`;
  let count = 0;
  return () => prefix + (++count).toString(16).padStart(12, "0");
}

/** What the caller calls the operation that this request is part of (oslo_middleware/request_id.py, ID_FORMAT). */
export function readGlobalRequestId(header: string | string[] | undefined): string | undefined {
  return typeof header === "string" && GLOBAL_REQUEST_ID.test(header) ? header : undefined;
}

function splitOnce(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, ""] : [text.slice(0, index), text.slice(index + separator.length)];
}
