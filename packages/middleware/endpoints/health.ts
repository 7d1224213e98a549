/**
 * What is believed of an endpoint:
 * `up`, asked; `suspect`, asked only when nobody is up, until a probe has decided; `down`, not asked but for probes, which
 * come with growing delays; `half-open`, asked by one request at a time, until enough of them were answered.
 */
export type Phase = "up" | "suspect" | "down" | "half-open";

/** Why an endpoint is down. */
export type Cause = "unreachable" | "not-ready" | "failing";

export interface Health {
  readonly phase: Phase;
  /** When the phase began, on the monotonic clock. */
  readonly sinceMs: number;
  /** Requests in a row that failed, however well it answered probes. */
  readonly failedInRow: number;
  /** Good answers since it is half-open. */
  readonly goodInRow: number;
  /** How often it was found down since it was up; each time doubles the delay of the next probe. */
  readonly setbacks: number;
  /** When it is to be probed, on the monotonic clock. */
  readonly probeAtMs: number;
  readonly cause: Cause | undefined;
}

/**
 * What a request or a probe has shown:
 * - `answered`: a request was answered, whatever the answer;
 * - `refused`: no connection could be made, so nothing was sent;
 * - `dropped`: the connection ended before the answer was whole;
 * - `slow`: no answer in time;
 * - `server-error`: 500, 502 or 504 to a request that changes nothing;
 * - `not-ready`: 503 to a request that changes nothing;
 * - `login-dropped`: the connection ended at a login. A stock Keystone on a read-only database does so at a wrong password,
 *   because it cannot count the failure: no evidence of anything but for the need to look;
 * - `doubt`: a request waits unusually long;
 * - `probe-answered`, `probe-failed`, `probe-not-ready`: what a probe has found.
 */
export type Evidence =
  | "answered"
  | "refused"
  | "dropped"
  | "slow"
  | "server-error"
  | "not-ready"
  | "login-dropped"
  | "doubt"
  | "probe-answered"
  | "probe-failed"
  | "probe-not-ready";

export interface HealthSettings {
  /** Time between probes of an endpoint that is up. */
  readonly probeIntervalMs: number;
  /** Delay of the first probe of an endpoint that went down; it doubles with each probe that fails. */
  readonly firstRetryMs: number;
  readonly maxRetryMs: number;
  /** So many requests in a row that fail put an endpoint down, whatever its probes say. */
  readonly failuresToDown: number;
  /** So many good answers make a half-open endpoint an up one. */
  readonly answersToUp: number;
}

export function newHealth(nowMs: number): Health {
  return {
    phase: "up",
    sinceMs: nowMs,
    failedInRow: 0,
    goodInRow: 0,
    setbacks: 0,
    // What was never asked is probed at once.
    probeAtMs: nowMs,
    cause: undefined,
  };
}

/**
 * What to believe after `evidence`. `chance` (0 to 1) spreads the probes of many gateways over time.
 */
export function judge(health: Health, evidence: Evidence, nowMs: number, chance: number, settings: HealthSettings): Health {
  switch (evidence) {
    case "answered":
      return answered(health, nowMs, settings);
    case "probe-answered":
      return probed(health, nowMs, chance, settings);
    case "refused":
    case "probe-failed":
      return down(health, "unreachable", nowMs, chance, settings);
    case "probe-not-ready":
      return down(health, "not-ready", nowMs, chance, settings);
    case "login-dropped":
    case "doubt":
      return health.phase === "up" ? { ...health, probeAtMs: nowMs } : health;
    case "dropped":
    case "slow":
    case "server-error":
    case "not-ready":
      return failed(health, nowMs, chance, settings);
  }
}

/** The delay after the given number of setbacks: doubled each time up to the maximum, less a random part of up to a quarter. */
export function retryDelayMs(setbacks: number, chance: number, { firstRetryMs, maxRetryMs }: HealthSettings): number {
  const fullMs = Math.min(maxRetryMs, firstRetryMs * 2 ** Math.min(setbacks, 30));
  return fullMs * (1 - chance / 4);
}

function answered(health: Health, nowMs: number, settings: HealthSettings): Health {
  if (health.phase === "up") return health.failedInRow === 0 ? health : { ...health, failedInRow: 0 };
  if (health.phase === "suspect") return { ...health, phase: "up", sinceMs: nowMs, failedInRow: 0 };
  return recovering(health, nowMs, settings, 0);
}

function probed(health: Health, nowMs: number, chance: number, settings: HealthSettings): Health {
  const probeAtMs = nowMs + settings.probeIntervalMs * (1 - chance / 4);
  if (health.phase === "up") return { ...health, probeAtMs };
  if (health.phase === "suspect") return { ...health, phase: "up", sinceMs: nowMs, probeAtMs };
  // Its probes were good all the time: only requests can show that it does its work again.
  if (health.phase === "half-open" && health.cause === "failing") return { ...health, probeAtMs };
  const next = recovering(health, nowMs, settings, health.failedInRow);
  const soonMs = nowMs + retryDelayMs(0, chance, settings);
  return { ...next, probeAtMs: next.phase === "up" ? probeAtMs : soonMs };
}

function recovering(health: Health, nowMs: number, { answersToUp }: HealthSettings, failedInRow: number): Health {
  const goodInRow = (health.phase === "half-open" ? health.goodInRow : 0) + 1;
  if (goodInRow >= answersToUp && (health.cause !== "failing" || health.phase === "half-open")) {
    return { ...health, phase: "up", sinceMs: nowMs, failedInRow: 0, goodInRow: 0, setbacks: 0, cause: undefined };
  }
  const sinceMs = health.phase === "half-open" ? health.sinceMs : nowMs;
  return { ...health, phase: "half-open", sinceMs, goodInRow, failedInRow };
}

function failed(health: Health, nowMs: number, chance: number, settings: HealthSettings): Health {
  if (health.phase === "down") return health;
  const failedInRow = health.failedInRow + 1;
  if (health.phase === "half-open" || failedInRow >= settings.failuresToDown) {
    return { ...down(health, "failing", nowMs, chance, settings), failedInRow };
  }
  const sinceMs = health.phase === "suspect" ? health.sinceMs : nowMs;
  return { ...health, phase: "suspect", sinceMs, failedInRow, probeAtMs: nowMs };
}

function down(health: Health, cause: Cause, nowMs: number, chance: number, settings: HealthSettings): Health {
  const isNew = health.phase !== "down";
  // Several requests fail at the same moment when an endpoint dies: that is one setback, until the next probe was due.
  if (!isNew && nowMs < health.probeAtMs) return health;
  return {
    ...health,
    phase: "down",
    sinceMs: isNew ? nowMs : health.sinceMs,
    goodInRow: 0,
    setbacks: health.setbacks + 1,
    probeAtMs: nowMs + retryDelayMs(health.setbacks, chance, settings),
    cause,
  };
}
