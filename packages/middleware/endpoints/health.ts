/** `up`: asked. `suspect`: something happened, a probe is on its way; asked after those that are up. `down`: asked last. */
export type HealthState = "up" | "suspect" | "down";

/** What is remembered of a node. */
export interface Health {
  readonly state: HealthState;
  /** Why it is not up, for operators. */
  readonly reason: string;
  /** Since when it is in this state. */
  readonly sinceMs: number;
  /** How often it went down without a calm time between; each makes the next back-off longer. */
  readonly strikes: number;
  /** Answers in a row that said nothing but that it cannot. */
  readonly serverErrors: number;
  /** When it is probed next. */
  readonly probeAtMs: number;
}

/** What was seen of a node. */
export type HealthEvent =
  | { readonly kind: "answered" }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "broken" }
  | { readonly kind: "silent" }
  | { readonly kind: "login_dropped" }
  | { readonly kind: "server_error"; readonly reason: string }
  | { readonly kind: "probe_good" }
  | { readonly kind: "probe_bad"; readonly reason: string }
  /** The node itself says that it should not be asked now. */
  | { readonly kind: "not_ready"; readonly reason: string };

export interface HealthSettings {
  /** Between two probes of a node that is up. */
  readonly probeEveryMs: number;
  /** After the first strike; doubles with each further one. */
  readonly backOffMs: number;
  readonly backOffMaxMs: number;
  /** Strikes are forgotten after so long without one. */
  readonly calmMs: number;
  /** Answers of 5xx in a row that make a strike. */
  readonly serverErrorLimit: number;
}

/** A node of which nothing is known: it is asked, and probed at once. */
export function newHealth(nowMs: number): Health {
  return { state: "up", reason: "", sinceMs: nowMs, strikes: 0, serverErrors: 0, probeAtMs: nowMs };
}

/** Health after an event. The same object when nothing changes, as with nearly every answer. */
export function nextHealth(health: Health, event: HealthEvent, nowMs: number, settings: HealthSettings): Health {
  switch (event.kind) {
    case "answered":
      if (health.state === "up") return health.serverErrors === 0 ? health : { ...health, serverErrors: 0 };
      return up(health, nowMs, settings);
    case "probe_good":
      return health.state === "up"
        ? { ...health, strikes: strikesAt(health, nowMs, settings), probeAtMs: nowMs + settings.probeEveryMs }
        : up(health, nowMs, settings);
    case "refused":
    case "probe_bad":
      return down(health, event.reason, nowMs, settings);
    case "not_ready":
      return {
        ...health,
        state: "down",
        reason: event.reason,
        sinceMs: health.state === "down" ? health.sinceMs : nowMs,
        probeAtMs: nowMs + settings.probeEveryMs,
      };
    case "broken":
      return suspect(health, "a connection broke", nowMs);
    case "silent":
      return suspect(health, "no answer", nowMs);
    case "login_dropped":
      // A stock Keystone on a read-only replica hangs up on a wrong password: no sign of death, but worth a look.
      return { ...health, probeAtMs: Math.min(health.probeAtMs, nowMs) };
    case "server_error": {
      const serverErrors = health.serverErrors + 1;
      if (serverErrors < settings.serverErrorLimit || health.state === "down") return { ...health, serverErrors };
      return down({ ...health, serverErrors: 0 }, event.reason, nowMs, settings);
    }
  }
}

/** How long a node is left alone after so many strikes. */
function backOffMs(strikes: number, { backOffMs: first, backOffMaxMs }: HealthSettings): number {
  return Math.min(backOffMaxMs, first * 2 ** Math.min(30, Math.max(0, strikes - 1)));
}

function up(health: Health, nowMs: number, settings: HealthSettings): Health {
  return { ...health, state: "up", reason: "", sinceMs: nowMs, serverErrors: 0, probeAtMs: nowMs + settings.probeEveryMs };
}

function suspect(health: Health, reason: string, nowMs: number): Health {
  if (health.state !== "up") return health;
  return { ...health, state: "suspect", reason, sinceMs: nowMs, probeAtMs: nowMs };
}

function down(health: Health, reason: string, nowMs: number, settings: HealthSettings): Health {
  // What was on its way to a node that is down already fails too, and is no further strike.
  if (health.state === "down" && nowMs < health.probeAtMs) return health;
  const strikes = strikesAt(health, nowMs, settings) + 1;
  const sinceMs = health.state === "down" ? health.sinceMs : nowMs;
  return { ...health, state: "down", reason, sinceMs, strikes, probeAtMs: nowMs + backOffMs(strikes, settings) };
}

function strikesAt(health: Health, nowMs: number, { calmMs }: HealthSettings): number {
  return health.state === "up" && nowMs - health.sinceMs >= calmMs ? 0 : health.strikes;
}
