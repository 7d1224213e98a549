import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { type AgentOptions, Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { Secret } from "../secret/index.ts";
import { tooSlow, unreachable } from "./failures.ts";
import type { Transport, TransportRequest, TransportResponse } from "./types.ts";

export interface SystemTransportOptions {
  /** Longest wait for an answer when a request does not say. */
  readonly timeoutMs?: number;
  /** PEM text of the authorities to trust instead of the system's. */
  readonly authorities?: string;
  /** Takes any certificate of a server. Whoever is in between can then read and change everything. */
  readonly isInsecure?: boolean;
  /** PEM text with which this side shows who it is. */
  readonly clientCertificate?: { readonly certificate: string; readonly privateKey: Secret };
  /** Connections kept open to each server. */
  readonly maxConnections?: number;
}

const DEFAULT_TIMEOUT_MS = 30_000;
const IDEMPOTENT: ReadonlySet<string> = new Set(["GET", "HEAD", "PUT", "DELETE"]);

/** Real HTTP with connections that stay open between requests. */
export function createSystemTransport(options: SystemTransportOptions = {}): Transport {
  const shared = { keepAlive: true, maxSockets: options.maxConnections ?? 32 };
  const agents = { "http:": new HttpAgent(shared), "https:": new HttpsAgent({ ...shared, ...toTls(options) }) };
  return {
    async send(request) {
      const url = new URL(request.url);
      const timeoutMs = request.timeoutMs ?? options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
      const agent = url.protocol === "https:" ? agents["https:"] : agents["http:"];
      const attempt = (): Promise<Attempt> => exchange(url, request, { agent, timeoutMs });
      const first = await attempt();
      // A server may close an idle connection just as it is used again; what may be done twice is sent again.
      const mayRepeat = IDEMPOTENT.has(request.method) && request.isSentOnce !== true;
      const again = first.failure?.onReusedConnection === true && mayRepeat;
      const last = again ? await attempt() : first;
      if (last.response) return last.response;
      throw last.failure?.error;
    },
    async close() {
      agents["http:"].destroy();
      agents["https:"].destroy();
    },
  };
}

function toTls({ authorities, isInsecure, clientCertificate }: SystemTransportOptions): AgentOptions {
  return {
    ...(authorities === undefined ? {} : { ca: authorities }),
    ...(isInsecure === true ? { rejectUnauthorized: false } : {}),
    ...(clientCertificate === undefined
      ? {}
      : { cert: clientCertificate.certificate, key: clientCertificate.privateKey.reveal() }),
  };
}

interface Attempt {
  readonly response?: TransportResponse;
  readonly failure?: { readonly error: unknown; readonly onReusedConnection: boolean };
}

function exchange(
  url: URL,
  request: TransportRequest,
  { agent, timeoutMs }: { readonly agent: HttpAgent; readonly timeoutMs: number },
): Promise<Attempt> {
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  const settings: RequestOptions = {
    method: request.method,
    agent,
    signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(request.signal === undefined ? [] : [request.signal])]),
    headers: {
      ...request.headers,
      ...(request.body === undefined ? {} : { "content-length": String(Buffer.byteLength(request.body)) }),
    },
  };
  return new Promise((resolve) => {
    const outgoing = send(url, settings, (incoming) => {
      readAll(incoming).then((response) => resolve({ response }), fail);
    });
    function fail(thrown: unknown): void {
      const timedOut = thrown instanceof Error && (thrown.name === "AbortError" || thrown.name === "TimeoutError");
      const reset = thrown instanceof Error && "code" in thrown && thrown.code === "ECONNRESET";
      const noAnswer = timedOut ? tooSlow(request.url, timeoutMs) : unreachable(request.url, thrown);
      const error = request.signal?.aborted === true ? request.signal.reason : noAnswer;
      resolve({ failure: { error, onReusedConnection: outgoing.reusedSocket && reset } });
    }
    outgoing.on("error", fail);
    outgoing.end(request.body);
  });
}

async function readAll(incoming: IncomingMessage): Promise<TransportResponse> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return { status: incoming.statusCode ?? 0, headers, text: Buffer.concat(chunks).toString("utf8") };
}
