import type { Clock } from "@multisite/kernel/clock";
import { expirationInThePast, invalidTimestamp } from "../../errors/index.ts";
import { parseIsoTime } from "../../store/iso-time.ts";

/**
 * The `expires_at` of a new credential or trust in milliseconds; null when there is none. 400 for what is no time or has
 * passed (keystone/common/utils.py, parse_expiration_date).
 */
export function parseExpiration(given: unknown, clock: Clock): number | null {
  if (typeof given !== "string" || given === "") return null;
  const timeMs = parseIsoTime(given.endsWith("Z") ? given : `${given}Z`);
  if (timeMs === undefined) throw invalidTimestamp();
  if (clock.nowMs() > timeMs) throw expirationInThePast();
  return timeMs;
}
