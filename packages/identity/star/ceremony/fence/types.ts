import type { CeremonyView } from "../types.ts";

/** Why a node must not serve, as it stands on the board of the host. */
export interface Fence {
  readonly code: FenceCode;
  /** One or two sentences: why, and what it waits for. */
  readonly reason: string;
}

export type FenceCode =
  /** It may be a former self: what it has said since its backup it does not know. */
  | "identity.star.restored"
  /** It has not been taken in by all others yet. */
  | "identity.star.not_admitted"
  | "identity.star.evicted"
  /** It lacks keys that others count on. */
  | "identity.star.keys_lost"
  /** Its key was condemned, and there is no other to sign with yet. */
  | "identity.star.no_signing_key"
  /** Its data are being fetched, compared or made anew. */
  | "identity.star.data_not_ready";

/** How far something of this host has come; it never goes back, unless the host was restored. */
export interface Mark {
  /** Numbers are compared only within one. */
  readonly epoch: string;
  readonly number: number;
}

/** What a node must not forget about its fence. */
export interface FenceMemory {
  /** It was taken in once: from then on a member that joins later is no reason not to serve. */
  readonly hasServed: boolean;
  readonly restored: { readonly because: string; readonly sinceMs: number; readonly formerEpoch: string } | undefined;
  /** By what it is of: `facts` for the store of facts, others as the agent names them (`document`, `database`). */
  readonly marks: Readonly<Record<string, Mark>>;
}

/** Exchanges of facts that have run to the end. */
export interface Exchanged {
  /** By node: when the last one began. */
  readonly beganMs: ReadonlyMap<string, number>;
  /** When the last round began in which everybody was asked; undefined before the first has ended. */
  readonly roundBeganMs: number | undefined;
}

/** Everything that decides whether a node may serve. */
export interface FenceObservations {
  readonly nowMs: number;
  /** How long ago the agent was started. */
  readonly startedAgoMs: number;
  readonly memory: FenceMemory;
  /** As they are now. `facts` is always among them. */
  readonly marks: Readonly<Record<string, Mark>>;
  readonly view: CeremonyView;
  readonly onDisk: ReadonlySet<string>;
  /** Keys that whoever reads the rendered directories can verify with. */
  readonly verifiable: ReadonlySet<string>;
  readonly exchanged: Exchanged;
  /** When each node was last heard, whether it exchanged to the end or not. */
  readonly heardFrom: ReadonlyMap<string, number>;
}

export interface FenceDecision {
  /** Undefined when nothing of the ceremony keeps the node from serving. */
  readonly fence: Fence | undefined;
  /** The ceremony listens only: what it would say may contradict a former self, or this may be one that does not know it yet. */
  readonly isSilent: boolean;
  /** To be remembered, before anything else is done. */
  readonly memory: FenceMemory;
  /** The facts need a new epoch: sequence numbers of the former one may be taken. */
  readonly renewsEpoch: boolean;
  /** All others are to be asked now. */
  readonly needsRound: boolean;
}
