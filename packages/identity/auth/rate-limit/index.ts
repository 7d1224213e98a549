import type { Clock } from "@multisite/kernel/clock";
import type { IdentityConfig } from "../../config/index.ts";
import { KeystoneError } from "../../errors/index.ts";
import { createSlidingWindow, type SlidingWindow } from "./sliding-window.ts";

export { claimedUsers, resolveId } from "./claimed-users.ts";

/** Limits on how often somebody may try to log in; off unless `[rate_limit]` says so. Keystone has none. */
export interface LoginLimits {
  /** Whether {@link LoginLimits.takeUser} does anything, so that nobody is looked up in vain. */
  readonly limitsUsers: boolean;
  /** @throws KeystoneError 429 with `Retry-After` */
  takeAddress(address: string): void;
  /** `user` is an ID where there is one, else whatever names the user. @throws KeystoneError 429 with `Retry-After` */
  takeUser(user: string): void;
}

export interface LoginLimitOptions {
  readonly settings: IdentityConfig["rate_limit"];
  readonly clock: Clock;
}

const MINUTE_MS = 60_000;
const MAX_KEYS = 100_000;

/** Each process counts by itself: with several on one port, the limits are per process. */
export function createLoginLimits({ settings, clock }: LoginLimitOptions): LoginLimits {
  const users = createWindow(settings.logins_per_user_per_minute);
  const addresses = createWindow(settings.logins_per_address_per_minute);
  const exempt = new Set(settings.exempt_users);
  const take = (window: SlidingWindow | undefined, key: string): void => {
    const taken = window?.take(key, clock.nowMs());
    if (taken && !taken.allowed) throw tooManyLogins(taken.retryAfterMs);
  };
  return {
    limitsUsers: users !== undefined,
    takeAddress: (address) => take(addresses, address),
    takeUser(user) {
      if (!exempt.has(user)) take(users, user);
    },
  };
}

function createWindow(limit: number): SlidingWindow | undefined {
  return limit === 0 ? undefined : createSlidingWindow({ limit, windowMs: MINUTE_MS, maxKeys: MAX_KEYS });
}

function tooManyLogins(retryAfterMs: number): KeystoneError {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  return new KeystoneError("identity.auth.rate_limited", 429, `Too many logins; try again in ${seconds} second(s).`, {
    headers: { "Retry-After": String(seconds) },
  });
}
