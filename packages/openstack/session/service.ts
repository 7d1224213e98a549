import type { Clock } from "@multisite/kernel/clock";
import type { MultisiteError } from "@multisite/kernel/errors";
import { type Random, uuidDashed } from "@multisite/kernel/random";
import type { Secret } from "@multisite/kernel/secret";
import type { Transport, TransportResponse } from "@multisite/kernel/transport";
import { OpenStackError } from "./answer.ts";
import { endingOf, UnansweredError } from "./ending.ts";
import { type ApiCall, ask } from "./request.ts";
import { chance, decideRetry, type Ending, mayHaveHappened, parseRetryAfter, type RetryPolicy } from "./retry.ts";

/** Where a service is, and as whom it is asked. */
export interface Entry {
  readonly endpoint: string;
  readonly token?: Secret;
}

/** What gives a service's entry: a session that logs in, or a fixed place. */
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

export interface ServiceOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly doorkeeper: Doorkeeper;
  readonly policy: RetryPolicy;
}

const REPEATABLE: ReadonlySet<string> = new Set(["GET", "HEAD", "PUT", "DELETE"]);

export function createService({ transport, clock, random, doorkeeper, policy }: ServiceOptions): Service {
  return {
    async call<Body>(apiCall: ApiCall, options: CallOptions = {}) {
      const limits = { ...policy, ...definedOnly(options) };
      const what = `${apiCall.method} ${apiCall.path}`;
      const requestId = `req-${uuidDashed(random)}`;
      const isRepeatable = apiCall.isRepeatable ?? REPEATABLE.has(apiCall.method);
      const startMs = clock.monotonicMs();
      let inDoubt = false;
      let hasLoggedInAgain = false;
      for (let count = 1; ; count++) {
        options.signal?.throwIfAborted();
        const entry = await doorkeeper.entry(options);
        const leftMs = limits.deadlineMs - (clock.monotonicMs() - startMs);
        const attempt = await attemptOnce(transport, entry, {
          apiCall: { ...apiCall, headers: { "x-openstack-request-id": requestId, ...apiCall.headers } },
          timeoutMs: Math.ceil(Math.max(1, Math.min(limits.timeoutMs, leftMs))),
          ...(options.signal === undefined ? {} : { signal: options.signal }),
        });
        const { answer } = attempt;
        // What was deleted by an attempt that was not answered is not found by the next one.
        if (answer !== undefined && (isSuccess(answer) || (answer.status === 404 && apiCall.method === "DELETE" && inDoubt))) {
          return (isSuccess(answer) && answer.text !== "" ? JSON.parse(answer.text) : {}) as Body;
        }
        if (answer?.status === 401 && entry.token !== undefined && !hasLoggedInAgain && doorkeeper.refused(entry.token)) {
          hasLoggedInAgain = true;
          count--;
          continue;
        }
        const ending = attempt.failure?.ending ?? toEnding(answer as TransportResponse, clock.nowMs());
        inDoubt ||= mayHaveHappened(ending);
        const delayMs = decideRetry(
          ending,
          { isRepeatable, count, elapsedMs: clock.monotonicMs() - startMs },
          limits,
          chance(random),
        );
        if (delayMs === undefined) {
          if (attempt.failure === undefined) throw new OpenStackError(what, answer as TransportResponse);
          throw new UnansweredError(what, { requestId, mayHaveHappened: inDoubt, count, failure: attempt.failure.error });
        }
        await clock.sleep(delayMs, options.signal);
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

interface Attempt {
  readonly answer?: TransportResponse;
  readonly failure?: { readonly error: MultisiteError; readonly ending: Ending };
}

async function attemptOnce(
  transport: Transport,
  { endpoint, token }: Entry,
  { apiCall, timeoutMs, signal }: { readonly apiCall: ApiCall; readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<Attempt> {
  const access = { transport, endpoint, timeoutMs, isSentOnce: true, ...(token === undefined ? {} : { token }) };
  try {
    return { answer: await ask({ ...access, ...(signal === undefined ? {} : { signal }) }, apiCall) };
  } catch (thrown) {
    const ending = endingOf(thrown);
    if (ending === undefined) throw thrown;
    return { failure: { error: thrown as MultisiteError, ending } };
  }
}

function toEnding({ status, headers }: TransportResponse, nowMs: number): Ending {
  const retryAfterMs = parseRetryAfter(headers["retry-after"], nowMs);
  return { kind: "answer", status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

const isSuccess = ({ status }: TransportResponse): boolean => status >= 200 && status <= 299;

function definedOnly({ timeoutMs, deadlineMs }: CallOptions): Partial<RetryPolicy> {
  return { ...(timeoutMs === undefined ? {} : { timeoutMs }), ...(deadlineMs === undefined ? {} : { deadlineMs }) };
}
