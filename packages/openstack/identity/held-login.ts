import type { Clock } from "@multisite/kernel/clock";
import type { Secret } from "@multisite/kernel/secret";
import type { Login } from "./login.ts";

/** A login that is kept, and made anew when it ends. */
export interface HeldLogin {
  /** Logs in at `endpoint` when there is no login yet, or when it ends soon. */
  get(endpoint: string): Promise<Login>;
  /** Forgets the login with that token, which somebody has refused. */
  discard(token: Secret): void;
}

/** A token that ends sooner than this is renewed first, as keystoneauth does (keystoneauth1/access/access.py, STALE_TOKEN_DURATION). */
const STALE_BEFORE_END_MS = 30_000;

/** @param logIn one login at an endpoint; callers that need one at the same time share it */
export function createHeldLogin(clock: Clock, logIn: (endpoint: string) => Promise<Login>): HeldLogin {
  let current: Login | undefined;
  const underway = new Map<string, Promise<Login>>();

  function logInOnce(endpoint: string): Promise<Login> {
    const running = underway.get(endpoint);
    if (running) return running;
    const started = logIn(endpoint).finally(() => underway.delete(endpoint));
    underway.set(endpoint, started);
    return started;
  }

  return {
    async get(endpoint) {
      if (current && current.expiresAtMs - STALE_BEFORE_END_MS > clock.nowMs()) return current;
      current = await logInOnce(endpoint);
      return current;
    },
    discard(token) {
      if (current?.token === token) current = undefined;
    },
  };
}
