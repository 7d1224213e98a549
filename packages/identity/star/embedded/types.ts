import type { Board } from "@multisite/kernel/board";
import type { Clock } from "@multisite/kernel/clock";
import type { Log } from "@multisite/kernel/log";
import type { PeerLinks } from "@multisite/kernel/peers";
import type { Random } from "@multisite/kernel/random";
import type { Replication } from "../replication/types.ts";
import type { IdentityStar } from "../topology/types.ts";

/** How long and how often; the defaults are for real links. */
export interface ReplicationTiming {
  /** How long a question for changes waits at the other end for news. */
  readonly longPollMs: number;
  /** How much longer its answer may take. */
  readonly answerMs: number;
  /** How often the log is looked at for commits of other processes of this host. */
  readonly noticeMs: number;
  /** How often a writer looks whether it may still take writes. */
  readonly guardMs: number;
  /** How often masters tell each other what they know. */
  readonly greetMs: number;
  /** How long a write may wait for the standby; then it is refused as unconfirmed, and those after it up front. */
  readonly confirmLimitMs: number;
  /** Pause after a question that failed. */
  readonly retryMs: number;
  /** How often old changes are removed. */
  readonly trimMs: number;
}

export interface EmbeddedReplicationOptions {
  /** SQLite file, which the identity processes of this node have open. */
  readonly path: string;
  /** Where what differed is kept for the operator; default: beside the database file. */
  readonly exportDirectory?: string;
  /** Name of this node. */
  readonly node: string;
  /** As it is in force now. */
  readonly star: () => IdentityStar;
  readonly peers: PeerLinks;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly board: Board;
  readonly timing?: Partial<ReplicationTiming>;
  /** A replica holds before a transaction that deletes more rows, until {@link EmbeddedReplication.release}; never when unset. */
  readonly holdDeletesOver?: number;
  /** `process`: commits survive a crash of the program only; for tests. */
  readonly durability?: "host" | "process";
}

/** Replication of the embedded engine on one node, with its commands. */
export interface EmbeddedReplication extends Replication {
  /** @throws MultisiteError when the database file is not fit for this node */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The node that takes writes, as far as is known here. */
  writer(): string;
  /** Whether this node takes writes now, and why not. */
  writes(): { readonly accepted: true; readonly alone: boolean } | { readonly accepted: false; readonly reason: string };
  /** Makes this node the writer. */
  takeOver(options?: TakeOverOptions): Promise<CommandReport>;
  /** Lets this writer acknowledge writes that the standby does not have. */
  goOnAlone(): Promise<CommandReport>;
  /** Lets a held replica take the change that it holds before. */
  release(): Promise<void>;
  /** Compares this node's rows with those of the node that it follows; tables that differ, and the node rebuilds itself then. */
  verify(): Promise<{ readonly position: string; readonly differing: readonly string[] }>;
  /** Copies everything anew from the node that it follows. */
  rebuild(reason: string): Promise<void>;
}

export interface TakeOverOptions {
  /** The operator's word that no other master takes writes any more; else each of them must confirm that it has stepped down. */
  readonly oldWriterIsDown?: boolean;
  /** Also when this node may lack writes that were acknowledged. */
  readonly acceptLoss?: boolean;
}

export interface CommandReport {
  readonly epoch: string;
  readonly position: string;
  /** What the operator must know, in sentences. */
  readonly warnings: readonly string[];
}

/** What a node remembers beside its data, changed in one transaction with it. */
export interface MemberState {
  /** Highest epoch that it knows of or has promised to: it takes nothing from an earlier writer. */
  readonly promised: string;
  /** Of a writer that was told to go on alone. */
  readonly aloneSinceMs?: number;
  /** Of a writer: what is up to here may have been acknowledged without the present standby. */
  readonly floor: number;
  /** Of a standby: the epoch in which it is known to have all that is acknowledged. */
  readonly completeIn?: string;
  /** Of a replica: the operator has let this change through. */
  readonly released?: number;
}
