import { MultisiteError } from "@multisite/kernel/errors";

const SHORTEST = 10;

/** What breaks tokens or shuts a site out wants a reason that somebody can read in a year. */
export function requireReason(reason: string): void {
  if (reason.trim().length >= SHORTEST) return;
  throw new MultisiteError("agent.reason", `Write a reason of ${SHORTEST} characters or more; it is kept at every site.`);
}
