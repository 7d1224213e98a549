import type { Alarms } from "@multisite/kernel/alarms";
import type { ChangeMark } from "@multisite/kernel/changes";
import type { Clock } from "@multisite/kernel/clock";
import type { Log } from "@multisite/kernel/log";
import type { PeerIdentity, PeerLinks } from "@multisite/kernel/peers";
import type { IdentityStar } from "../topology/types.ts";

/**
 * Who takes writes in an epoch, and what a write needs to count. It stands in the log of changes, so that a node that has the
 * change knows that it has everything before it. The epoch names the writer: `7@west-1`.
 */
export interface Regime {
  readonly epoch: string;
  /** From this statement on, a write counts only when this node has it too. Set at most once in an epoch. */
  readonly standby: string | null;
  /** Without a standby: the writer was told to go on alone; else it takes no writes until a standby has joined. */
  readonly alone: boolean;
  /**
   * `formed`: the first of the star. `majority`: more than half of the nodes have promised to take nothing of an earlier one.
   * `word`: on an operator's word only, that no other writer is at work.
   */
  readonly by: "formed" | "majority" | "word";
  readonly reason: string;
  readonly sinceMs: number;
}

/** What a node says of itself with every question and answer. */
export interface NodeReport {
  readonly node: string;
  /** Newest change in its log; null while it has no data. */
  readonly mark: ChangeMark | null;
  /** Of its own log. */
  readonly regime: Regime | null;
  /** The newest regime that it has promised to. */
  readonly promised: Regime | null;
  /** It waits for that regime, and takes no changes of another writer's earlier one meanwhile. */
  readonly isHeld: boolean;
  /** The newest that it has heard of as begun. */
  readonly heard: Regime | null;
  /** Epoch that it is trying to begin right now. */
  readonly attempting: string | null;
  /** It is the writer of its regime, and knows that it still is. */
  readonly isWriter: boolean;
  /** False while it does not know what it may have promised before it lost its memory. */
  readonly mayPromise: boolean;
  /** How long ago it last heard from whom it follows; 0 for a writer. */
  readonly staleMs: number;
}

export interface EmbeddedSettings {
  /** How long a question for changes waits at the other end when there are none. */
  readonly pollMs: number;
  /** The same for the standby, whose silence is noticed by the writer. */
  readonly standbyPollMs: number;
  /** A write that the standby has not confirmed by then is answered as not known. */
  readonly confirmMs: number;
  /** A standby that was not heard for so long is away: the writer takes no more writes. */
  readonly standbyAwayMs: number;
  /** How often masters, and a writer that is none, tell the masters of themselves. */
  readonly helloMs: number;
  /** Pause after a failure. */
  readonly retryMs: number;
  /** Longest wait for any answer that is not a long poll. */
  readonly answerMs: number;
  /** How often the writer looks whether another process of its host has written. */
  readonly watchMs: number;
  /** Changes kept for those that are behind. */
  readonly keptChanges: number;
}

export interface EmbeddedOptions {
  readonly self: PeerIdentity;
  readonly star: () => IdentityStar;
  readonly links: PeerLinks;
  /** SQLite file of the identity data; made when there is none. */
  readonly databasePath: string;
  /** Directory of the node: rows that differed are exported into `differing/`. */
  readonly home: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly alarms: Pick<Alarms, "raise" | "clear">;
  /** Told whenever anything of it changes; the agent puts it on the board. */
  readonly onState?: (state: EmbeddedState) => void;
  readonly settings?: Partial<EmbeddedSettings>;
  /** Awaited before each effect; for tests, which crash or slow down the node there. */
  readonly step?: (name: string) => Promise<void>;
  /** `process`: for tests, which crash no host. */
  readonly durability?: "host" | "process";
}

/** What the processes of the host must know of the replication. */
export interface EmbeddedState {
  readonly role: "writer" | "standby" | "replica";
  readonly writes: "here" | "forward" | "unavailable";
  /** Node that takes writes, as far as is known. */
  readonly writer: string | undefined;
  /** Why the node must not serve. */
  readonly fence: string | undefined;
  /** One sentence, when something is not as it should be. */
  readonly reason: string | undefined;
}
