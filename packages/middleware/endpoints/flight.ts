import type { Member } from "./pool.ts";
import type { FailureKind, Purpose } from "./types.ts";

/** What an attempt at one node brought. */
export type AttemptResult<Answer> =
  | { readonly kind: "answer"; readonly answer: Answer; readonly status: number }
  | { readonly kind: "failure"; readonly failure: FailureKind; readonly reason: string };

/** What became of a request. */
export type FlightResult<Answer> =
  | { readonly kind: "answer"; readonly answer: Answer; readonly member: Member }
  | { readonly kind: "none"; readonly why: Unanswered; readonly attempts: readonly string[]; readonly retryAfterMs: number };

/**
 * Why there is no answer. `no_node`: each one that may be asked failed. `budget`: as before, and other sites may not be asked now.
 * `no_writer`: no node that takes writes. `deadline`: time is up. `unknown_write`: a write was sent, and it is not known whether it
 * was done. `login_dropped`: every node hung up on the login.
 */
export type Unanswered = "no_node" | "budget" | "no_writer" | "deadline" | "unknown_write" | "login_dropped";

/** An attempt that has begun. */
export interface LiveAttempt {
  /** Whether there is a connection, over which the request may have been sent. */
  isConnected(): boolean;
  /** Ends it; its result, if it still comes, is not wanted. */
  cancel(): void;
}

/** Sends a request to a node. `fresh`: over a connection made for it. Calls `done` once, not before it has returned. */
export type StartAttempt<Request, Answer> = (
  member: Member,
  request: Request,
  options: { readonly fresh: boolean },
  done: (result: AttemptResult<Answer>) => void,
) => LiveAttempt;

/** An attempt within its flight. */
export interface Attempt {
  readonly member: Member;
  readonly startedMs: number;
  readonly isHedge: boolean;
  live: LiveAttempt;
}

/** A request on its way, with every attempt at it. */
export interface Flight<Request, Answer> {
  readonly request: Request;
  readonly purpose: Purpose;
  readonly deadlineMs: number;
  readonly settle: (result: FlightResult<Answer>) => void;
  readonly attempts: Attempt[];
  readonly tried: Member[];
  /** What was wrong so far, for the log. */
  readonly notes: string[];
  prefersWriters: boolean;
  dropped: number;
  hedged: boolean;
  /** Nodes that got the request and did not answer it. */
  spoilt: number;
  /** The first answer that said nothing but that its node cannot; given when no other node can either. */
  fallback: { readonly answer: Answer; readonly member: Member } | undefined;
  isSettled: boolean;
}
