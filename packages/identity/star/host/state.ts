import type { Board } from "@multisite/kernel/board";
import type { FactBody } from "@multisite/kernel/facts";

/** What the agent has written on the board of this host for its identity processes. */
export interface HostState {
  /** Who takes writes: this node, a master elsewhere, or nobody now. Undefined until an agent has said. */
  readonly writes: "here" | "forward" | "unavailable" | undefined;
  /** Why nothing but health may be answered. */
  readonly fence: { readonly code: string; readonly reason: string } | undefined;
  /** The position that this node has not reached though somebody of its site may count on it; reads are a master's until then. */
  readonly behind: string | undefined;
  /** When any other site was last heard. */
  readonly heardAtMs: number | undefined;
}

/** Reads the board, again only when its revision has moved. */
export interface HostStates {
  now(): HostState;
  /** As `now`, but looks for other processes' changes once in a turn of the event loop. */
  thisTurn(): HostState;
}

export function createHostStates(board: Board): HostStates {
  let state = readState(board);
  let seen = board.revision();
  const at = (revision: number): HostState => {
    if (revision !== seen) {
      state = readState(board);
      seen = revision;
    }
    return state;
  };
  return { now: () => at(board.revision()), thisTurn: () => at(board.revisionThisTurn()) };
}

function readState(board: Board): HostState {
  const writes = board.get("writes");
  const fence = asRecord(board.get("fence"));
  return {
    // A word that this version does not know must not make it write.
    writes: writes === undefined || writes === "here" || writes === "forward" ? writes : "unavailable",
    fence: fence && { code: String(fence.code), reason: String(fence.reason) },
    behind: asText(asRecord(board.get("behind"))?.position),
    heardAtMs: asNumber(asRecord(board.get("heard"))?.atMs),
  };
}

function asRecord(value: FactBody | undefined): Readonly<Record<string, FactBody>> | undefined {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  return isRecord ? (value as Readonly<Record<string, FactBody>>) : undefined;
}

const asText = (value: FactBody | undefined): string | undefined => (typeof value === "string" ? value : undefined);
const asNumber = (value: FactBody | undefined): number | undefined => (typeof value === "number" ? value : undefined);
