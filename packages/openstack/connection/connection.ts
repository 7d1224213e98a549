import { MultisiteError } from "@multisite/kernel/errors";
import { uuidDashed } from "@multisite/kernel/random";
import type { Transport } from "@multisite/kernel/transport";
import type { Cloud } from "../clouds/index.ts";
import { createHeldLogin, type Login, login } from "../identity/index.ts";
import {
  type CallOptions,
  createPatientTransport,
  createService,
  DEFAULT_RETRY_POLICY,
  type Doorkeeper,
  isOpenStackError,
  type Patience,
  type RetryPolicy,
  type Service,
} from "../session/index.ts";
import { findEndpoint } from "./endpoint.ts";
import { waitAtMost } from "./wait.ts";

/** A cloud that is entered when something is asked of it, and again when a token has ended. */
export interface Connection {
  /** A service by its type in the catalog: `network`. Nothing is sent before it is called. */
  service(type: string): Service;
  /** Who this is: logs in when that is needed. */
  login(options?: CallOptions): Promise<Login>;
}

export interface ConnectionOptions {
  readonly transport: Transport;
  readonly clock: Patience["clock"];
  readonly random: Patience["random"];
  readonly policy?: Partial<RetryPolicy>;
}

export function createConnection(cloud: Cloud, { transport, clock, random, policy }: ConnectionOptions): Connection {
  const { auth } = cloud;
  const patience: Patience = {
    clock,
    random,
    policy: { ...DEFAULT_RETRY_POLICY, ...(cloud.timeoutMs === undefined ? {} : { timeoutMs: cloud.timeoutMs }), ...policy },
  };
  const held = createHeldLogin(clock, (endpoint) => logIn(cloud, { endpoint, transport, patience }));

  function currentLogin({ signal, deadlineMs = patience.policy.deadlineMs }: CallOptions): Promise<Login> {
    if (auth.kind === "none") return Promise.reject(noLogin(cloud));
    // A login belongs to all who wait for it: who waits no longer leaves, and does not end it.
    return waitAtMost(held.get(auth.authUrl), {
      clock,
      deadlineMs,
      what: `The login at cloud ${cloud.name}`,
      ...(signal && { signal }),
    });
  }

  const doorkeeper = (type: string): Doorkeeper => ({
    async entry(options) {
      if (auth.kind === "none") return { endpoint: findEndpoint(cloud, type, []), ...(auth.token && { token: auth.token }) };
      const { token, body } = await currentLogin(options);
      return { endpoint: findEndpoint(cloud, type, body.catalog ?? []), token };
    },
    refused(token) {
      held.discard(token);
      return auth.kind !== "none";
    },
  });

  return {
    service: (type) => createService({ transport, doorkeeper: doorkeeper(type), ...patience }),
    login: (options = {}) => currentLogin(options),
  };
}

/** A login may be done twice: each gives a token of its own. */
async function logIn(
  { name, auth }: Cloud,
  { endpoint, transport, patience }: { readonly endpoint: string; readonly transport: Transport; readonly patience: Patience },
): Promise<Login> {
  if (auth.kind === "none") throw noLogin({ name });
  const requestId = `req-${uuidDashed(patience.random)}`;
  try {
    return await login({ transport: createPatientTransport(transport, requestId, patience), endpoint }, auth.credentials);
  } catch (thrown) {
    if (!isOpenStackError(thrown, 401)) throw thrown;
    throw new MultisiteError("openstack.credentials", `The credentials of cloud ${name} are refused: ${thrown.message}`, {
      cause: thrown,
    });
  }
}

const noLogin = ({ name }: { readonly name: string }): MultisiteError =>
  new MultisiteError("openstack.clouds.unsupported", `Cloud ${name} has no login: its auth_type asks for none.`);
