import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { badRequest, KeystoneError } from "../errors/index.ts";
import type { Identity } from "../identity.ts";
import { errorBody } from "./respond.ts";

/** What Node's HTTP parser and its timers call their errors. */
type ConnectionError = Error & { readonly code?: string | undefined; readonly rawPacket?: unknown };

/** Answers of requests that never become one, as Node's HTTP parser stops at them. */
export function createClientErrorHandler(
  identity: Identity,
  newRequestId: () => string,
): (thrown: ConnectionError, socket: Socket) => void {
  return (thrown, socket) => {
    if (thrown.code === "ECONNRESET" || !socket.writable || isAnswering(socket)) {
      socket.destroy();
      return;
    }
    const error = toKeystoneError(thrown);
    const requestId = newRequestId();
    identity.log.info({ requestId, reason: thrown.code, status: error.status, address: socket.remoteAddress }, "bad request");
    socket.end(writeWhole(error, requestId, !isHead(thrown.rawPacket)), () => socket.destroySoon());
  };
}

/** Requests that Node itself would refuse with an answer that has no body. */
export function answerLikeKeystone(server: Server, newRequestId: () => string): void {
  server.on("checkExpectation", (_request: IncomingMessage, response: ServerResponse) => {
    const text = `${JSON.stringify(errorBody(expectationFailed()))}\n`;
    const head = { ...HEADERS, "x-openstack-request-id": newRequestId() };
    response.writeHead(417, { ...head, "Content-Length": Buffer.byteLength(text) });
    response.end(text);
  });
  server.on("connect", (_request: IncomingMessage, socket: Socket) => {
    socket.on("error", () => socket.destroy());
    socket.end(writeWhole(methodNotAllowed(), newRequestId()), () => socket.destroySoon());
  });
}

/** The last resort in front of the framework. */
export function answerUnexpected(response: ServerResponse, error: KeystoneError, requestId: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(error.status, { ...HEADERS, Connection: "close", "x-openstack-request-id": requestId });
  response.end(`${JSON.stringify(errorBody(error))}\n`);
}

export function methodNotAllowed(): KeystoneError {
  return new KeystoneError("identity.method_not_allowed", 405, "The method is not allowed for the requested URL.");
}

const HEADERS = { "Content-Type": "application/json", Vary: "X-Auth-Token" };

function expectationFailed(): KeystoneError {
  return new KeystoneError("identity.request.invalid", 417, "The server can only meet the expectation 100-continue.");
}

function toKeystoneError({ code, rawPacket }: ConnectionError): KeystoneError {
  switch (code === "HPE_INVALID_METHOD" && !hasRequestLine(rawPacket) ? "HPE_INVALID_CONSTANT" : code) {
    case "HPE_HEADER_OVERFLOW":
      return new KeystoneError("identity.request.headers_too_large", 431, "The headers of the request are too large.");
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return new KeystoneError("identity.request.too_large", 413, "The chunk extensions of the request are too large.");
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new KeystoneError("identity.request.timeout", 408, "The request did not arrive in time.");
    case "HPE_INVALID_METHOD":
      return methodNotAllowed();
    default:
      return badRequest("The server could not understand the request.", code);
  }
}

/** Whether the answer to an earlier request is on its way, which another answer would garble. */
function isAnswering(socket: Socket): boolean {
  const { _httpMessage: message } = socket as Socket & { readonly _httpMessage?: ServerResponse | null };
  return message?.headersSent === true;
}

/** Whether it is a request of HTTP at all, whose method is then one that nobody knows. */
function hasRequestLine(packet: unknown): boolean {
  return Buffer.isBuffer(packet) && /^[!-~]+ [!-~]+ HTTP\/1\.[01]\r?$/m.test(packet.toString("latin1"));
}

/** An answer to HEAD has no body; what has arrived of the request tells, unless another one came in the same packet. */
function isHead(packet: unknown): boolean {
  return Buffer.isBuffer(packet) && packet.subarray(0, 5).toString("latin1") === "HEAD ";
}

function writeWhole(error: KeystoneError, requestId: string, hasBody = true): string {
  const text = `${JSON.stringify(errorBody(error))}\n`;
  const lines = [
    `HTTP/1.1 ${error.status} ${error.title}`,
    ...Object.entries(HEADERS).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(text)}`,
    `x-openstack-request-id: ${requestId}`,
    "Connection: close",
  ];
  return `${lines.join("\r\n")}\r\n\r\n${hasBody ? text : ""}`;
}
