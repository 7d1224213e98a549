import type { X509Certificate } from "node:crypto";
import { type ClientHttp2Session, connect as connectHttp2 } from "node:http2";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { Clock } from "../../clock/index.ts";
import { isProblem } from "../../pki/certificates/index.ts";
import { peerDistrusted, peerUnreachable } from "../errors.ts";
import { type Credentials, identify } from "./credentials.ts";
import { SESSION_MEMORY_MB, WINDOW_BYTES } from "./inbound.ts";
import type { PeerAddress } from "./types.ts";

/** A connection to a node that has proved to be that node. */
export interface OpenLink {
  readonly session: ClientHttp2Session;
  readonly socket: Socket;
  readonly certificate: X509Certificate;
  readonly address: PeerAddress;
}

export interface DialOptions {
  readonly node: string;
  readonly address: PeerAddress;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

const KEEP_ALIVE_MS = 15_000;

/** @throws MultisiteError `kernel.peers.unreachable`, or `kernel.peers.refused` when who answers is not that node */
export async function dial({ node, address, credentials, clock, timeoutMs }: DialOptions): Promise<OpenLink> {
  const socket = connectTcp({ host: address.host, port: address.port, noDelay: true });
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  const tls = connectTls({
    ...credentials.tls(),
    socket,
    ALPNProtocols: ["h2"],
    // Checked below, by the name in the certificate and not by the address; nothing is sent before.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  });
  try {
    await opened(tls, clock, timeoutMs);
  } catch (thrown) {
    tls.destroy();
    socket.destroy();
    throw peerUnreachable(node, thrown);
  }
  const certificate = tls.getPeerX509Certificate();
  const reason = certificate === undefined ? "it shows no certificate." : distrust(credentials, node, tls, certificate);
  if (certificate === undefined || reason !== undefined) {
    tls.destroy();
    throw peerDistrusted(node, reason ?? "");
  }
  const session = connectHttp2(`https://${encodeURIComponent(node)}`, {
    createConnection: () => tls,
    maxSessionMemory: SESSION_MEMORY_MB,
    settings: { enablePush: false, initialWindowSize: WINDOW_BYTES },
  });
  session.once("connect", () => session.setLocalWindowSize(WINDOW_BYTES));
  return { session, socket, certificate, address };
}

function distrust(credentials: Credentials, node: string, tls: TLSSocket, certificate: X509Certificate): string | undefined {
  const outcome = identify(credentials, tls, certificate);
  if (isProblem(outcome)) return outcome.text;
  if (tls.alpnProtocol !== "h2") return "it does not speak as nodes do.";
  if (outcome.node === node) return undefined;
  return `it shows the certificate of the node ${outcome.node}; look at the addresses in the star's document.`;
}

async function opened(tls: TLSSocket, clock: Clock, timeoutMs: number): Promise<void> {
  const done = new AbortController();
  try {
    await Promise.race([
      new Promise<void>((resolve, reject) => {
        tls.once("secureConnect", resolve);
        tls.once("error", reject);
        tls.once("close", () => reject(new Error("The connection was closed during the handshake.")));
      }),
      clock.sleep(timeoutMs, done.signal).then(
        () => Promise.reject(new Error(`No connection within ${timeoutMs} ms.`)),
        () => undefined,
      ),
    ]);
  } finally {
    done.abort();
    // The session listens to errors from now on, or nobody needs to know.
    tls.on("error", () => {});
  }
}
