import type { Clock } from "@multisite/kernel/clock";
import { MultisiteError, messageOf } from "@multisite/kernel/errors";
import { isTransportFailure, type Transport } from "@multisite/kernel/transport";
import { OpenStackError } from "@multisite/openstack/session";
import {
  type AttemptResult,
  type BudgetSettings,
  createBudget,
  createFlights,
  createPool,
  createProber,
  type EndpointAddress,
  type FlightSettings,
  type HealthSettings,
  type LiveAttempt,
  type SendProbe,
} from "../endpoints/index.ts";
import { identityUnavailable } from "../errors.ts";

/** An answer that says nothing about the request, only that another endpoint should be asked. */
export class EndpointFailure extends Error {}

/** Identity endpoints, of which the best one is asked. */
export interface Endpoints {
  /**
   * Lets `work` ask one endpoint, and another one when that fails or takes long. `work` must be safe to do twice.
   *
   * @throws MultisiteError `middleware.identity_unavailable` when none answers; whatever else `work` throws
   */
  ask<Answer>(work: (endpoint: string) => Promise<Answer>): Promise<Answer>;
}

export interface EndpointsOptions {
  /** With their version; `isOwnSite` says which are asked first. */
  readonly endpoints: readonly EndpointAddress[];
  readonly clock: Clock;
  readonly transport: Transport;
  readonly requestTimeoutMs: number;
  readonly deadlineMs: number;
  readonly budget: BudgetSettings;
}

/** As the gateway has them (gateway/options.ts). */
const HEALTH: HealthSettings = { probeEveryMs: 1000, backOffMs: 250, backOffMaxMs: 5000, calmMs: 60_000, serverErrorLimit: 1 };
const HEDGE: FlightSettings["hedge"] = { share: 0.05, burst: 10, leastDelayMs: 20, leastSamples: 50, unknownDelayMs: 1000 };
const SILENCE_MS = 300;
const PROBE_TIMEOUT_MS = 2000;
const SWEEP_EVERY_MS = 10;
const REFRESH_EVERY_MS = 1000;

/** What `work` gave, or what it threw that is no fault of the endpoint. */
type Outcome = { readonly value: unknown } | { readonly thrown: unknown };
type Work = (endpoint: string) => Promise<unknown>;

/**
 * The choice that the gateway makes, inside a service: own site first, others when it fails, health memory, hedging of slow
 * validations, a budget for calls to other sites. Nodes that are well are not probed: a service that asks nobody sends nothing.
 */
export function createEndpoints(options: EndpointsOptions): Endpoints {
  const { clock, transport, requestTimeoutMs, deadlineMs } = options;
  const monotonicMs = (): number => clock.monotonicMs();
  const pool = createPool(options.endpoints, { monotonicMs, health: () => HEALTH });
  const settings: FlightSettings = {
    deadlineMs,
    attemptTimeoutMs: requestTimeoutMs,
    connectTimeoutMs: requestTimeoutMs,
    silenceMs: SILENCE_MS,
    hedge: HEDGE,
  };
  const flights = createFlights<Work, Outcome>({
    pool,
    monotonicMs,
    budget: createBudget(options.budget, monotonicMs()),
    settings: () => settings,
    start: (member, work, _options, done) => {
      work(member.address.url).then(
        (value) => done({ kind: "answer", status: 200, answer: { value } }),
        (thrown: unknown) => done(failureOf(thrown) ?? { kind: "answer", status: 200, answer: { thrown } }),
      );
      return UNCANCELLABLE;
    },
  });
  const prober = createProber({
    pool,
    monotonicMs,
    send: createSendProbe(transport),
    limits: () => ({ connectTimeoutMs: PROBE_TIMEOUT_MS, probeTimeoutMs: PROBE_TIMEOUT_MS }),
    isWatched: ({ state }) => state !== "up",
    onSilent: flights.abandon,
  });
  let stopTimers: (() => void) | undefined;

  /** Runs while somebody waits, or a node is not well: then nothing is left to look at. */
  function watch(): void {
    if (stopTimers !== undefined) return;
    const stopSweep = clock.every(SWEEP_EVERY_MS, () => {
      flights.sweep();
      prober.sweep();
      if (flights.underWay > 0 || pool.members.some(({ state }) => state !== "up")) return;
      stopTimers?.();
      stopTimers = undefined;
    });
    const stopRefresh = clock.every(REFRESH_EVERY_MS, pool.refresh);
    stopTimers = () => {
      stopSweep();
      stopRefresh();
    };
  }

  return {
    async ask<Answer>(work: (endpoint: string) => Promise<Answer>) {
      const outcome = await new Promise<Outcome>((resolve, reject) => {
        flights.begin(work, "read", (result) => {
          if (result.kind === "answer") resolve(result.answer);
          else reject(identityUnavailable(result.attempts));
        });
        watch();
      });
      if ("thrown" in outcome) throw outcome.thrown;
      return outcome.value as Answer;
    },
  };
}

/** A transport ends by its own time-out; an answer that still comes is not wanted. */
const UNCANCELLABLE: LiveAttempt = { isConnected: () => true, cancel: () => {} };

/** Undefined for what says something about the request and not about the endpoint. */
function failureOf(thrown: unknown): AttemptResult<never> | undefined {
  const reason = messageOf(thrown);
  if (thrown instanceof OpenStackError) {
    // Server errors and "too many requests": another site may do better.
    const isFailure = thrown.status >= 500 || thrown.status === 429;
    return isFailure ? { kind: "failure", failure: "server_error", reason } : undefined;
  }
  if (thrown instanceof EndpointFailure) return { kind: "failure", failure: "server_error", reason };
  if (!isTransportFailure(thrown)) return undefined;
  const isLate = thrown instanceof MultisiteError && thrown.code === "kernel.transport.timeout";
  return { kind: "failure", failure: isLate ? "timeout" : "refused", reason };
}

function createSendProbe(transport: Transport): SendProbe {
  return (member, path, _options, done) => {
    const url = member.address.url.replace(/\/v3$/, "") + path;
    transport.send({ method: "GET", url, timeoutMs: PROBE_TIMEOUT_MS }).then(
      ({ status, text }) => done({ kind: "answer", status, answer: { status, text } }),
      (thrown: unknown) => done({ kind: "failure", failure: "refused", reason: messageOf(thrown) }),
    );
    return UNCANCELLABLE;
  };
}
