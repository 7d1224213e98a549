import type { ServerResponse } from "node:http";
import type { OwnAnswer } from "./errors.ts";
import type { UpstreamAnswer } from "./upstream.ts";

/** Statuses without a body, whose length is not said either. */
const BODILESS: ReadonlySet<number> = new Set([204, 304]);

/** Passes a node's answer on. What is not whole yet follows as it comes; when it breaks off, so does the answer. */
export function passOn(response: ServerResponse, { status, headers, body, rest, length }: UpstreamAnswer, isHead: boolean): void {
  const known = rest !== undefined || isHead ? length : body.length;
  if (known !== undefined && !BODILESS.has(status)) headers.push("Content-Length", String(known));
  response.writeHead(status, headers);
  if (rest === undefined) {
    response.end(body);
    return;
  }
  response.write(body);
  rest.on("error", () => response.destroy());
  response.on("close", () => rest.destroy());
  rest.pipe(response);
}

/** An answer of the gateway's own, with a body as Keystone's have it. */
export function answerSelf(
  response: ServerResponse,
  { status, title, message }: OwnAnswer,
  { requestId, retryAfterSeconds }: { readonly requestId: string; readonly retryAfterSeconds?: number },
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = Buffer.from(JSON.stringify({ error: { code: status, title, message } }));
  response.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": body.length,
    "x-openstack-request-id": requestId,
    ...(retryAfterSeconds === undefined ? {} : { "Retry-After": retryAfterSeconds }),
  });
  response.end(body);
}
