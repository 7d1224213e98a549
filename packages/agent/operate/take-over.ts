import type { Takeover, TakeoverOptions } from "@multisite/identity/star";
import { MultisiteError } from "@multisite/kernel/errors";
import type { Agent } from "../agent/create.ts";
import { requireReason } from "./reason.ts";

/**
 * Makes this node the one that takes writes.
 *
 * @throws MultisiteError `agent.takeover.engine`, `identity.star.takeover_refused`
 */
export async function takeOver({ ports }: Agent, options: TakeoverOptions): Promise<Takeover> {
  requireReason(options.reason);
  const { takeOver: take } = ports.replication;
  if (take === undefined) {
    throw new MultisiteError("agent.takeover.engine", "On this engine the masters settle among themselves who takes writes.");
  }
  return await take(options);
}
