import { isReached, type OperatorPlan } from "@multisite/identity/star";
import type { Agent } from "../agent/create.ts";

/** What an operator's plan came to. */
export interface CarriedOut {
  /** A sentence a line: what it breaks, what was waited for. */
  readonly consequences: readonly string[];
  readonly isDone: boolean;
  /** Waits that ended before all members were there. */
  readonly notWaitedFor: readonly string[];
}

const LOOK_MS = 50;

/** Does what was planned, in its order; a dry run only tells. Safe to do again after it was interrupted: statements are sets. */
export async function carryOut({ ceremony, ports }: Agent, plan: OperatorPlan, isDryRun: boolean): Promise<CarriedOut> {
  const notWaitedFor: string[] = [];
  if (isDryRun) return { consequences: plan.consequences, isDone: false, notWaitedFor };
  for (const act of plan.acts) {
    if (act.act === "say") ceremony.say(act.statement);
    else if (act.act === "make") ceremony.make(act.step);
    else {
      const untilMs = ports.clock.monotonicMs() + act.atMostMs;
      while (!isReached(ceremony.view(), act) && ports.clock.monotonicMs() < untilMs) await ports.clock.sleep(LOOK_MS);
      if (!isReached(ceremony.view(), act)) notWaitedFor.push(...act.members);
    }
  }
  ceremony.turn();
  return { consequences: plan.consequences, isDone: true, notWaitedFor };
}
