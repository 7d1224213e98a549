import { join } from "node:path";
import type { Board } from "@multisite/kernel/board";
import type { Clock } from "@multisite/kernel/clock";
import type { FactStore } from "@multisite/kernel/facts";
import type { FactExchange } from "@multisite/kernel/facts/exchange";
import { type FileCalls, systemFiles } from "../disk/files.ts";
import { fenceDecision } from "./decision.ts";
import { readMemory, writeMemory } from "./memory.ts";
import type { Fence, FenceDecision, FenceMemory, FenceObservations, Mark } from "./types.ts";

export interface FenceKeeperOptions {
  readonly home: string;
  readonly board: Board;
  readonly store: FactStore;
  readonly clock: Clock;
  readonly files?: FileCalls;
}

/** What the agent has to tell at each look. */
export type FenceLook = Pick<FenceObservations, "view" | "onDisk" | "verifiable" | "heardFrom"> & {
  /** How far the document and the database of this host have come; the facts are looked at here. */
  readonly marks?: Readonly<Record<string, Mark>>;
  /** Why other parts of the node, such as its replication, do not let it serve. */
  readonly others?: readonly Fence[];
};

/** Keeps a node from serving while it must not, across restarts. */
export interface FenceKeeper {
  /** Another node knows more of this one than it does itself; give it to the exchange of facts as `onRestored`. */
  noteRestored(heldBy: string): void;
  /** Looks at everything, decides and acts. Call it after each turn of the ceremony. */
  look(look: FenceLook): FenceDecision;
  /** Why the ceremony must listen only: its `LocalState.fence`. */
  silence(): string | undefined;
  /** Asks all others, if the last decision wants that. */
  rejoin(exchange: Pick<FactExchange, "round">): Promise<void>;
}

/** Pause between two rounds of a node that waits for somebody who does not answer. */
const ROUND_MS = 1000;

const INTRODUCING = "This node has just started, and asks the others whether they know more of it.";

/** How often it is remembered how far things have come. */
const REMEMBER_MS = 10_000;

/** A node fences itself before it does anything else: what it must not forget is in `fence.json` of its home. */
export function openFence({ home, board, store, clock, files = systemFiles }: FenceKeeperOptions): FenceKeeper {
  const path = join(home, "fence.json");
  let memory = readMemory(files, path, { nowMs: clock.nowMs(), epoch: store.epoch });
  let rememberedMs = Number.NEGATIVE_INFINITY;
  let decision: FenceDecision | undefined;
  let roundBeganMs: number | undefined;
  const startedMs = clock.monotonicMs();
  let nextRoundMs = startedMs;
  const beganMs = new Map<string, number>();

  const factsMark = (): Mark => ({ epoch: store.epoch, number: store.highestSequence(store.epoch) });

  function remember(next: FenceMemory): void {
    const isUrgent =
      next.hasServed !== memory.hasServed || next.restored !== memory.restored || rememberedMs === Number.NEGATIVE_INFINITY;
    const isDue =
      clock.monotonicMs() - rememberedMs >= REMEMBER_MS && JSON.stringify(next.marks) !== JSON.stringify(memory.marks);
    if (!isUrgent && !isDue) return;
    writeMemory(files, path, next);
    memory = next;
    rememberedMs = clock.monotonicMs();
  }

  function putOnBoard(fence: Fence | undefined): void {
    if (fence === undefined) board.remove("fence");
    else board.set("fence", { code: fence.code, reason: fence.reason });
  }

  return {
    noteRestored(heldBy) {
      if (memory.restored !== undefined) return;
      const because = `${heldBy} knows more of this node than it does itself, as after a restore.`;
      remember({ ...memory, restored: { because, sinceMs: clock.nowMs(), formerEpoch: store.epoch } });
      putOnBoard({ code: "identity.star.restored", reason: because });
    },
    look({ marks, others = [], ...look }) {
      decision = fenceDecision({
        ...look,
        nowMs: clock.nowMs(),
        startedAgoMs: clock.monotonicMs() - startedMs,
        memory,
        marks: { ...marks, facts: factsMark() },
        exchanged: { beganMs, roundBeganMs },
      });
      const { fence, renewsEpoch } = decision;
      // Up first, and remembered before; down last: after a crash between any two of these the node is fenced.
      if (fence !== undefined) putOnBoard(fence);
      remember(decision.memory);
      if (renewsEpoch) store.renewEpoch();
      if (fence === undefined) putOnBoard(others[0]);
      return decision;
    },
    silence() {
      if (memory.restored !== undefined) return memory.restored.because;
      if (decision === undefined) return memory.hasServed ? INTRODUCING : undefined;
      return decision.isSilent ? (decision.fence?.reason ?? INTRODUCING) : undefined;
    },
    async rejoin(exchange) {
      if (decision?.needsRound !== true || decision.renewsEpoch || clock.monotonicMs() < nextRoundMs) return;
      nextRoundMs = Number.POSITIVE_INFINITY;
      const askedMs = clock.nowMs();
      try {
        const answered = await exchange.round();
        for (const node of answered) beganMs.set(node, askedMs);
        roundBeganMs = askedMs;
      } finally {
        nextRoundMs = clock.monotonicMs() + ROUND_MS;
      }
    },
  };
}
