import type { Member, Unanswered } from "../endpoints/index.ts";
import type { Engine } from "./engine.ts";
import type { RequestCounts } from "./handler.ts";
import type { ReloadState } from "./reload.ts";

/** What a gateway tells of itself; durations in milliseconds, counts since its start. */
export interface GatewayStatus {
  readonly ownSite: string;
  readonly upMs: number;
  readonly configuration: ReloadState;
  readonly requests: {
    readonly read: number;
    readonly login: number;
    readonly write: number;
    readonly underWay: number;
    readonly retries: number;
    readonly hedges: number;
    readonly hedgesWon: number;
    /** Hedges for each read. */
    readonly hedgeShare: number;
    readonly staleConnections: number;
    readonly statuses: Readonly<Record<string, number>>;
    readonly unanswered: Readonly<Record<Unanswered, number>>;
  };
  readonly interSite: {
    readonly bytesSent: number;
    readonly bytesReceived: number;
    readonly callsAllowed: boolean;
  };
  readonly endpoints: readonly EndpointStatus[];
}

export interface EndpointStatus {
  readonly site: string;
  readonly url: string;
  readonly isOwnSite: boolean;
  /** `multisite` is one of ours, `stock` a Keystone. */
  readonly kind: string;
  readonly state: string;
  readonly reason: string;
  readonly sinceMs: number;
  readonly strikes: number;
  readonly nextProbeMs: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly loginP50Ms: number;
  readonly loginP99Ms: number;
  readonly inFlight: number;
  readonly requests: number;
  readonly failures: number;
  readonly droppedLogins: number;
  readonly serverErrors: number;
  readonly retries: number;
  readonly hedges: number;
  readonly probes: number;
  readonly probesFailed: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

export interface StatusSources {
  readonly engine: Engine;
  readonly counts: RequestCounts;
  readonly reload: () => ReloadState;
  readonly monotonicMs: () => number;
  readonly startedMs: number;
}

export function readStatus({ engine, counts, reload, monotonicMs, startedMs }: StatusSources): GatewayStatus {
  const nowMs = monotonicMs();
  const { pool, flights, budget, settings } = engine;
  const { retries, hedges, hedgesWon, stale, unanswered } = flights.counts;
  const { read, login, write } = counts.byPurpose;
  const endpoints = pool.members.map((member) => endpointStatus(member, nowMs));
  const sum = (of: (endpoint: EndpointStatus) => number): number => endpoints.reduce((total, each) => total + of(each), 0);
  return {
    ownSite: settings.config.identity.own_site,
    upMs: Math.round(nowMs - startedMs),
    configuration: reload(),
    requests: {
      read,
      login,
      write,
      underWay: flights.underWay,
      retries,
      hedges,
      hedgesWon,
      hedgeShare: read === 0 ? 0 : Math.round((hedges / read) * 10_000) / 10_000,
      staleConnections: stale,
      statuses: Object.fromEntries([...counts.byStatus].sort(([left], [right]) => left - right)),
      unanswered: { ...unanswered },
    },
    interSite: {
      bytesSent: sum(({ bytesSent }) => bytesSent),
      bytesReceived: sum(({ bytesReceived }) => bytesReceived),
      callsAllowed: budget.allows(nowMs),
    },
    endpoints,
  };
}

/** What is known of one node. */
export function endpointStatus(member: Member, nowMs: number): EndpointStatus {
  const { address, health, latency, loginLatency } = member;
  return {
    site: address.site,
    url: address.url,
    isOwnSite: address.isOwnSite,
    kind: member.kind,
    state: health.state,
    reason: health.reason,
    sinceMs: Math.round(nowMs - health.sinceMs),
    strikes: health.strikes,
    nextProbeMs: Math.max(0, Math.round(health.probeAtMs - nowMs)),
    meanMs: rounded(member.meanMs),
    p50Ms: rounded(latency.quantileMs(0.5)),
    p99Ms: rounded(latency.quantileMs(0.99)),
    loginP50Ms: rounded(loginLatency.quantileMs(0.5)),
    loginP99Ms: rounded(loginLatency.quantileMs(0.99)),
    inFlight: member.inFlight,
    ...member.counts,
  };
}

function rounded(valueMs: number): number {
  return Math.round(valueMs * 100) / 100;
}
