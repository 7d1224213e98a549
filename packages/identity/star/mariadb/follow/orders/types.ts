import type { NodeReport } from "../messages.ts";
import type { Promotion } from "../types.ts";

/** Subject under which a node does what a run of an operator asks of it. */
export const ORDER_SUBJECT = "replication.order";

/** What can be asked of one node. Each can be asked twice; the node checks for itself whether it can be done. */
export type Order =
  | { readonly order: "look" }
  /** Nothing; refused when whoever asks may order nothing here. Before a run of several nodes touches the first. */
  | { readonly order: "may-order" }
  /** Stands behind this master until a newer topology says otherwise. */
  | { readonly order: "stand-behind"; readonly master: string }
  /** Makes its data anew. */
  | { readonly order: "rebuild"; readonly because: string }
  /** Goes on, after it was set aside. */
  | { readonly order: "release" }
  /** Goes on as the cluster, without the majority: the others are known to be dead. `unheard`: also if no other site answers. */
  | { readonly order: "declare-primary"; readonly unheard?: boolean }
  /** Serves no more, and follows nobody. */
  | { readonly order: "set-aside"; readonly because: string }
  /** Becomes the writer, or keeps in mind who did. */
  | { readonly order: "promotion"; readonly promotion: Promotion }
  /** Compares itself with another node, neither of which is written to. */
  | { readonly order: "compare"; readonly with: string }
  /** Takes the rows that another node has and it lacks; of rows that both have, the other's if `prefer` says so. */
  | { readonly order: "replay"; readonly from: string; readonly prefer: "own" | "other" };

/** How a node is, looked at anew. */
export interface NodeLook {
  readonly report: NodeReport;
  /** null: the own server does not answer. */
  readonly server: {
    readonly isReadOnly: boolean;
    readonly follows: string | null;
    readonly io: string | null;
    readonly sql: boolean | null;
    readonly isDrained: boolean;
    readonly ownDomain: number;
  } | null;
  /** Masters of the topology, asked anew. */
  readonly masters: readonly {
    readonly node: string;
    readonly state: string;
    readonly forMs: number;
    /** Whether it has all that this node has. */
    readonly hasAll: boolean;
  }[];
  readonly hold: { readonly why: string; readonly reason: string; readonly file?: string } | null;
  readonly isRebuilding: boolean;
  readonly isVerified: boolean;
  readonly pinned: string | null;
  /** Of `compare` and `replay`. */
  readonly found?: { readonly rows: number; readonly written?: number; readonly file?: string };
}
