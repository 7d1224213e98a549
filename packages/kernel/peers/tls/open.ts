import { listen } from "../../http/index.ts";
import { peerRefused, peerUnreachable } from "../errors.ts";
import type { PeerHandler } from "../types.ts";
import { followCredentials } from "./credentials.ts";
import { createInbound } from "./inbound.ts";
import { createOutbound, type Outbound } from "./outbound.ts";
import { createTrafficCount } from "./traffic.ts";
import type { StrangerHandler, TlsPeers, TlsPeersOptions } from "./types.ts";
import { encodeBody, MAX_BODY_BYTES, PROTOCOL_VERSION } from "./wire.ts";

const DEFAULT_TIMEOUT_MS = 5000;
const CONNECT_TIMEOUT_MS = 3000;
const PING_TIMEOUT_MS = 2000;
const DRAIN_MS = 5000;
const DRAIN_LOOK_MS = 10;

/**
 * Links to the other nodes of the star over mutual TLS 1.3: one port where this node is asked, one connection to each node that it
 * asks.
 *
 * @throws MultisiteError `kernel.http.*` when the port cannot be had or the files do not fit; `kernel.pki.*`
 */
export async function openTlsPeers(options: TlsPeersOptions): Promise<TlsPeers> {
  const { clock, log, addressOf, version = PROTOCOL_VERSION, maxBodyBytes = MAX_BODY_BYTES } = options;
  const handlers = new Map<string, PeerHandler>();
  const strangerHandlers = new Map<string, StrangerHandler>();
  const outbound = new Map<string, Outbound>();
  const traffic = createTrafficCount();
  let isClosed = false;

  const credentials = followCredentials(options, () => {
    inbound.server.setSecureContext(credentials.tls());
    // The other end knows this node by its former certificate until it is connected anew.
    for (const each of outbound.values()) each.renew();
  });
  const { site, node: me, star } = credentials.name;
  const onRefused = options.onRefused ?? (() => {});
  const shared = { credentials, traffic, version, maxBodyBytes };
  const inbound = createInbound({ ...shared, handlers, strangerHandlers, log, onRefused });
  const stopRechecking = credentials.revocations.subscribe(() => {
    inbound.recheck();
    for (const each of outbound.values()) each.recheck();
  });
  let port: number;
  try {
    port = await listen(inbound.server, options.listen.host, options.listen.port);
  } catch (thrown) {
    credentials.stop();
    throw thrown;
  }
  inbound.server.on("error", (thrown) => log.error({ err: thrown }, "the port for other nodes failed"));

  function outboundOf(node: string): Outbound {
    const known = outbound.get(node);
    if (known) return known;
    const { connectTimeoutMs = CONNECT_TIMEOUT_MS, pingTimeoutMs = PING_TIMEOUT_MS } = options;
    const made = createOutbound({ ...shared, node, addressOf, clock, connectTimeoutMs, pingTimeoutMs });
    outbound.set(node, made);
    return made;
  }

  return {
    self: { site, node: me },
    star,
    port,
    revocations: credentials.revocations,
    certificateExpiresAtMs: () => credentials.certificate().validToDate.getTime(),
    certificateSerial: () => credentials.certificate().serialNumber,
    async ask(node, subject, body, { timeoutMs = DEFAULT_TIMEOUT_MS } = {}) {
      if (isClosed) throw peerUnreachable(node, "these links are closed");
      const text = encodeBody(body);
      if (Buffer.byteLength(text) > maxBodyBytes) throw peerRefused(node, "the question is longer than a node takes.");
      return outboundOf(node).ask(subject, text, timeoutMs);
    },
    answer: (subject, handler) => void handlers.set(subject, handler),
    answerStrangers: (subject, handler) => void strangerHandlers.set(subject, handler),
    traffic: traffic.all,
    reload: credentials.look,
    async close() {
      isClosed = true;
      credentials.stop();
      stopRechecking();
      const stopped = new Promise<void>((resolve) => inbound.server.close(() => resolve()));
      inbound.drain();
      const untilMs = clock.monotonicMs() + (options.drainMs ?? DRAIN_MS);
      const isIdle = (): boolean => inbound.isIdle && [...outbound.values()].every((each) => each.isIdle);
      while (!isIdle() && clock.monotonicMs() < untilMs) await clock.sleep(DRAIN_LOOK_MS);
      inbound.destroy();
      for (const each of outbound.values()) each.destroy();
      await stopped;
    },
  };
}
