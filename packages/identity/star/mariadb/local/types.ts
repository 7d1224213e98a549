import type { Clock } from "@multisite/kernel/clock";
import type { Random } from "@multisite/kernel/random";
import type { MariadbConnection, MariadbServerLocation, SqlLocation } from "@multisite/kernel/sql";
import type { SitedNode } from "../../topology/queries.ts";
import type { IdentityStar, StarNode, StarSite } from "../../topology/types.ts";
import type { NodeAccess } from "../access/index.ts";
import type { MemoryBudget, StarPasswords } from "../render/index.ts";

/** What one machine runs a star with. */
export interface LocalStarOptions {
  /** Everything is here; a star that is in it is started again where it was. */
  readonly directory: string;
  readonly clock: Clock;
  readonly random: Random;
  /** About 150 MB a node unless said otherwise. */
  readonly memory?: MemoryBudget;
  /**
   * Keeps the addresses of the document, which must be those of this machine (or of the namespaces that `enter` leads into); else
   * each node gets a loopback address of its own.
   */
  readonly keepAddresses?: boolean;
  /** What a node's commands begin with, such as `ip netns exec NAME`. */
  readonly enter?: (sited: SitedNode) => readonly string[];
  /** Gives a node its certificate, unless it has one. Then nodes speak mutual TLS; without it, everything is in clear on this machine. */
  readonly certify?: (sited: SitedNode, pkiDirectory: string) => Promise<void>;
  /** Nobody looks after the nodes: masters take writes as soon as they run. */
  readonly withoutAgents?: boolean;
  /** Of a new star: Keystone's, unless a stock Keystone shall make them itself. */
  readonly tables?: "keystone" | "none";
  readonly onStep?: (step: LocalStep) => void;
}

/** One step that has ended. */
export interface LocalStep {
  readonly title: string;
  readonly tookMs: number;
}

/** A node with its process. */
export interface LocalNode {
  readonly name: string;
  readonly site: StarSite;
  readonly node: StarNode;
  /** Its home directory. */
  readonly home: string;
  /** As administrator, over the socket; not of an arbitrator. */
  readonly administrator: MariadbServerLocation;
  /** As the identity service of this host. */
  readonly identity: SqlLocation;
  isRunning(): boolean;
  /** Of the running process. */
  pid(): number | undefined;
  /** Memory that the process holds. */
  residentMb(): number;
  /** A new administrator's connection; the caller closes it. */
  connect(): MariadbConnection;
  /** Starts it and waits until it serves. With `asFirst` a master begins the cluster anew from its own data. */
  start(options?: { readonly asFirst?: boolean }): Promise<void>;
  /** Lets it end by itself. */
  stop(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Stands still as a machine that is swapped out, until {@link LocalNode.resume}. */
  pause(): void;
  resume(): void;
  logTail(lines?: number): string;
}

/** A star that runs on this machine. */
export interface LocalStar {
  /** With the addresses that its nodes have here. */
  readonly star: IdentityStar;
  readonly directory: string;
  readonly nodes: ReadonlyMap<string, LocalNode>;
  readonly passwords: StarPasswords;
  /** The node of that name; throws when there is none. */
  node(name: string): LocalNode;
  /** How a node reaches its own server and those of others. */
  access(nodeName: string): NodeAccess;
  /** Stops all, replicas first; the data stay. */
  stop(): Promise<void>;
}
