import type { AlarmSeverity } from "@multisite/kernel/alarms";
import type { ReplicationState } from "../../replication/types.ts";
import type { GaleraStatus, GtidPosition, SlaveStatus } from "../sql/index.ts";

/** A master as this node sees it. */
export interface MasterSeen {
  readonly node: string;
  readonly site: string;
  /**
   * `ready`: it answers and is in the part of the cluster that takes writes. `idle`: it answers, and takes no writes. `gone`: it
   * was asked and did not answer. `unasked`: nobody needed to know; asking costs a message between sites.
   */
  readonly state: "ready" | "idle" | "gone" | "unasked";
  /** Since when it has been in that state without a break, by the monotonic clock. */
  readonly sinceMs: number;
  /** What its binary log has, as far as it is the star's. */
  readonly position?: GtidPosition;
  /** When its server was started, by its own clock: which of its lives it is. */
  readonly startedAtMs?: number;
}

/** Another replica of the same site. */
export interface SiblingSeen {
  readonly node: string;
  /** undefined: it does not answer, or follows nobody. */
  readonly follows: string | undefined;
  readonly serves: boolean;
}

/** This node's own server. */
export interface OwnServer {
  /** The master that it is pointed at; undefined: at none that is known. */
  readonly follows: string | undefined;
  readonly slave: SlaveStatus | undefined;
  /** What it has applied, as far as it is the star's. */
  readonly position: GtidPosition;
  /** Changes in its binary log that no master of the star has made: `21-21-3`. */
  readonly errant: readonly string[];
  readonly isReadOnly: boolean;
  readonly startedAtMs: number;
}

/** What an operator must decide; stays until the operator has. */
export interface Hold {
  /**
   * `ahead`: it has what the masters lack. `lost`: a master, and replicas have what it lacks. `errant`: it was written to by somebody.
   * `superseded`: another node was promoted in its absence. `removed`: it leaves the star. `differs`: it is the link
   * of a read-only cluster, which is not made anew by itself.
   */
  readonly why: "ahead" | "lost" | "errant" | "superseded" | "removed" | "differs";
  readonly reason: string;
  /** Where the rows are that differ. */
  readonly file?: string;
}

/** A replica that an operator made the writer. Of two the one with the higher epoch counts. */
export interface Promotion {
  readonly node: string;
  readonly epoch: number;
  /** GTID domain of what it writes, its own: told apart from what the masters may still have. */
  readonly domain: number;
  /** Where it stood. */
  readonly position: string;
  readonly reason: string;
}

/** What must survive a crash of the agent. */
export interface FollowMemory {
  /** Why it must be compared with a master before it serves; undefined: it is verified. */
  readonly unverified?: string;
  /** It has been compared, and these rows differ. */
  readonly differs?: { readonly rows: number; readonly onlyHere: number; readonly file: string };
  /** A rebuild has begun and not ended: the data is in pieces. */
  readonly rebuilding?: string;
  readonly hold?: Hold;
  /** The node that an operator made the writer, when all masters were lost. */
  readonly promotion?: Promotion;
  /** The master that an operator put it behind, until a topology after this generation. */
  readonly pinned?: { readonly master: string; readonly generation: number; readonly reached?: boolean };
  /** GTID domain of a read-only cluster's own in which there are changes. */
  readonly writtenDomain?: number;
  /** When the servers of the masters had been started, as it was last found equal to one of them. */
  readonly verified?: { readonly with: string; readonly starts: Readonly<Record<string, number>> };
}

/** All that a replica decides from. */
export interface ReplicaSeen {
  readonly node: string;
  /** By the monotonic clock. */
  readonly atMs: number;
  /** undefined: the own server does not answer. */
  readonly own: OwnServer | undefined;
  /** The master that the document says. */
  readonly home: string;
  /** An operator has just put it behind its home: there is nothing to wait for. */
  readonly isSent: boolean;
  /** Kept behind on purpose: it never serves, and is not compared. */
  readonly isDelayed: boolean;
  /** In the order in which they are taken when the own master is gone. */
  readonly masters: readonly MasterSeen[];
  readonly siblings: readonly SiblingSeen[];
  readonly memory: FollowMemory;
  /** Since when all masters that can be asked have had less than this node; undefined: they have not. */
  readonly aheadSinceMs?: number;
  /** Whether the chain of marks that the masters write goes through the last one that is here. */
  readonly chain: "continues" | "forked" | "unknown";
  /** As last measured. */
  readonly lagMs?: number;
}

/** All that a master of a Galera cluster decides from. */
export interface MasterNodeSeen {
  readonly node: string;
  readonly atMs: number;
  readonly own:
    | {
        /** undefined: it is in no cluster, the only master of its star. */
        readonly galera: GaleraStatus | undefined;
        readonly position: GtidPosition;
        /** Changes that it made outside of the cluster. */
        readonly errant: readonly string[];
      }
    | undefined;
  /** The other masters. */
  readonly others: readonly MasterSeen[];
  /** What replicas say that they have; those that do not answer are not among them. */
  readonly replicas: readonly { readonly node: string; readonly position: GtidPosition }[];
  /** Since when it has been back, and not reconciled. */
  readonly backSinceMs?: number;
  /** Since when it has been without the majority. */
  readonly minoritySinceMs?: number;
  /** The one with the highest epoch that any node tells of. */
  readonly promotion?: Promotion;
  readonly memory: FollowMemory;
}

/** Times that the decisions are made by. */
export interface FollowLimits {
  /** So long a master may be gone before its replica moves. */
  readonly holdDownMs: number;
  /** So long the document's master must have been ready before a replica goes back to it. */
  readonly returnAfterMs: number;
  /** So long the masters may be behind a replica before they count as having lost something. */
  readonly aheadGraceMs: number;
  /** A replica that is further behind is said to be catching up. */
  readonly behindMs: number;
}

/** One named effect on the own server. */
export type FollowAct =
  | { readonly act: "follow"; readonly master: string; readonly because: string }
  | { readonly act: "start-threads" }
  /** Another node of its cluster is the link. */
  | { readonly act: "unfollow" }
  | { readonly act: "set-read-only" }
  /** Takes a GTID domain out of the server's state of which there is no change. */
  | { readonly act: "forget-domain"; readonly domain: number }
  | { readonly act: "verify"; readonly master: string }
  | { readonly act: "rebuild"; readonly because: string }
  /** Nothing is left to compare with: it takes writes from now on. */
  | { readonly act: "accept"; readonly because: string }
  /** It was promoted. */
  | { readonly act: "open" }
  | { readonly act: "hold"; readonly hold: Hold };

export interface FollowAlarm {
  /** The last part of its ID: `master_gone`. */
  readonly name: string;
  readonly severity: AlarmSeverity;
  readonly cause: string;
  readonly next: string;
}

/** What is to be said of a node, and what is to be done next. */
export interface FollowDecision {
  readonly rule: string;
  readonly state: ReplicationState;
  /** One sentence, when the state is not `running`. */
  readonly reason?: string;
  /** Whether requests may be answered from its data. */
  readonly serves: boolean;
  /** Where its writes go; as its role has it when unset. */
  readonly writes?: "here" | "forward" | "unavailable";
  readonly act?: FollowAct;
  readonly alarm?: FollowAlarm;
}
