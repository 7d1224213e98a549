import type { Clock } from "@multisite/kernel/clock";
import type { Secret } from "@multisite/kernel/secret";
import type { Transport } from "@multisite/kernel/transport";
import { type Credentials, type Login, login } from "@multisite/openstack/identity";
import { OpenStackError } from "@multisite/openstack/session";
import { credentialsRefused } from "../errors.ts";

/** The service's own token, which it shows when it asks about others. It is good at every site. */
export interface ServiceToken {
  /** The token; logs in at `endpoint` when there is none, or when it ends soon. */
  get(endpoint: string): Promise<Secret>;
  /** Forgets `token`, which an endpoint has refused. */
  discard(token: Secret): void;
}

export interface ServiceTokenOptions {
  readonly credentials: Credentials;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly requestTimeoutMs: number;
}

/** A token that ends sooner than this is renewed first, as keystoneauth does. */
const STALE_BEFORE_END_MS = 30_000;

export function createServiceToken({ credentials, transport, clock, requestTimeoutMs }: ServiceTokenOptions): ServiceToken {
  let current: Login | undefined;
  const underway = new Map<string, Promise<Login>>();

  /** Requests that arrive while a login is under way wait for it, instead of beginning their own. */
  function logIn(endpoint: string): Promise<Login> {
    const running = underway.get(endpoint);
    if (running) return running;
    const started = login({ transport, endpoint, timeoutMs: requestTimeoutMs }, credentials).finally(() =>
      underway.delete(endpoint),
    );
    underway.set(endpoint, started);
    return started;
  }

  return {
    async get(endpoint) {
      if (current && current.expiresAtMs - STALE_BEFORE_END_MS > clock.nowMs()) return current.token;
      try {
        current = await logIn(endpoint);
        return current.token;
      } catch (thrown) {
        if (thrown instanceof OpenStackError && thrown.status === 401) throw credentialsRefused(endpoint, thrown.message);
        throw thrown;
      }
    },
    discard(token) {
      if (current?.token === token) current = undefined;
    },
  };
}
