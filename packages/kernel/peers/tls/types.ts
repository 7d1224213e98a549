import type { Clock } from "../../clock/index.ts";
import type { Log } from "../../log/index.ts";
import type { CertificateProblem } from "../../pki/certificates/index.ts";
import type { PkiFiles, Revocations } from "../../pki/index.ts";
import type { PeerIdentity, PeerLinks } from "../types.ts";

/** Where a node's agent listens. */
export interface PeerAddress {
  readonly host: string;
  readonly port: number;
}

/** Somebody who was refused, for the log and for alarms. */
export interface RefusedPeer {
  readonly address: string;
  /** Of its certificate, when that could be read; it may be forged. */
  readonly claims: PeerIdentity | undefined;
  readonly kind: CertificateProblem["kind"] | "version" | "no_certificate" | "not_authorized";
  readonly reason: string;
}

/** What somebody without a certificate may ask: to join. */
export type StrangerHandler = (body: unknown, connection: StrangerConnection) => Promise<unknown>;

export interface StrangerConnection {
  readonly address: string;
  /** The same at both ends of this connection and of no other, so that a proof over it cannot be carried to another one. */
  readonly binding: Buffer;
}

export interface TlsPeersOptions {
  /** Certificate, key, authority and list of revoked ones; looked at again and again, so that renewal needs no restart. */
  readonly files: Pick<PkiFiles, "authority" | "certificate" | "privateKey" | "revocations">;
  readonly listen: PeerAddress;
  /** Asked at every question, so that a new topology counts at once; undefined when there is no such node. */
  readonly addressOf: (node: string) => PeerAddress | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Of the messages; the default is this program's. */
  readonly version?: number;
  readonly maxBodyBytes?: number;
  /** Between two looks at the files. */
  readonly lookMs?: number;
  /** Longest wait for a connection. */
  readonly connectTimeoutMs?: number;
  /** Longest silence of a node that is asked whether it is still there, before its connection is given up. */
  readonly pingTimeoutMs?: number;
  /** Longest wait for open questions when it is closed. */
  readonly drainMs?: number;
  readonly onRefused?: (refused: RefusedPeer) => void;
  /** The files cannot be used; the former ones stay in use. */
  readonly onProblem?: (problem: Error) => void;
}

/** Links over mutual TLS. */
export interface TlsPeers extends PeerLinks {
  readonly star: string;
  readonly port: number;
  readonly revocations: Revocations;
  /** Of the certificate in use. */
  certificateExpiresAtMs(): number;
  /** Of the certificate in use; upper-case hexadecimal. */
  certificateSerial(): string;
  /** Says who answers those that have no certificate. */
  answerStrangers(subject: string, handler: StrangerHandler): void;
  /** Looks at the files now. */
  reload(): void;
}
