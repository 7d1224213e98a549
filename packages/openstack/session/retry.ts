import type { Random } from "@multisite/kernel/random";

/** How long, and how often, a service is asked again. */
export interface RetryPolicy {
  /** Longest wait for one answer. */
  readonly timeoutMs: number;
  /** Longest time for all attempts, with the waits in between. */
  readonly deadlineMs: number;
  readonly maxAttempts: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}

/** Neutron under load takes seconds for one request; a minute covers the restart of a service behind a load balancer. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  timeoutMs: 60_000,
  deadlineMs: 120_000,
  maxAttempts: 6,
  firstDelayMs: 500,
  maxDelayMs: 15_000,
};

/** How one attempt ended that was not what the caller wanted. */
export type Ending =
  | { readonly kind: "answer"; readonly status: number; readonly retryAfterMs?: number }
  /** Nothing has reached the service. */
  | { readonly kind: "unsent" }
  /** The service may have done it. */
  | { readonly kind: "unanswered" }
  /** Asking again cannot help: a certificate that is not trusted. */
  | { readonly kind: "refused" };

/** What has been done so far. */
export interface Attempts {
  /** Whether it may be done twice. */
  readonly isRepeatable: boolean;
  readonly count: number;
  readonly elapsedMs: number;
}

/** Load balancers answer these for a service that does not run; the service itself may have begun. */
const GATEWAY_FAILURES: ReadonlySet<number> = new Set([502, 503, 504]);
const TOO_MANY_REQUESTS = 429;

/** Whether the service may have done what was asked. */
export function mayHaveHappened(ending: Ending): boolean {
  return ending.kind === "unanswered" || (ending.kind === "answer" && GATEWAY_FAILURES.has(ending.status));
}

/**
 * After which delay to ask again; undefined when that is of no use or may do something twice.
 *
 * @param share chance, from 0 to 1: half of the delay is left to it, so that many clients do not come back at once
 */
export function decideRetry(ending: Ending, attempts: Attempts, policy: RetryPolicy, share: number): number | undefined {
  if (attempts.count >= policy.maxAttempts || !isWorthRepeating(ending)) return undefined;
  if (mayHaveHappened(ending) && !attempts.isRepeatable) return undefined;
  const fullMs = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (attempts.count - 1));
  const askedMs = ending.kind === "answer" ? (ending.retryAfterMs ?? 0) : 0;
  const delayMs = Math.max(askedMs, fullMs * (0.5 + share / 2));
  return attempts.elapsedMs + delayMs < policy.deadlineMs ? delayMs : undefined;
}

function isWorthRepeating(ending: Ending): boolean {
  if (ending.kind !== "answer") return ending.kind !== "refused";
  return GATEWAY_FAILURES.has(ending.status) || ending.status === TOO_MANY_REQUESTS;
}

/** `Retry-After`: seconds, or a date (RFC 9110, 10.2.3). */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const untilMs = Date.parse(value);
  return Number.isNaN(untilMs) ? undefined : Math.max(0, untilMs - nowMs);
}

/** A number from 0 to 1. */
export function chance(random: Random): number {
  return random.bytes(2).readUInt16BE() / 0xff_ff;
}
