import type { Clock } from "@multisite/kernel/clock";
import type { MultisiteError } from "@multisite/kernel/errors";
import type { Random } from "@multisite/kernel/random";
import type { Transport, TransportResponse } from "@multisite/kernel/transport";
import { endingOf, UnansweredError } from "./ending.ts";
import { chance, decideRetry, type Ending, mayHaveHappened, parseRetryAfter, type RetryPolicy } from "./retry.ts";

/** Time, chance, and how long to try. */
export interface Patience {
  readonly clock: Clock;
  readonly random: Random;
  readonly policy: RetryPolicy;
}

/** Something that is sent until it is answered. */
export interface PatientRequest {
  /** For errors: `POST /ports`. */
  readonly what: string;
  readonly requestId: string;
  readonly isRepeatable: boolean;
  readonly signal?: AbortSignal;
  send(timeoutMs: number): Promise<TransportResponse>;
}

/** The last answer, whatever its status. */
export interface PatientAnswer {
  readonly answer: TransportResponse;
  /** Whether an earlier attempt may have done what was asked. */
  readonly isRepetition: boolean;
}

/**
 * Sends a request, and again after a while as long as that may help and does nothing twice.
 *
 * @throws UnansweredError; the signal's reason when it is aborted
 */
export async function sendPatiently(request: PatientRequest, { clock, random, policy }: Patience): Promise<PatientAnswer> {
  const startMs = clock.monotonicMs();
  const elapsedMs = (): number => clock.monotonicMs() - startMs;
  let isInDoubt = false;
  for (let count = 1; ; count++) {
    request.signal?.throwIfAborted();
    const leftMs = policy.deadlineMs - elapsedMs();
    const attempt = await attemptOnce(request, Math.ceil(Math.max(1, Math.min(policy.timeoutMs, leftMs))));
    const ending = attempt.failure === undefined ? toEnding(attempt.answer, clock.nowMs()) : attempt.failure.ending;
    const attempts = { isRepeatable: request.isRepeatable, count, elapsedMs: elapsedMs() };
    const delayMs = decideRetry(ending, attempts, policy, chance(random));
    if (delayMs === undefined && attempt.failure === undefined) return { answer: attempt.answer, isRepetition: isInDoubt };
    isInDoubt ||= mayHaveHappened(ending);
    if (delayMs === undefined && attempt.failure !== undefined) {
      const { what, requestId } = request;
      throw new UnansweredError(what, { requestId, mayHaveHappened: isInDoubt, count, failure: attempt.failure.error });
    }
    await clock.sleep(delayMs ?? 0, request.signal);
  }
}

/** A transport that is patient with everything: for what may be done twice. */
export function createPatientTransport(transport: Transport, requestId: string, patience: Patience): Transport {
  return {
    async send(request) {
      const what = `${request.method} ${new URL(request.url).pathname}`;
      const send = (timeoutMs: number): Promise<TransportResponse> => transport.send({ ...request, timeoutMs });
      return (await sendPatiently({ what, requestId, isRepeatable: true, send }, patience)).answer;
    },
    close: () => transport.close(),
  };
}

type Attempt =
  | { readonly answer: TransportResponse; readonly failure?: undefined }
  | { readonly answer?: undefined; readonly failure: { readonly error: MultisiteError; readonly ending: Ending } };

async function attemptOnce(request: PatientRequest, timeoutMs: number): Promise<Attempt> {
  try {
    return { answer: await request.send(timeoutMs) };
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
