import type { Purpose } from "./types.ts";

/** How long things may take. */
export interface Patience {
  /** Longest time for a request, over all attempts. */
  readonly deadlineMs: number;
  /** Longest wait for one node's answer to a request that may be sent again. */
  readonly attemptTimeoutMs: number;
  /** Longest wait for a connection. */
  readonly connectTimeoutMs: number;
  /** A node that answers nothing at all for so long, or four times its p99, is probed and asked after the others. */
  readonly silenceMs: number;
}

/** What is due for an attempt that has no answer yet. */
export type Due = "nothing" | "no connection" | "timeout" | "silence";

/** What is known of an attempt and its node. */
export interface Waiting {
  readonly elapsedMs: number;
  readonly isConnected: boolean;
  /** How long its node has answered nobody; at most {@link elapsedMs}. */
  readonly silentMs: number;
  /** Of the node, for requests of this kind. */
  readonly p99Ms: number;
}

const SILENCE_IN_P99 = 4;
/** Logins cost a password hash, and many at once wait for each other. */
const LOGIN_SILENCE_FACTOR = 4;

/** A write that has a connection is left alone until the deadline of its request: nobody can say whether it is being done. */
export function dueFor(purpose: Purpose, waiting: Waiting, patience: Patience): Due {
  const { elapsedMs } = waiting;
  if (!waiting.isConnected && elapsedMs >= patience.connectTimeoutMs) return "no connection";
  if (purpose === "write") return "nothing";
  if (elapsedMs >= patience.attemptTimeoutMs) return "timeout";
  const leastMs = patience.silenceMs * (purpose === "login" ? LOGIN_SILENCE_FACTOR : 1);
  return waiting.silentMs >= Math.max(leastMs, waiting.p99Ms * SILENCE_IN_P99) ? "silence" : "nothing";
}
