import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import type { AttemptResult, LiveAttempt, Member } from "../endpoints/index.ts";
import { isConnected, movedBytes, plainAgent, tlsAgent } from "./connection.ts";
import { type GatheredBody, gatherBody } from "./gather.ts";
import { answerHeaders } from "./headers.ts";

/** A request as it is sent to a node. */
export interface UpstreamRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: string[];
  readonly body: Buffer | undefined;
}

/** A node's answer: whole, or with the rest still to come. */
export interface UpstreamAnswer extends GatheredBody {
  readonly status: number;
  /** Without those that belong to the connection, and without the length. */
  readonly headers: string[];
}

/** Connections to identity services. */
export interface Upstreams {
  send(
    member: Member,
    request: UpstreamRequest,
    options: { readonly fresh: boolean },
    done: (result: AttemptResult<UpstreamAnswer>) => void,
  ): LiveAttempt;
  close(): void;
}

/** Told what a connection to another site has moved. */
export type CountBytes = (member: Member, moved: { readonly sent: number; readonly received: number }) => void;

export interface UpstreamOptions {
  /** PEM text; the system's authorities when unset. */
  readonly authorities: string | undefined;
  /** Answers up to this size are gathered whole. */
  readonly bufferBytes: () => number;
  readonly onBytes: CountBytes;
}

const KEPT_CONNECTIONS = 256;

/** No file descriptors, ports or memory left: every node would fail alike. */
const OWN_TROUBLE: ReadonlySet<string> = new Set(["EMFILE", "ENFILE", "EADDRNOTAVAIL", "ENOBUFS", "ENOMEM"]);

export function createUpstreams({ authorities, bufferBytes, onBytes }: UpstreamOptions): Upstreams {
  const kept = { keepAlive: true, maxFreeSockets: KEPT_CONNECTIONS, scheduling: "lifo" as const };
  const trust = authorities === undefined ? {} : { ca: authorities };
  const agents = { http: plainAgent(kept), https: tlsAgent({ ...kept, ...trust }) };
  // Without memory, so that a connection is made for the request and ends with it.
  const fresh = { http: plainAgent({ keepAlive: false }), https: tlsAgent({ keepAlive: false, ...trust }) };
  const targets = new WeakMap<Member, Target>();

  function targetOf(member: Member): Target {
    let target = targets.get(member);
    if (target === undefined) {
      target = parseTarget(member.address.url);
      targets.set(member, target);
    }
    return target;
  }

  return {
    send(member, { method, path, headers, body }, options, done) {
      const { isTls, prefix, ...place } = targetOf(member);
      const from = options.fresh ? fresh : agents;
      const settings = { ...place, method, path: prefix + path, headers };
      const outgoing = isTls ? httpsRequest({ ...settings, agent: from.https }) : httpRequest({ ...settings, agent: from.http });
      const attempt = follow(outgoing, method === "HEAD" ? Number.POSITIVE_INFINITY : bufferBytes(), done);
      if (!member.isOwnSite) countBytes(outgoing, (socket) => onBytes(member, movedBytes(socket)));
      outgoing.end(body);
      return attempt;
    },
    close() {
      for (const agent of [agents.http, agents.https, fresh.http, fresh.https]) agent.destroy();
    },
  };
}

interface Target {
  readonly isTls: boolean;
  readonly host: string;
  readonly port: number;
  readonly prefix: string;
  readonly servername?: string;
}

function parseTarget(text: string): Target {
  const url = new URL(text);
  const isTls = url.protocol === "https:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const isName = !/^[\d.]+$|:/.test(host);
  return {
    isTls,
    host,
    port: Number(url.port || (isTls ? 443 : 80)),
    prefix: url.pathname.replace(/\/+$/, ""),
    // Of the node and not of the Host header, which is that of the client.
    ...(isTls ? { servername: isName ? host : "" } : {}),
  };
}

/** Tells what came of a request, once. */
function follow(
  outgoing: ClientRequest,
  bufferBytes: number,
  done: (result: AttemptResult<UpstreamAnswer>) => void,
): LiveAttempt {
  let isOver = false;
  let answerBegan = false;
  const finish = (result: AttemptResult<UpstreamAnswer>): void => {
    if (isOver) return;
    isOver = true;
    done(result);
  };
  const fail = (thrown: NodeJS.ErrnoException): void => {
    const reason = thrown.code ?? thrown.message;
    if (!isConnected(outgoing)) finish({ kind: "failure", failure: OWN_TROUBLE.has(reason) ? "local" : "refused", reason });
    else if (outgoing.reusedSocket && !answerBegan) finish({ kind: "failure", failure: "stale", reason });
    else finish({ kind: "failure", failure: "broken", reason });
  };
  outgoing.on("error", fail);
  outgoing.on("response", (incoming: IncomingMessage) => {
    answerBegan = true;
    const status = incoming.statusCode ?? 502;
    gatherBody(incoming, bufferBytes, fail, (gathered) => {
      finish({ kind: "answer", status, answer: { status, headers: answerHeaders(incoming.rawHeaders), ...gathered } });
    });
  });
  return {
    isConnected: () => isConnected(outgoing),
    cancel() {
      if (isOver) return;
      isOver = true;
      outgoing.destroy();
    },
  };
}

function countBytes(outgoing: ClientRequest, count: (socket: Socket) => void): void {
  outgoing.on("close", () => {
    if (outgoing.socket !== null) count(outgoing.socket);
  });
}
