import type { X509Certificate } from "node:crypto";
import type { ClientHttp2Session } from "node:http2";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Clock } from "../../clock/index.ts";
import { isProblem } from "../../pki/certificates/index.ts";
import { peerDistrusted, peerUnreachable } from "../errors.ts";
import { openSession, openTls } from "./connect.ts";
import { type Credentials, identify } from "./credentials.ts";
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

/** @throws MultisiteError `kernel.peers.unreachable`, or `kernel.peers.refused` when who answers is not that node */
export async function dial({ node, address, credentials, clock, timeoutMs }: DialOptions): Promise<OpenLink> {
  const { socket, tls } = await openTls(address, credentials.tls(), clock, timeoutMs).catch((thrown: unknown) => {
    throw peerUnreachable(node, thrown);
  });
  const certificate = tls.getPeerX509Certificate();
  const reason = certificate === undefined ? "it shows no certificate." : distrust(credentials, node, tls, certificate);
  if (certificate === undefined || reason !== undefined) {
    tls.destroy();
    throw peerDistrusted(node, reason ?? "");
  }
  return { session: openSession(node, tls), socket, certificate, address };
}

function distrust(credentials: Credentials, node: string, tls: TLSSocket, certificate: X509Certificate): string | undefined {
  const outcome = identify(credentials, tls, certificate);
  if (isProblem(outcome)) return outcome.text;
  if (tls.alpnProtocol !== "h2") return "it does not speak as nodes do.";
  if (outcome.node === node) return undefined;
  return `it shows the certificate of the node ${outcome.node}; look at the addresses in the star's document.`;
}
