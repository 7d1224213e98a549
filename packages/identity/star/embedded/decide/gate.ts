import type { WriteGate } from "@multisite/kernel/changes";
import type { Regime } from "../types.ts";
import type { Memory } from "./promise.ts";
import { writerOf } from "./regime.ts";

export interface GateFacts {
  readonly regime: Regime | null;
  /** It is the writer by its own log, and of no later one is known. */
  readonly isWriterByLog: boolean;
  readonly isReconciled: boolean;
  readonly memory: Pick<Memory, "promised" | "isHeld">;
  /** It has not been heard of for too long, or has not confirmed something for too long. */
  readonly isStandbyAway: boolean;
}

/** Who may write into the database of a node. */
export function gateFor({ regime, isWriterByLog, isReconciled, memory, isStandbyAway }: GateFacts): WriteGate {
  if (regime === null || !isWriterByLog) return { writes: "elsewhere" };
  const refuse = (reason: string): WriteGate => ({ writes: "refused", reason });
  if (!isReconciled) return refuse("This node has just started, and finds out whether it is still the writer.");
  if (memory.isHeld && memory.promised !== null) return refuse(`${writerOf(memory.promised)} is about to take over.`);
  const { epoch, standby, alone } = regime;
  if (standby === null && !alone) return refuse("The standby has not joined yet.");
  if (standby !== null && isStandbyAway) {
    return refuse(`The standby ${standby} is away; writes wait for it, or for an operator who tells this node to go on alone.`);
  }
  return { writes: "open", epoch, needsConfirmation: standby !== null };
}
