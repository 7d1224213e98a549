import { Readable } from "node:stream";
import { hideFernetText } from "@multisite/kernel/secret";
import type { FastifyReply } from "fastify";
import type { Reply } from "../api/http/route.ts";
import { KeystoneError, unexpected } from "../errors/index.ts";

/** Sends what a handler answered; `Vary` is on every answer (keystone/server/flask/application.py). */
export function sendReply(reply: FastifyReply, answer: Reply): FastifyReply {
  reply.code(answer.status).header("Vary", "X-Auth-Token");
  if (answer.headers) reply.headers(answer.headers);
  const text = answer.text ?? (answer.body === undefined ? undefined : `${JSON.stringify(answer.body)}\n`);
  const contentType = answer.contentType ?? (answer.body === undefined ? undefined : "application/json");
  if (contentType !== undefined) reply.header("Content-Type", contentType);
  if (answer.stream && reply.request.method !== "HEAD") return reply.send(Readable.from(answer.stream));
  // Fastify adds a charset to the JSON type of texts, which Keystone's answers do not have; bytes it leaves alone.
  return reply.send(contentType?.includes("json") ? Buffer.from(text ?? "") : (text ?? ""));
}

/** The answer of an error; anything that is not meant for the wire becomes a 500 that says nothing. */
export function errorReply(thrown: unknown, authenticateUri: string): Reply {
  const error = thrown instanceof KeystoneError ? thrown : unexpected(thrown);
  if (error.body) return { status: error.status, body: error.body, headers: error.headers };
  return {
    status: error.status,
    body: errorBody(error),
    headers: {
      ...error.headers,
      ...(error.status === 401 ? { "WWW-Authenticate": `Keystone uri="${authenticateUri}"` } : {}),
    },
  };
}

/** `{"error": {...}}` (keystone/server/flask/application.py, _handle_keystone_exception). */
export function errorBody(error: KeystoneError): object {
  return {
    error: {
      code: error.status,
      // Keystone quotes receipts and tokens that it does not know; whoever reads an answer's body in a log must not get one.
      message: hideFernetText(error.message),
      title: error.title,
      ...(error.identity === undefined ? {} : { identity: error.identity }),
    },
  };
}
