import { createMetrics, type Metrics } from "@multisite/kernel/metrics";
import type { IdentityService } from "../main.ts";
import type { FinishedRequest } from "../server/observe.ts";

const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The metrics of one identity process; `observe` is told of requests before there is a service to be read. */
export interface IdentityMetrics {
  readonly metrics: Metrics;
  readonly observe: (request: FinishedRequest) => void;
  /** Adds what is read from a service when somebody looks. */
  attach(service: IdentityService): void;
}

export function createIdentityMetrics(): IdentityMetrics {
  const metrics = createMetrics();
  const requests = new Map<string, { readonly labels: Record<string, string>; value: number }>();
  const observeDuration = metrics.durations({
    name: "multisite_identity_request_duration_seconds",
    help: "Time from a request's arrival to the end of its answer; validations from the cache are not among them.",
    labels: ["method", "route"],
    buckets: DURATION_BUCKETS,
  });
  metrics.counter(
    {
      name: "multisite_identity_requests_total",
      help: "Requests by route and status; validations from the cache are not among them.",
      labels: ["method", "route", "status"],
    },
    () => [...requests.values()],
  );
  return {
    metrics,
    observe({ method, route, status, durationMs }) {
      const key = `${method} ${route} ${status}`;
      const known = requests.get(key);
      if (known) known.value++;
      else requests.set(key, { labels: { method, route, status: String(status) }, value: 1 });
      observeDuration({ method, route }, durationMs / 1000);
    },
    attach: (service) => attachService(metrics, service),
  };
}

function attachService(metrics: Metrics, { identity, answers, keys, policy }: IdentityService): void {
  const { counts, audit, database, clock } = identity;
  metrics.counter(
    {
      name: "multisite_identity_validations_total",
      help: "Validations by how they were answered: from the cache, confirmed by reading again, or made; hot ones in front of the framework.",
      labels: ["answer"],
    },
    () => [
      { labels: { answer: "hit" }, value: answers.counts.hits },
      { labels: { answer: "confirmed" }, value: answers.counts.confirmations },
      { labels: { answer: "made" }, value: answers.counts.misses },
      { labels: { answer: "hot" }, value: counts.cachedValidations },
    ],
  );
  metrics.counter({ name: "multisite_identity_logins_total", help: "Logins by outcome.", labels: ["outcome"] }, () => [
    { labels: { outcome: "success" }, value: audit.counts.loginsSucceeded },
    { labels: { outcome: "failure" }, value: audit.counts.loginsFailed },
  ]);
  metrics.counter(
    { name: "multisite_identity_audit_events_total", help: "Audit events by what became of them.", labels: ["fate"] },
    () => [
      { labels: { fate: "recorded" }, value: audit.counts.recorded },
      { labels: { fate: "file_failed" }, value: audit.counts.fileFailures },
      { labels: { fate: "bus_sent" }, value: audit.counts.busSent },
      { labels: { fate: "bus_dropped" }, value: audit.counts.busDropped },
    ],
  );
  metrics.gauge(
    { name: "multisite_identity_audit_events_waiting", help: "Audit events that wait for the message bus.", over: "sum" },
    () => [{ value: audit.counts.busWaiting }],
  );
  metrics.counter({ name: "multisite_identity_database_errors_total", help: "Requests that failed in the database." }, () => [
    { value: counts.databaseErrors },
  ]);
  const keySets = Object.entries(keys);
  metrics.gauge({ name: "multisite_identity_keys", help: "Keys in use.", labels: ["purpose"] }, () =>
    keySets.map(([purpose, live]) => ({ labels: { purpose }, value: live.current().keys.length })),
  );
  metrics.gauge(
    {
      name: "multisite_identity_key_set_revision",
      help: "Grows with each change of a key set since the start.",
      labels: ["purpose"],
    },
    () => keySets.map(([purpose, live]) => ({ labels: { purpose }, value: live.revision })),
  );
  metrics.gauge(
    { name: "multisite_identity_key_set_problem", help: "1 while the keys on disk cannot be read.", labels: ["purpose"] },
    () => keySets.map(([purpose, live]) => ({ labels: { purpose }, value: live.problem ? 1 : 0 })),
  );
  metrics.gauge(
    { name: "multisite_identity_policy_revision", help: "Grows with each change of the policy since the start." },
    () => [{ value: policy.revision }],
  );
  const { shared } = database.revision;
  if (!shared) return;
  metrics.gauge(
    { name: "multisite_identity_data_watch_age_seconds", help: "Since when MariaDB was last looked at for changes of others." },
    () => [{ value: (clock.monotonicMs() - shared.lookedAtMs) / 1000 }],
  );
}
