import type { Alarm } from "@multisite/kernel/alarms";
import type { FenceCode } from "../ceremony/fence/index.ts";
import type { ReplicationStatus } from "../replication/types.ts";
import type { NodeRole, StarEngine, StarMode } from "../topology/types.ts";

/** Of the keys of one purpose, as one node has them. */
export interface KeyStatus {
  readonly purpose: "token" | "receipt" | "credential";
  /** Short ID of the key that it signs with; undefined when it signs with none. */
  readonly signing: string | undefined;
  /** Installed and not yet signed with: how far ahead it is. */
  readonly stagedKeys: number;
  /** Verifying only. */
  readonly retiringKeys: number;
  /** Why the next phase waits, in one sentence; undefined when nothing waits. */
  readonly waitsFor: string | undefined;
}

/** What a node says of itself. Fields that it does not know are undefined: unknown differs from none (design D10). */
export interface NodeStatus {
  readonly site: string;
  readonly node: string;
  readonly role: NodeRole;
  readonly version: string;
  /** Of the topology document that it works with. */
  readonly generation: number;
  readonly replication: ReplicationStatus | undefined;
  /** Where its writes go. */
  readonly writes: "here" | "forward" | "unavailable" | undefined;
  /** Why it does not serve. */
  readonly fence: string | undefined;
  /** What kind of reason that is; undefined of a node of an older version, too. */
  readonly fenceCode?: FenceCode | undefined;
  readonly keys: readonly KeyStatus[];
  /** Processes of its identity service that have told what keys they have loaded. */
  readonly verifiers: number | undefined;
  /** Bound of the clock's error against the other nodes; undefined while it has heard from none. */
  readonly clockErrorMs: number | undefined;
  readonly certificateExpiresAtMs: number | undefined;
  /** When it last heard of any other site. */
  readonly heardAtMs: number | undefined;
  readonly alarms: readonly Alarm[];
}

/** A node as it is seen from where somebody asked. */
export type SeenNode = SeenPlace & ({ readonly status: NodeStatus } | { readonly status: undefined; readonly reason: string });

/** By the document of whoever asked. */
interface SeenPlace {
  readonly site: string;
  readonly node: string;
  readonly role: NodeRole;
  /** It is kept behind on purpose, and never serves. */
  readonly delaySeconds?: number;
}

export type StarHealth = "healthy" | "degraded" | "failed";

/** One line that says whether the star is healthy, and what to do if not. */
export interface Verdict {
  readonly health: StarHealth;
  readonly line: string;
  /** The command to run next; undefined when there is nothing to do. */
  readonly next: string | undefined;
}

export interface StarStatus {
  readonly star: { readonly name: string; readonly generation: number; readonly mode: StarMode; readonly engine: StarEngine };
  /** Where it was asked: what is cut off from there is not seen. */
  readonly askedAt: { readonly site: string; readonly node: string };
  readonly atMs: number;
  readonly nodes: readonly SeenNode[];
  readonly verdict: Verdict;
}
