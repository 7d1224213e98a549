import type { ReplicationRole } from "../../replication/types.ts";

/** What the last exchange with a donor ended in. */
export type Trouble =
  | { readonly kind: "diverged"; readonly isOfPresentEpoch: boolean }
  | { readonly kind: "trimmed" | "schema" | "conflict" | "checksum" | "asked"; readonly reason: string };

export interface FollowerView {
  readonly role: ReplicationRole;
  readonly hasData: boolean;
  /** Best first. */
  readonly donors: readonly string[];
  readonly current: string | undefined;
  /** When the current donor last gave an answer that could be used. */
  readonly lastGoodMs: number;
  readonly nowMs: number;
  readonly holdDownMs: number;
  readonly trouble: Trouble | undefined;
  /** Whether it was compared with the donor since it follows it. */
  readonly isVerified: boolean;
  /** Why it waits for an operator. */
  readonly held: string | undefined;
}

export type FollowAction =
  | { readonly kind: "rest" }
  | { readonly kind: "follow"; readonly donor: string; readonly moved: boolean }
  | { readonly kind: "verify"; readonly donor: string }
  | { readonly kind: "rebuild"; readonly donor: string; readonly reason: string }
  | { readonly kind: "hold"; readonly reason: string };

/** What a node does next to have what the writer has. */
export function decideFollow(view: FollowerView): FollowAction {
  const { donors, current, trouble } = view;
  const [first] = donors;
  if (first === undefined || (view.role === "writer" && view.hasData)) return { kind: "rest" };
  if (current === undefined || !donors.includes(current)) return { kind: "follow", donor: first, moved: current !== undefined };
  if (view.nowMs - view.lastGoodMs > view.holdDownMs && donors.length > 1) {
    return { kind: "follow", donor: after(donors, current), moved: true };
  }
  if (!view.hasData) return { kind: "rebuild", donor: current, reason: "It has no data yet." };
  if (trouble?.kind === "diverged") {
    // A standby's word is what writes were acknowledged on, so its changes of this very epoch are never thrown away by itself.
    if (trouble.isOfPresentEpoch && view.role === "standby") return { kind: "hold", reason: disputeWith(current) };
    return { kind: "rebuild", donor: current, reason: `It had changes that ${current} does not have.` };
  }
  if (trouble !== undefined) return { kind: "rebuild", donor: current, reason: trouble.reason };
  if (view.held !== undefined) return { kind: "hold", reason: view.held };
  return view.isVerified ? { kind: "follow", donor: current, moved: false } : { kind: "verify", donor: current };
}

function after(donors: readonly string[], current: string): string {
  return donors[(donors.indexOf(current) + 1) % donors.length] as string;
}

/** What both sides say when two nodes have different changes of one epoch. */
export function disputeWith(node: string): string {
  return (
    `This node and ${node} have different changes of the same epoch, so one of them lost data (restored from a backup?). ` +
    "Run `multisite star take-over` on the one whose data shall count; the other one is then rebuilt and its changes are exported."
  );
}
