import type { StarEngine } from "../topology/types.ts";

/** `writer` takes writes; `standby` has each of them before it is acknowledged (embedded); `replica` follows. */
export type ReplicationRole = "writer" | "standby" | "replica";

/**
 * `catching-up`: it is behind and comes nearer. `rebuilding`: from a donor, because it differed or was too far behind. `held`: it
 * waits for an operator's word. `fenced`: it must not serve. `broken`: it cannot go on by itself.
 */
export type ReplicationState = "running" | "catching-up" | "rebuilding" | "held" | "fenced" | "broken";

export interface ReplicationStatus {
  readonly engine: StarEngine;
  /** Node whose changes it takes; undefined for a writer. */
  readonly follows?: string;
  readonly position: string;
  /** From the commit at the writer to its being here, as last measured. */
  readonly lagMs?: number;
  readonly state: ReplicationState;
  /** One sentence, when the state is not `running`. */
  readonly reason?: string;
}

/** How the identity data of this node follows that of the star, whichever engine it is on. */
export interface Replication {
  role(): ReplicationRole;
  /** How far the data is that reads here see; opaque, comparable only by {@link hasReached}. */
  position(): Promise<string>;
  hasReached(position: string): Promise<boolean>;
  /** False when it is not there after `timeoutMs`. */
  waitFor(position: string, timeoutMs: number): Promise<boolean>;
  status(): Promise<ReplicationStatus>;
}
