import type { Clock } from "../../clock/index.ts";
import { messageOf } from "../../errors/index.ts";
import type { Log } from "../../log/index.ts";
import type { Authority, IssuedCertificate } from "../../pki/index.ts";
import type { TlsPeers } from "../tls/index.ts";
import { answerRenewals, isRenewalDue, renewCertificate } from "./renewal.ts";
import { answerRevocations, compareRevocations, tellRevocations } from "./revocations.ts";

/** What a node's certificate needs, for its status and alarms. */
export interface CertificateStatus {
  readonly expiresAtMs: number;
  /** Two thirds of its life have passed, and it could not be renewed yet. */
  readonly renewalFailure: string | undefined;
  /** Of the list of revoked certificates. */
  readonly listNumber: number;
  /** The star does not want this node any more: why. */
  readonly revokedReason: string | undefined;
}

export interface CertificateCareOptions {
  readonly links: TlsPeers;
  /** The node's `pki` directory. */
  readonly directory: string;
  /** At the node that holds it. */
  readonly authority?: Authority;
  /** Elsewhere: who holds it. */
  readonly authorityNode?: () => string | undefined;
  /** Whom this node compares its list with; the masters, and for a master all nodes. */
  readonly peers: () => readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  readonly lookMs?: number;
}

/** Renews the node's certificate in time, and has what is revoked known everywhere. */
export interface CertificateCare {
  status(): CertificateStatus;
  /** At the node that holds the authority: revokes a node's certificates, ends its connections, and tells all others at once. */
  revoke(node: string, reason: string): Promise<readonly IssuedCertificate[]>;
  /** What it does every minute. */
  look(): Promise<void>;
  stop(): void;
}

const LOOK_MS = 60_000;

export function startCertificateCare(options: CertificateCareOptions): CertificateCare {
  const { links, directory, authority, authorityNode = () => undefined, peers, clock, log } = options;
  const { revocations } = links;
  let renewalFailure: string | undefined;
  let turn = 0;

  answerRevocations(links);
  if (authority) answerRenewals(links, authority);
  const tell = (): Promise<void> => tellRevocations(links, others(), log);
  const stopTelling = revocations.subscribe(() => void tell());
  const others = (): readonly string[] => peers().filter((node) => node !== links.self.node);

  async function renew(): Promise<void> {
    if (!isRenewalDue(directory, clock.nowMs())) {
      renewalFailure = undefined;
      return;
    }
    try {
      await renewCertificate(links, directory, { authority, node: authorityNode() });
      renewalFailure = undefined;
      log.info("the certificate of this node was renewed");
    } catch (thrown) {
      renewalFailure = messageOf(thrown);
      log.warn({ err: thrown }, "the certificate of this node could not be renewed; this is tried again");
    }
  }

  /** With one node at a time: a list is told at once when it is made, and this is for those who were away. */
  async function compare(): Promise<void> {
    const nodes = others();
    const node = nodes[turn++ % Math.max(1, nodes.length)];
    if (node === undefined) return;
    await compareRevocations(links, node).catch((thrown: unknown) => {
      log.debug({ err: thrown, node }, "lists of revoked certificates could not be compared");
    });
  }

  const look = async (): Promise<void> => {
    await renew();
    await compare();
  };
  const stopLooking = clock.every(options.lookMs ?? LOOK_MS, look);

  return {
    status: () => ({
      expiresAtMs: links.certificateExpiresAtMs(),
      renewalFailure,
      listNumber: revocations.number,
      revokedReason: revocations.revoked(links.certificateSerial())?.reason,
    }),
    async revoke(node, reason) {
      if (authority === undefined) throw new Error("Only the node that holds the authority can revoke.");
      const revoked = authority.revoke(node, reason);
      // Tells the others, too.
      revocations.accept(authority.revocations.signed);
      return revoked;
    },
    look,
    stop() {
      stopLooking();
      stopTelling();
    },
  };
}
