import { uuidDashed } from "@multisite/kernel/random";
import type { Secret } from "@multisite/kernel/secret";
import type { Transport, TransportResponse } from "@multisite/kernel/transport";
import { OpenStackError, readJson, requestIdOf } from "./answer.ts";
import { UnansweredError } from "./ending.ts";
import { type Patience, sendPatiently } from "./patience.ts";
import { type ApiCall, ask } from "./request.ts";
import { mayHaveHappened, type RetryPolicy } from "./retry.ts";

/** Where a service is, and as whom it is asked. */
export interface Entry {
  readonly endpoint: string;
  readonly token?: Secret;
}

/** What gives a service's entry: somebody who logs in, or a fixed place. */
export interface Doorkeeper {
  /** Logs in when that is needed. */
  entry(options: CallOptions): Promise<Entry>;
  /** Forgets a token that was refused, so that the next entry has another one; false when there can be none. */
  refused(token: Secret): boolean;
}

/** Limits of one call. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Longest wait for one answer. */
  readonly timeoutMs?: number;
  /** Longest time for all attempts. */
  readonly deadlineMs?: number;
  /** Told of the last answer, whatever its status: what an audit trail keeps. */
  readonly onAnswer?: (trace: CallTrace) => void;
}

/** A call that was answered, as it is found again in the logs of the service and of those that it asked. */
export interface CallTrace {
  /** `POST /backups` */
  readonly what: string;
  readonly status: number;
  /** That we sent: OpenStack's logs have it as the global request ID. */
  readonly requestId: string;
  /** That the service gave the call. */
  readonly answeredId: string | undefined;
}

/** A service that is asked patiently: with retries where they do no harm, and a new login when a token has ended. */
export interface Service {
  /**
   * Sends a call that must succeed and gives back its JSON body, or an empty object.
   *
   * @throws OpenStackError when the last answer is not 2xx; UnansweredError when there was none; the signal's reason when it is aborted
   */
  call<Body>(apiCall: ApiCall, options?: CallOptions): Promise<Body>;
}

export interface ServiceOptions extends Patience {
  readonly transport: Transport;
  readonly doorkeeper: Doorkeeper;
}

const REPEATABLE: ReadonlySet<string> = new Set(["GET", "HEAD", "PUT", "DELETE"]);

export function createService({ transport, doorkeeper, clock, random, policy }: ServiceOptions): Service {
  return {
    async call<Body>(apiCall: ApiCall, options: CallOptions = {}) {
      const { signal } = options;
      const limits: RetryPolicy = { ...policy, ...limitsOf(options) };
      const startMs = clock.monotonicMs();
      const leftMs = (): number => limits.deadlineMs - (clock.monotonicMs() - startMs);
      const what = `${apiCall.method} ${apiCall.path}`;
      const requestId = `req-${uuidDashed(random)}`;
      const headers = { "x-openstack-request-id": requestId, ...apiCall.headers };
      for (let logins = 1; ; logins++) {
        const { endpoint, token } = await doorkeeper.entry({ ...options, deadlineMs: leftMs() });
        const access = { transport, endpoint, isSentOnce: true, ...(token && { token }), ...(signal && { signal }) };
        const { answer, isRepetition } = await sendPatiently(
          {
            what,
            requestId,
            isRepeatable: apiCall.isRepeatable ?? REPEATABLE.has(apiCall.method),
            send: (timeoutMs) => ask({ ...access, timeoutMs }, { ...apiCall, headers }),
            ...(signal && { signal }),
          },
          { clock, random, policy: { ...limits, deadlineMs: leftMs() } },
        );
        options.onAnswer?.({ what, status: answer.status, requestId, answeredId: requestIdOf(answer) });
        if (isSuccess(answer)) return readBody<Body>(what, answer);
        // What an attempt without an answer has deleted is not there for the next one.
        if (answer.status === 404 && apiCall.method === "DELETE" && isRepetition) return {} as Body;
        const mayEnterAgain = answer.status === 401 && token !== undefined && logins === 1 && doorkeeper.refused(token);
        if (!mayEnterAgain) throw new OpenStackError(what, answer);
      }
    },
  };
}

/** Whether what failed may have been done all the same. */
export function isInDoubt(thrown: unknown): boolean {
  if (thrown instanceof UnansweredError) return thrown.mayHaveHappened;
  return thrown instanceof OpenStackError && mayHaveHappened({ kind: "answer", status: thrown.status });
}

/** Knows one endpoint and one token, and nothing else. */
export function fixedEntry(entry: Entry): Doorkeeper {
  return { entry: async () => entry, refused: () => false };
}

/** A page of HTML with 200, from something in between, is no answer of the service. */
function readBody<Body>(what: string, answer: TransportResponse): Body {
  if (answer.text === "") return {} as Body;
  const body = readJson(answer);
  if (body === undefined) throw new OpenStackError(what, answer);
  return body as Body;
}

const isSuccess = ({ status }: TransportResponse): boolean => status >= 200 && status <= 299;

function limitsOf({ timeoutMs, deadlineMs }: CallOptions): Partial<RetryPolicy> {
  return { ...(timeoutMs === undefined ? {} : { timeoutMs }), ...(deadlineMs === undefined ? {} : { deadlineMs }) };
}
