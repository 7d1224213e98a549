import type { X509Certificate } from "node:crypto";
import {
  constants,
  createSecureServer,
  type Http2SecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type ServerStreamResponseOptions,
} from "node:http2";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Log } from "../../log/index.ts";
import { isProblem, nameOf } from "../../pki/certificates/index.ts";
import type { PeerHandler, PeerIdentity } from "../types.ts";
import { bindingOf } from "./binding.ts";
import { BodyTooLong, readBody } from "./body.ts";
import { type Credentials, identify } from "./credentials.ts";
import type { TrafficCount } from "./traffic.ts";
import type { RefusedPeer, StrangerHandler } from "./types.ts";
import {
  decodeBody,
  encodeBody,
  encodeError,
  KEEP_ALIVE_MS,
  SESSION_MEMORY_MB,
  STATUS,
  subjectOf,
  VERSION_HEADER,
  versionProblem,
  WINDOW_BYTES,
} from "./wire.ts";

export interface InboundOptions {
  readonly credentials: Credentials;
  readonly handlers: ReadonlyMap<string, PeerHandler>;
  readonly strangerHandlers: ReadonlyMap<string, StrangerHandler>;
  readonly traffic: TrafficCount;
  readonly log: Log;
  readonly version: number;
  readonly maxBodyBytes: number;
  readonly onRefused: (refused: RefusedPeer) => void;
}

/** The end of links where others ask. */
export interface Inbound {
  readonly server: Http2SecureServer;
  /** Ends connections whose certificate is no good any more. */
  recheck(): void;
  /** Open connections finish what they are asked, and take nothing new. */
  drain(): void;
  destroy(): void;
  readonly isIdle: boolean;
}

/** Who is at the other end of a connection. Only the certificate tells, never what is asked. */
type Guest =
  | { readonly kind: "peer"; readonly identity: PeerIdentity; readonly certificate: X509Certificate }
  | { readonly kind: "stranger" }
  | { readonly kind: "refused"; readonly refused: Omit<RefusedPeer, "address"> };

/** Enough for a request to join. */
const STRANGER_BODY_BYTES = 256 * 1024;
const MOST_STRANGERS = 50;
const STRANGER_IDLE_MS = 15_000;
const HANDSHAKE_TIMEOUT_MS = 10_000;
/** Bytes that nobody reads; the option is missing in the library's types. */
const WITHOUT_DATE = { sendDate: false } as ServerStreamResponseOptions;

export function createInbound(options: InboundOptions): Inbound {
  const { credentials, traffic, log } = options;
  const sessions = new Map<ServerHttp2Session, Guest>();
  // TLS hides how many bytes it makes of what it carries; the socket below it knows.
  const sockets = new Map<string, Socket>();
  let isDraining = false;

  const server = createSecureServer({
    ...credentials.tls(),
    requestCert: true,
    // Who is refused shall hear why, in words; until a certificate is accepted nothing but that is said.
    rejectUnauthorized: false,
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    maxSessionMemory: SESSION_MEMORY_MB,
    settings: { enablePush: false, initialWindowSize: WINDOW_BYTES, maxConcurrentStreams: 1000 },
  });
  server.on("connection", (socket: Socket) => {
    socket.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_MS);
    const end = endOf(socket);
    sockets.set(end, socket);
    socket.once("close", () => sockets.delete(end));
  });
  server.on("tlsClientError", (thrown) => log.debug({ err: thrown }, "a connection of another node failed"));
  server.on("sessionError", (thrown) => log.debug({ err: thrown }, "a connection of another node failed"));
  server.on("session", (session) => {
    const tls = session.socket as TLSSocket;
    const guest = receive(credentials, tls);
    sessions.set(session, guest);
    session.once("close", () => sessions.delete(session));
    session.setLocalWindowSize(WINDOW_BYTES);
    if (guest.kind === "peer") {
      const socket = sockets.get(endOf(tls));
      if (socket) traffic.follow(guest.identity.node, socket);
    } else {
      // Strangers may come in numbers, and must not cost more than a few who join at the same time.
      const strangers = [...sessions.values()].filter(({ kind }) => kind !== "peer").length;
      if (strangers > MOST_STRANGERS) return session.destroy();
      session.setTimeout(STRANGER_IDLE_MS, () => session.destroy());
    }
    session.on("stream", (stream, headers) => {
      stream.on("error", (thrown) => log.debug({ err: thrown }, "a question of another node ended early"));
      answer(options, { stream, headers, guest, tls }).catch((thrown: unknown) =>
        log.error({ err: thrown }, "a question of another node could not be answered"),
      );
    });
    if (isDraining) session.close();
  });

  return {
    server,
    recheck() {
      for (const [session, guest] of sessions) {
        if (guest.kind === "peer" && credentials.problemNow(guest.certificate))
          session.destroy(undefined, constants.NGHTTP2_CANCEL);
      }
    },
    drain() {
      isDraining = true;
      for (const session of sessions.keys()) session.close();
    },
    destroy() {
      for (const session of sessions.keys()) session.destroy();
    },
    get isIdle() {
      return sessions.size === 0;
    },
  };
}

function receive(credentials: Credentials, socket: TLSSocket): Guest {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return { kind: "stranger" };
  const outcome = identify(credentials, socket, certificate);
  if (!isProblem(outcome)) return { kind: "peer", identity: { site: outcome.site, node: outcome.node }, certificate };
  return { kind: "refused", refused: { claims: nameOf(certificate), kind: outcome.kind, reason: outcome.text } };
}

interface Question {
  readonly stream: ServerHttp2Stream;
  readonly headers: IncomingHttpHeaders;
  readonly guest: Guest;
  readonly tls: TLSSocket;
}

/** First who asks, then whether both understand each other, then what is asked. */
async function answer(options: InboundOptions, { stream, headers, guest, tls }: Question): Promise<void> {
  const { credentials, version, traffic, log } = options;
  const subject = subjectOf(headers[":path"]);
  const say = (status: number, body: unknown): number => {
    const text = encodeBody(body);
    if (stream.destroyed || stream.closed) return 0;
    stream.respond({ ":status": status, [VERSION_HEADER]: String(version) }, WITHOUT_DATE);
    stream.end(text);
    return Buffer.byteLength(text);
  };
  const refuse = (refused: Omit<RefusedPeer, "address">): void => {
    options.onRefused({ address: tls.remoteAddress ?? "unknown", ...refused });
    say(STATUS.refused, refused.reason);
  };

  if (guest.kind === "refused") return refuse(guest.refused);
  const claims = guest.kind === "peer" ? guest.identity : undefined;
  const outdated = versionProblem(headers[VERSION_HEADER], version);
  if (outdated !== undefined) return refuse({ claims, kind: "version", reason: outdated });
  if (guest.kind === "peer") {
    const problem = credentials.problemNow(guest.certificate);
    if (problem) return refuse({ claims, kind: problem.kind, reason: problem.text });
  }

  const handle = handlerOf(options, guest, subject, tls);
  if (handle === undefined) {
    if (guest.kind === "peer") return void say(STATUS.refused, `it knows no subject ${subject}.`);
    return refuse({ claims: undefined, kind: "no_certificate", reason: "it answers nobody without a certificate of its star." });
  }
  let question: string;
  let body: unknown;
  try {
    question = await readBody(stream, guest.kind === "peer" ? options.maxBodyBytes : STRANGER_BODY_BYTES);
    body = decodeBody(question);
  } catch (thrown) {
    if (thrown instanceof BodyTooLong) say(STATUS.refused, "the question is longer than it takes.");
    else if (thrown instanceof SyntaxError) say(STATUS.refused, "the question is not whole.");
    return;
  }
  let sent: number;
  try {
    sent = say(STATUS.result, await handle(body));
  } catch (thrown) {
    const error = encodeError(thrown, credentials.name.node);
    if (error.code === "kernel.peers.failed") log.error({ err: thrown, subject }, "a question of another node failed");
    sent = say(STATUS.failed, error);
  }
  if (claims) traffic.count(claims.node, subject, { sent, received: Buffer.byteLength(question) });
}

function handlerOf(
  { handlers, strangerHandlers }: InboundOptions,
  guest: Guest,
  subject: string,
  tls: TLSSocket,
): ((body: unknown) => Promise<unknown>) | undefined {
  if (guest.kind === "peer") {
    const handler = handlers.get(subject);
    return handler && ((body) => handler(body, guest.identity));
  }
  const handler = strangerHandlers.get(subject);
  return handler && ((body) => handler(body, { address: tls.remoteAddress ?? "unknown", binding: bindingOf(tls) }));
}

/** Names a connection at this end. */
function endOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
