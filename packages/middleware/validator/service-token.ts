import type { Clock } from "@multisite/kernel/clock";
import type { Secret } from "@multisite/kernel/secret";
import type { Transport } from "@multisite/kernel/transport";
import { type Credentials, createHeldLogin, login } from "@multisite/openstack/identity";
import { isOpenStackError } from "@multisite/openstack/session";
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

export function createServiceToken({ credentials, transport, clock, requestTimeoutMs }: ServiceTokenOptions): ServiceToken {
  const held = createHeldLogin(clock, (endpoint) => login({ transport, endpoint, timeoutMs: requestTimeoutMs }, credentials));
  return {
    async get(endpoint) {
      try {
        return (await held.get(endpoint)).token;
      } catch (thrown) {
        if (isOpenStackError(thrown, 401)) throw credentialsRefused(endpoint, thrown.message);
        throw thrown;
      }
    },
    discard: held.discard,
  };
}
