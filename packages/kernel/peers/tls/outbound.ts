import { type ClientHttp2Stream, constants, type IncomingHttpHeaders } from "node:http2";
import type { Clock } from "../../clock/index.ts";
import type { MultisiteError } from "../../errors/index.ts";
import { createBackOff } from "../../lifecycle/back-off.ts";
import { peerBroken, peerRefused, peerTimeout, peerUnreachable } from "../errors.ts";
import { BodyTooLong } from "./body.ts";
import type { Credentials } from "./credentials.ts";
import { dial, type OpenLink } from "./dial.ts";
import { readAnswer, startQuestion } from "./question.ts";
import type { TrafficCount } from "./traffic.ts";
import type { PeerAddress } from "./types.ts";
import { decodeBody, decodeError, STATUS, VERSION_HEADER, versionProblem } from "./wire.ts";
import { within } from "./within.ts";

export interface OutboundOptions {
  readonly node: string;
  readonly addressOf: (node: string) => PeerAddress | undefined;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly traffic: TrafficCount;
  readonly version: number;
  readonly maxBodyBytes: number;
  readonly connectTimeoutMs: number;
  readonly pingTimeoutMs: number;
}

/** The end of one link where this node asks: a connection that is made when it is needed, and kept. */
export interface Outbound {
  ask(subject: string, body: string, timeoutMs: number): Promise<unknown>;
  /** Takes a new connection for the next question; what is under way on the old one goes on. */
  renew(): void;
  /** Ends it at once when the other node's certificate is no good any more. */
  recheck(): void;
  destroy(): void;
  readonly isIdle: boolean;
}

const FIRST_BACK_OFF_MS = 50;
const MOST_BACK_OFF_MS = 2000;

export function createOutbound(options: OutboundOptions): Outbound {
  const { node, addressOf, credentials, clock, traffic, version, maxBodyBytes } = options;
  const backOff = createBackOff(FIRST_BACK_OFF_MS, MOST_BACK_OFF_MS);
  const open = new Set<OpenLink>();
  let current: Promise<OpenLink> | undefined;
  let currentLink: OpenLink | undefined;
  let failure: { readonly error: MultisiteError; readonly untilMs: number } | undefined;
  let asking = 0;

  function link(): Promise<OpenLink> {
    const address = addressOf(node);
    if (address === undefined) return Promise.reject(peerUnreachable(node, "no address"));
    if (currentLink !== undefined && !isFit(currentLink, address)) renew();
    if (current !== undefined) return current;
    // A node that is down is not dialled at every question.
    if (failure !== undefined && clock.monotonicMs() < failure.untilMs) return Promise.reject(failure.error);
    const dialled = dial({ node, address, credentials, clock, timeoutMs: options.connectTimeoutMs });
    current = dialled;
    dialled.then(
      (made) => opened(dialled, made),
      (error: MultisiteError) => {
        if (current === dialled) current = undefined;
        failure = { error, untilMs: clock.monotonicMs() + backOff.nextMs() };
      },
    );
    return dialled;
  }

  function isFit({ session, address, certificate }: OpenLink, { host, port }: PeerAddress): boolean {
    if (session.closed || session.destroyed || address.host !== host || address.port !== port) return false;
    return credentials.problemNow(certificate) === undefined;
  }

  function opened(dialled: Promise<OpenLink>, made: OpenLink): void {
    backOff.reset();
    failure = undefined;
    open.add(made);
    traffic.follow(node, made.socket);
    made.session.once("close", () => {
      open.delete(made);
      if (currentLink === made) forget();
    });
    // Renewed while it was dialled: those who wait for it still use it.
    if (current === dialled) currentLink = made;
    else made.session.close();
  }

  function forget(): void {
    current = undefined;
    currentLink = undefined;
  }

  function renew(): void {
    currentLink?.session.close();
    forget();
  }

  /**
   * Nothing came since the question was sent: either the other node is slow, or the link was cut in between, and TCP would try again
   * for minutes. Who is there answers a ping.
   */
  function suspect({ session, socket }: OpenLink, bytesBefore: number): void {
    if (socket.bytesRead > bytesBefore || session.destroyed) return;
    session.ping(() => {});
    void clock.sleep(options.pingTimeoutMs).then(() => {
      if (socket.bytesRead === bytesBefore) session.destroy();
    });
  }

  async function exchange(subject: string, body: string, timeoutMs: number, isSecond = false): Promise<unknown> {
    const startMs = clock.monotonicMs();
    const used = await within(link(), clock, timeoutMs, () => peerUnreachable(node, `no connection within ${timeoutMs} ms`));
    const bytesBefore = used.socket.bytesRead;
    let stream: ClientHttp2Stream | undefined;
    const answered = (async () => {
      stream = startQuestion(used.session, subject, body, version);
      return readAnswer(stream, maxBodyBytes);
    })();
    const leftMs = timeoutMs - (clock.monotonicMs() - startMs);
    try {
      const { head, text } = await within(answered, clock, leftMs, () => {
        suspect(used, bytesBefore);
        return peerTimeout(node, timeoutMs);
      });
      traffic.count(node, subject, { sent: Buffer.byteLength(body), received: Buffer.byteLength(text) });
      return meaning(head, text);
    } catch (thrown) {
      const wasRefused = stream === undefined || stream.rstCode === constants.NGHTTP2_REFUSED_STREAM;
      stream?.close(constants.NGHTTP2_CANCEL);
      if (isOurs(thrown)) throw thrown;
      if (thrown instanceof BodyTooLong) throw peerRefused(node, "its answer is longer than this node takes.");
      // The other node was about to close, and has not looked at it.
      if (wasRefused && !isSecond) {
        if (currentLink === used) forget();
        return exchange(subject, body, timeoutMs - (clock.monotonicMs() - startMs), true);
      }
      throw wasRefused ? peerUnreachable(node, thrown) : peerBroken(node, thrown);
    }
  }

  function meaning(head: IncomingHttpHeaders, text: string): unknown {
    let body: unknown;
    try {
      body = decodeBody(text);
    } catch (thrown) {
      throw peerBroken(node, thrown);
    }
    const status = Number(head[":status"]);
    if (status === STATUS.refused) throw peerRefused(node, String(body));
    const outdated = versionProblem(head[VERSION_HEADER], version);
    if (outdated !== undefined) throw peerRefused(node, outdated);
    if (status === STATUS.result) return body;
    throw decodeError(body);
  }

  return {
    async ask(subject, body, timeoutMs) {
      asking++;
      try {
        return await exchange(subject, body, timeoutMs);
      } finally {
        asking--;
      }
    },
    renew,
    recheck() {
      if (currentLink === undefined || credentials.problemNow(currentLink.certificate) === undefined) return;
      currentLink.session.destroy();
      forget();
    },
    destroy() {
      forget();
      for (const each of open) each.session.destroy();
    },
    get isIdle() {
      return asking === 0;
    },
  };
}

/** An error that says already what happened. */
function isOurs(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === "MultisiteError";
}
