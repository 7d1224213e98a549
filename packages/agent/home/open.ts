import { existsSync } from "node:fs";
import {
  type AskIdentity,
  findNode,
  type HomeKeyDisk,
  type IdentityStar,
  loadedFromBoard,
  openFence,
  openKeyDisk,
  type StarHome,
  starHome,
} from "@multisite/identity/star";
import { openAlarms } from "@multisite/kernel/alarms";
import { openBoard } from "@multisite/kernel/board";
import type { Clock } from "@multisite/kernel/clock";
import { openFactStore } from "@multisite/kernel/facts";
import type { Log } from "@multisite/kernel/log";
import { startCertificateCare } from "@multisite/kernel/peers/certificates";
import { openTlsPeers, type PeerAddress, type TlsPeers } from "@multisite/kernel/peers/tls";
import { openAuthority, pkiFiles } from "@multisite/kernel/pki";
import type { Random } from "@multisite/kernel/random";
import { createMemberSealer, readMemberKeys, verifySignature } from "@multisite/kernel/seal";
import type { SiteCloud } from "@multisite/network";
import type { AgentPorts, AgentReplication } from "../agent/types.ts";
import { exchangePeers } from "../duties/exchange-facts.ts";
import { openDocument } from "./document-file.ts";
import { type NodeFile, readNodeFile } from "./node-file.ts";

export interface OpenNodeOptions {
  readonly directory: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly version: string;
  /** The identity service of this host. */
  readonly identity: AskIdentity;
  /** Of the messages between nodes; the default is this program's. */
  readonly protocolVersion?: number;
  /** The links as everything uses them; for those that can be cut. */
  readonly links?: (links: TlsPeers) => TlsPeers;
  /** Where a node is dialled that is not reached at its own address, but through a relay. */
  readonly dialledAt?: (node: string) => PeerAddress | undefined;
  /** Whether an identity process that reports to this node still runs; the default asks the system. */
  readonly isAlive?: (processId: number) => boolean;
  /** Of this site, where this node has it. */
  readonly cloud?: SiteCloud;
  /** Of the engine that the document names. */
  readonly replication: (opened: OpenedNode) => AgentReplication;
}

/** What replication is made of. */
export interface OpenedNode extends Omit<AgentPorts, "replication" | "ceremony" | "identity" | "fence"> {
  readonly home: StarHome;
  readonly file: NodeFile;
  readonly links: TlsPeers;
}

/** A node on its real disk and its real links; nothing of it runs yet. */
export interface Node {
  readonly home: StarHome;
  readonly file: NodeFile;
  readonly links: TlsPeers;
  readonly disk: HomeKeyDisk;
  readonly ports: AgentPorts;
}

/** @throws MultisiteError that names what of the home is not fit */
export async function openNode(options: OpenNodeOptions): Promise<Node> {
  const { clock, random, log, version } = options;
  const home = starHome(options.directory);
  const file = readNodeFile(home);
  const document = openDocument(home);
  const keys = readMemberKeys(home.member);
  const disk = openKeyDisk({ home: home.directory, clock });
  const alarms = openAlarms({ path: home.alarms, clock });
  const files = pkiFiles(home.pki);
  const authority = existsSync(files.authorityKey) ? openAuthority({ directory: home.pki, clock, random }) : undefined;
  const tls = await openTlsPeers({
    ...(options.protocolVersion === undefined ? {} : { version: options.protocolVersion }),
    files,
    listen: listenAddress(document.current(), file.node),
    addressOf: (node) => options.dialledAt?.(node) ?? addressOf(document.current(), node),
    clock,
    log,
  });
  const links = options.links?.(tls) ?? tls;
  const certificates = startCertificateCare({
    links,
    directory: home.pki,
    ...(authority === undefined ? { authorityNode: () => file.root.member } : { authority }),
    peers: () => exchangePeers(document.current(), file.node).near,
    clock,
    log,
  });
  const opened: OpenedNode = {
    home,
    file,
    links,
    document,
    store: openFactStore({ path: home.facts, random }),
    board: openBoard(home.board),
    alarms,
    clock,
    random,
    log,
    version,
    certificates,
    ...(authority === undefined ? {} : { authority }),
  };
  const ports: AgentPorts = {
    ...opened,
    ...(options.cloud === undefined ? {} : { cloud: options.cloud }),
    identity: options.identity,
    fence: openFence({ home: home.directory, board: opened.board, store: opened.store, clock }),
    replication: options.replication(opened),
    ceremony: {
      root: file.root,
      disk,
      sealer: createMemberSealer(keys, file.node, random),
      sign: keys.sign,
      verify: verifySignature,
      loaded: loadedFromBoard(opened.board, disk, options.isAlive),
      // Operators are believed by the statement that made them such; without one, this key is worth nothing.
      ...(file.node === file.root.member ? {} : { operator: { sign: keys.sign, operatorKey: keys.signingKey } }),
    },
  };
  return { home, file, links, disk, ports };
}

function addressOf(star: IdentityStar, node: string) {
  const found = findNode(star, node)?.node;
  return found && { host: found.address, port: found.ports.agent };
}

function listenAddress(star: IdentityStar, node: string) {
  return addressOf(star, node) ?? { host: "127.0.0.1", port: 0 };
}
