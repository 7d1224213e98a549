import { writesUnavailable } from "../errors/index.ts";
import type { Identity } from "../identity.ts";
import type { User } from "./user.ts";

/** A master that cannot be reached is back, or another one is promoted, in minutes. */
const RETRY_AFTER_SECONDS = 30;

/**
 * Disables a user where no change can be stored (design D2): the fact is effective here at once, everywhere as soon as a link
 * exists, and becomes rows when a master hears of it. Nothing else can be changed so. Keystone has no such answer; it would fail.
 *
 * @throws KeystoneError 503 when the body asks for more than to disable the user
 */
export function disableByFact({ facts, clock }: Identity, old: User, body: Readonly<Record<string, unknown>>): User {
  if (!isOnlyDisabling(body)) throw writesUnavailable(RETRY_AFTER_SECONDS);
  facts.deny(old.user.id, clock.nowMs());
  return { ...old, enabled: false };
}

/** Whether the attributes of an update disable a user and do nothing else. */
export function isOnlyDisabling(body: Readonly<Record<string, unknown>>): boolean {
  return body.enabled === false && Object.keys(body).every((name) => name === "enabled" || name === "id");
}
