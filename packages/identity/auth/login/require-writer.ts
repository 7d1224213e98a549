import { MultisiteError } from "@multisite/kernel/errors";
import type { Identity } from "../../identity.ts";

const FOR_MASTER = "identity.star.for_master";

/**
 * Passes where changes can be stored. Elsewhere the login has to be done by a master: what may be used only once across sites is
 * never counted twice (design D2). To be called before anything of the login is used up.
 */
export function requireWriter({ host }: Identity): void {
  const writes = host?.states.now().writes ?? "here";
  if (writes !== "here") throw new MultisiteError(FOR_MASTER, "This login has to be done by a master.");
}

export function isForMaster(thrown: unknown): boolean {
  return thrown instanceof MultisiteError && thrown.code === FOR_MASTER;
}
