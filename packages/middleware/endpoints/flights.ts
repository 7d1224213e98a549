import type { Budget } from "./budget.ts";
import { choose } from "./choose.ts";
import { dueFor, type Patience } from "./due.ts";
import type { Attempt, AttemptResult, Flight, FlightResult, StartAttempt, Unanswered } from "./flight.ts";
import { createHedgeAllowance, type HedgeSettings, hedgeDelayMs } from "./hedge.ts";
import type { Member, Pool } from "./pool.ts";
import { afterFailure, isServerError, needsFreshConnection } from "./repeat.ts";
import type { FailureKind, Purpose } from "./types.ts";

export interface FlightSettings extends Patience {
  readonly hedge: HedgeSettings;
}

export interface FlightCounts {
  retries: number;
  hedges: number;
  hedgesWon: number;
  /** Connections that a node had closed just as they were used again. */
  stale: number;
  unanswered: Record<Unanswered, number>;
}

/** Requests on their way. Nothing here knows sockets: what sends is an argument. */
export interface Flights<Request, Answer> {
  readonly underWay: number;
  readonly counts: FlightCounts;
  /** Sends a request; `settle` is called once. Gives how to end it without an answer. */
  begin(request: Request, purpose: Purpose, settle: (result: FlightResult<Answer>) => void): () => void;
  /** Looks at all flights for what is due: hedges, silence, time-outs, deadlines. Call it every few milliseconds. */
  sweep(): void;
  /** A node's host is gone: what may be sent again and waits for it moves on. */
  abandon(member: Member): void;
}

export interface FlightsOptions<Request, Answer> {
  readonly pool: Pool;
  readonly budget: Budget;
  readonly settings: () => FlightSettings;
  readonly monotonicMs: () => number;
  readonly start: StartAttempt<Request, Answer>;
}

/** A request after which so many nodes broke down is likely to be the cause; it is not given to the next one. */
const MOST_SPOILT = 3;

/**
 * When this process itself did nothing for so long, answers may have come that it has not looked at yet: what seems due then waits for
 * the next sweep.
 */
export const OWN_STALL_MS = 100;

export function createFlights<Request, Answer>(options: FlightsOptions<Request, Answer>): Flights<Request, Answer> {
  const { pool, budget, settings, monotonicMs, start } = options;
  type OneFlight = Flight<Request, Answer>;
  const flights = new Set<OneFlight>();
  let sweptMs = monotonicMs();
  const allowance = createHedgeAllowance(() => settings().hedge);
  const counts: FlightCounts = {
    retries: 0,
    hedges: 0,
    hedgesWon: 0,
    stale: 0,
    unanswered: { no_node: 0, budget: 0, no_writer: 0, deadline: 0, unknown_write: 0, login_dropped: 0 },
  };

  function pick(flight: OneFlight): Member | undefined {
    const { purpose, prefersWriters } = flight;
    return choose(pool.members, { purpose, prefersWriters, mayLeaveSite: budget.allows(monotonicMs()) }, flight.tried);
  }

  function launch(flight: OneFlight, member: Member, { isHedge, afterStale = false }: LaunchOptions): void {
    const startedMs = monotonicMs();
    if (!member.isOwnSite) budget.takeCall(startedMs);
    if (!flight.tried.includes(member)) flight.tried.push(member);
    pool.begin(member);
    const attempt = { member, startedMs, isHedge } as Attempt;
    flight.attempts.push(attempt);
    const fresh = afterStale || needsFreshConnection(flight.purpose, member.kind);
    attempt.live = start(member, flight.request, { fresh }, (result) => finish(flight, attempt, result));
  }

  function drop(flight: OneFlight, attempt: Attempt): boolean {
    const index = flight.attempts.indexOf(attempt);
    if (index < 0) return false;
    flight.attempts.splice(index, 1);
    pool.end(attempt.member);
    return true;
  }

  function finish(flight: OneFlight, attempt: Attempt, result: AttemptResult<Answer>): void {
    if (!drop(flight, attempt)) return;
    const { member } = attempt;
    if (result.kind === "failure") {
      noteFailure(flight, member, result.failure, result.reason);
      next(flight, member, result.failure);
      return;
    }
    pool.measured(member, monotonicMs() - attempt.startedMs, flight.purpose !== "read");
    if (isServerError(result.status)) {
      noteFailure(flight, member, "server_error", `answered ${result.status}`);
      flight.fallback ??= { answer: result.answer, member };
      next(flight, member, "server_error");
      return;
    }
    pool.note(member, { kind: "answered" });
    if (attempt.isHedge) counts.hedgesWon++;
    settle(flight, { kind: "answer", answer: result.answer, member });
  }

  function noteFailure(flight: OneFlight, member: Member, failure: FailureKind, reason: string): void {
    flight.notes.push(`${member.address.url}: ${reason}`);
    if (failure === "stale") {
      counts.stale++;
      return;
    }
    if (failure === "local") return;
    member.counts.failures++;
    if (failure !== "refused") flight.spoilt++;
    if (failure === "server_error") member.counts.serverErrors++;
    if (failure === "refused") pool.note(member, { kind: "refused", reason });
    else if (failure === "timeout") pool.note(member, { kind: "silent" });
    else if (flight.purpose === "login") {
      // So a stock Keystone on a read-only replica treats a wrong password, as it cannot count it.
      if (failure === "broken") member.counts.droppedLogins++;
      flight.dropped++;
      flight.prefersWriters = true;
      pool.note(member, { kind: "login_dropped" });
    } else pool.note(member, failure === "server_error" ? { kind: "server_error", reason } : { kind: "broken" });
  }

  /** Another attempt after a failure, if one may be made and none is on its way. */
  function next(flight: OneFlight, failed: Member, failure: FailureKind): void {
    const step = afterFailure(flight.purpose, failure);
    if (step === "same node") {
      launch(flight, failed, { isHedge: false, afterStale: true });
      return;
    }
    if (flight.attempts.length > 0) return;
    const member = step === "nothing" || flight.spoilt >= MOST_SPOILT ? undefined : pick(flight);
    if (member !== undefined) retry(flight, member);
    else if (flight.fallback !== undefined) settle(flight, { kind: "answer", ...flight.fallback });
    else giveUp(flight, step === "nothing" ? "unknown_write" : whyNone(flight));
  }

  function retry(flight: OneFlight, member: Member): void {
    counts.retries++;
    member.counts.retries++;
    launch(flight, member, { isHedge: false });
  }

  function whyNone({ purpose, dropped, tried }: OneFlight): Unanswered {
    if (dropped > 0) return "login_dropped";
    if (purpose === "write" && !pool.members.some(({ takesWrites }) => takesWrites)) return "no_writer";
    const others = pool.members.some((member) => !member.isOwnSite && !tried.includes(member));
    return others && !budget.allows(monotonicMs()) ? "budget" : "no_node";
  }

  function giveUp(flight: OneFlight, why: Unanswered): void {
    counts.unanswered[why]++;
    const retryAfterMs = why === "budget" ? budget.waitMs(monotonicMs()) : 0;
    settle(flight, { kind: "none", why, attempts: flight.notes, retryAfterMs });
  }

  function settle(flight: OneFlight, result: FlightResult<Answer>): void {
    end(flight);
    flight.settle(result);
  }

  /** What still waits for an answer is ended; how long it took so far says something about its node. */
  function end(flight: OneFlight): void {
    if (flight.isSettled) return;
    flight.isSettled = true;
    flights.delete(flight);
    for (const attempt of flight.attempts.splice(0)) {
      pool.end(attempt.member);
      if (flight.purpose === "read") pool.waited(attempt.member, monotonicMs() - attempt.startedMs);
      attempt.live.cancel();
    }
  }

  function fail(flight: OneFlight, attempt: Attempt, failure: FailureKind, reason: string): void {
    attempt.live.cancel();
    finish(flight, attempt, { kind: "failure", failure, reason });
  }

  function sweepFlight(flight: OneFlight, nowMs: number, limits: FlightSettings): void {
    if (nowMs >= flight.deadlineMs) {
      const wasSent = flight.attempts.some(({ live }) => live.isConnected());
      giveUp(flight, flight.purpose === "write" && wasSent ? "unknown_write" : "deadline");
      return;
    }
    for (const attempt of [...flight.attempts]) {
      const { member, startedMs, live } = attempt;
      const waiting = {
        elapsedMs: nowMs - startedMs,
        isConnected: live.isConnected(),
        silentMs: nowMs - Math.max(startedMs, member.lastAnswerMs),
        p99Ms: flight.purpose === "login" ? member.loginP99Ms : member.p99Ms,
      };
      const due = dueFor(flight.purpose, waiting, limits);
      if (due === "no connection") fail(flight, attempt, "refused", `no connection within ${limits.connectTimeoutMs} ms`);
      else if (due === "timeout") fail(flight, attempt, "timeout", `no answer within ${limits.attemptTimeoutMs} ms`);
      else if (due === "silence") leaveSilent(flight, attempt);
    }
    hedge(flight, nowMs, limits.hedge);
  }

  /** A node that answers nobody: reads go to another one that is up, if there is one; a login waits for what a probe says. */
  function leaveSilent(flight: OneFlight, attempt: Attempt): void {
    pool.note(attempt.member, { kind: "silent" });
    if (flight.purpose !== "read" || flight.attempts.length > 1) return;
    const other = pick(flight);
    if (other === undefined || other.state !== "up") return;
    attempt.live.cancel();
    drop(flight, attempt);
    noteFailure(flight, attempt.member, "timeout", "the node answers nothing");
    retry(flight, other);
  }

  function hedge(flight: OneFlight, nowMs: number, limits: HedgeSettings): void {
    const [first] = flight.attempts;
    if (flight.purpose !== "read" || flight.hedged || first === undefined || flight.attempts.length > 1) return;
    const { member, startedMs } = first;
    if (nowMs - startedMs < hedgeDelayMs(member.p99Ms, member.latency.samples, limits)) return;
    const other = pick(flight);
    if (other === undefined || other.state !== "up" || !allowance.take()) return;
    flight.hedged = true;
    counts.hedges++;
    other.counts.hedges++;
    launch(flight, other, { isHedge: true });
  }

  return {
    get underWay() {
      return flights.size;
    },
    counts,
    begin(request, purpose, settleFlight) {
      const flight: OneFlight = {
        request,
        purpose,
        deadlineMs: monotonicMs() + settings().deadlineMs,
        settle: settleFlight,
        attempts: [],
        tried: [],
        notes: [],
        prefersWriters: false,
        dropped: 0,
        hedged: false,
        spoilt: 0,
        fallback: undefined,
        isSettled: false,
      };
      flights.add(flight);
      if (purpose === "read") allowance.earn();
      const member = pick(flight);
      if (member === undefined) giveUp(flight, whyNone(flight));
      else launch(flight, member, { isHedge: false });
      return () => end(flight);
    },
    sweep() {
      const nowMs = monotonicMs();
      const wasStalled = nowMs - sweptMs > OWN_STALL_MS;
      sweptMs = nowMs;
      if (wasStalled || flights.size === 0) return;
      const limits = settings();
      for (const flight of flights) sweepFlight(flight, nowMs, limits);
    },
    abandon(member) {
      for (const flight of flights) {
        if (flight.purpose === "write") continue;
        for (const attempt of [...flight.attempts]) {
          if (attempt.member === member) fail(flight, attempt, "timeout", "the node does not answer any more");
        }
      }
    },
  };
}

interface LaunchOptions {
  readonly isHedge: boolean;
  /** A kept connection had been closed; once is enough. */
  readonly afterStale?: boolean;
}
