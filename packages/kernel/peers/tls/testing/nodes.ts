import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, systemClock } from "../../../clock/index.ts";
import { silentLog } from "../../../log/index.ts";
import {
  type Authority,
  createAuthority,
  type PkiFiles,
  pkiFiles,
  requestCertificate,
  storeCertificate,
} from "../../../pki/index.ts";
import { openTlsPeers, type PeerAddress, type RefusedPeer, type TlsPeers, type TlsPeersOptions } from "../index.ts";

/** Nodes of one star on the loopback, with an authority and files of their own. */
export interface TestNodes {
  readonly authority: Authority;
  readonly clock: Clock & { offsetMs: number };
  /** Where each node is reached; tests put relays in between. */
  readonly addresses: Map<string, PeerAddress>;
  readonly refused: { readonly by: string; readonly refused: RefusedPeer }[];
  directoryOf(node: string): string;
  filesOf(node: string): PkiFiles;
  /** Makes the files of a node; by another authority for a forged one. */
  enroll(node: string, options?: { readonly lifeMs?: number; readonly by?: Authority }): Promise<void>;
  open(node: string, options?: Partial<TlsPeersOptions>): Promise<TlsPeers>;
  otherAuthority(star: string): Promise<Authority>;
  /** Ends all links; what was enrolled stays. */
  closeLinks(): Promise<void>;
  close(): Promise<void>;
}

/** A node is called after its site: `east-1` is in `east`. */
export async function startTestNodes(star = "test"): Promise<TestNodes> {
  const home = mkdtempSync(join(tmpdir(), "multisite-peers-"));
  const clock = {
    ...systemClock,
    offsetMs: 0,
    nowMs: () => systemClock.nowMs() + clock.offsetMs,
  };
  const authority = await createAuthority({ directory: join(home, "authority"), star, clock });
  const others: Authority[] = [];
  const opened: TlsPeers[] = [];
  const addresses = new Map<string, PeerAddress>();
  const refused: { by: string; refused: RefusedPeer }[] = [];
  const directoryOf = (node: string): string => join(home, node);
  const siteOf = (node: string): string => node.replace(/-.*/, "");
  async function closeLinks(): Promise<void> {
    await Promise.all(opened.splice(0).map((peers) => peers.close()));
    addresses.clear();
    refused.length = 0;
  }
  return {
    authority,
    clock,
    addresses,
    refused,
    directoryOf,
    filesOf: (node) => pkiFiles(directoryOf(node)),
    async enroll(node, { lifeMs, by = authority } = {}) {
      const request = await requestCertificate(directoryOf(node));
      const certificate = await by.issue(request, { site: siteOf(node), node, ...(lifeMs === undefined ? {} : { lifeMs }) });
      storeCertificate(directoryOf(node), certificate, by.certificate);
    },
    async open(node, options = {}) {
      const peers = await openTlsPeers({
        files: pkiFiles(directoryOf(node)),
        listen: { host: "127.0.0.1", port: 0 },
        addressOf: (other) => addresses.get(other),
        clock,
        log: silentLog,
        lookMs: 100,
        onRefused: (each) => refused.push({ by: node, refused: each }),
        ...options,
      });
      if (!addresses.has(node)) addresses.set(node, { host: "127.0.0.1", port: peers.port });
      opened.push(peers);
      return peers;
    },
    async otherAuthority(otherStar) {
      const made = await createAuthority({ directory: join(home, `authority-${others.length}`), star: otherStar, clock });
      others.push(made);
      return made;
    },
    closeLinks,
    async close() {
      await closeLinks();
      for (const each of [authority, ...others]) each.close();
      rmSync(home, { recursive: true });
    },
  };
}

/** The code and text with which it fails. */
export async function failureOf(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    (value) => `no failure: ${JSON.stringify(value)}`,
    (thrown: { code?: string; message: string }) => `${thrown.code}: ${thrown.message}`,
  );
}
