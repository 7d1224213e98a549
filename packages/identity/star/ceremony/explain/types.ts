import type { KeyPurpose, LocalState } from "../types.ts";

/** How far a key has come at one member; it only goes forward. */
export type KeyPhase = "absent" | "installed" | "signing" | "renounced" | "removed";

/** What is known at home, and of whom anything was heard lately. */
export interface ExplainLocal extends LocalState {
  /** When each member was last heard; unset while that is not known. */
  readonly heardFrom?: ReadonlyMap<string, number>;
}

/** The keys of a star as one node sees them, and why what comes next has not come yet. */
export interface KeysExplanation {
  readonly node: string;
  readonly atMs: number;
  /** What keeps this node from going on with any key. */
  readonly because: readonly string[];
  readonly purposes: readonly PurposeExplanation[];
}

export interface PurposeExplanation {
  readonly purpose: KeyPurpose;
  /** Short ID of the key that this node signs with. */
  readonly signing: string | undefined;
  /** Oldest first; without those that everybody has removed. */
  readonly keys: readonly KeyExplanation[];
  /** What is wrong with the purpose as a whole. */
  readonly because: readonly string[];
}

export interface KeyExplanation {
  readonly keyId: string;
  /** Its first characters, as they are shown everywhere. */
  readonly shortId: string;
  readonly generation: number;
  readonly maker: string;
  readonly phases: readonly MemberPhase[];
  readonly condemned: string | undefined;
  /** Undefined when nothing comes next for it. */
  readonly next: NextPhase | undefined;
}

export interface MemberPhase {
  readonly member: string;
  readonly site: string;
  readonly phase: KeyPhase;
}

/** What comes next for a key at this node. */
export interface NextPhase {
  readonly phase: "signing" | "removed";
  /** What it waits for at this node. */
  readonly because: readonly string[];
  /** Members that it waits for. */
  readonly heldUpBy: readonly HoldUp[];
  /** When it comes by itself, if nobody holds it up any more by then; undefined when something else than time is missing. */
  readonly atMs: number | undefined;
  /** What would break if it were done now. */
  readonly ifForced: readonly string[];
}

/** A member that something waits for. */
export interface HoldUp {
  readonly member: string;
  readonly site: string;
  /** What it has not done. */
  readonly lacks: string;
  readonly sinceMs: number;
  readonly lastHeardMs: number | undefined;
}
