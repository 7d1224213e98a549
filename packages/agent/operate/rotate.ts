import { type KeyPurpose, rotationPlan } from "@multisite/identity/star";
import type { Agent } from "../agent/create.ts";
import { type CarriedOut, carryOut } from "./carry-out.ts";

/** Has the star sign with its next key now. */
export function rotateKeys(agent: Agent, purpose: KeyPurpose, isDryRun: boolean): Promise<CarriedOut> {
  return carryOut(agent, rotationPlan(agent.ceremony.view(), purpose), isDryRun);
}
