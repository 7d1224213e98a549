import { Agent, type IncomingMessage, type RequestOptions, request } from "node:http";
import { request as requestOverTls, Agent as TlsAgent } from "node:https";
import { travellingHeaders } from "./hop-headers.ts";
import type { AskIdentity, ForwardedRequest } from "./types.ts";

/** Where the identity service of this host listens. */
export interface IdentityAddress {
  readonly host: string;
  readonly port: number;
  /** When it speaks TLS: its certificate is that of a public name, which the loopback address is not. */
  readonly tls?: { readonly ca: Buffer | string; readonly servername: string };
}

/** Asks the identity service of this host, in processes of its own; connections are kept. `close` ends them. */
export function askOverHttp(address: IdentityAddress): { readonly ask: AskIdentity; close(): void } {
  const options = { keepAlive: true, maxSockets: 64 };
  const agent = address.tls ? new TlsAgent({ ...options, ...address.tls }) : new Agent(options);
  const send = address.tls ? requestOverTls : request;
  return {
    close: () => agent.destroy(),
    ask: (forwarded) =>
      new Promise((resolve, reject) => {
        const body = Buffer.from(forwarded.bodyBase64, "base64");
        const outgoing = send({ ...toOptions(address, forwarded, body), agent }, (answer) => {
          readAnswer(answer).then(resolve, reject);
        });
        outgoing.on("error", reject);
        outgoing.end(body);
      }),
  };
}

function toOptions({ host, port }: IdentityAddress, { method, path, headers }: ForwardedRequest, body: Buffer): RequestOptions {
  const hasBody = body.length > 0 || !["GET", "HEAD", "DELETE"].includes(method);
  return { host, port, method, path, headers: { ...headers, ...(hasBody ? { "content-length": body.length } : {}) } };
}

async function readAnswer(answer: IncomingMessage): ReturnType<AskIdentity> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return {
    status: answer.statusCode ?? 0,
    headers: travellingHeaders(answer.headers),
    bodyBase64: Buffer.concat(chunks).toString("base64"),
  };
}
