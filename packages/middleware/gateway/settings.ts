import type { BudgetSettings, EndpointAddress, FlightSettings, HealthSettings } from "../endpoints/index.ts";
import type { GatewayConfig } from "./options.ts";

/** What follows from a configuration, made once and not for each request. */
export interface GatewaySettings {
  readonly config: GatewayConfig;
  readonly endpoints: readonly EndpointAddress[];
  readonly flights: FlightSettings;
  readonly ownHealth: HealthSettings;
  readonly remoteHealth: HealthSettings;
  readonly budget: BudgetSettings;
}

const HEDGE_BURST = 10;
const HEDGE_SAMPLES = 50;
const HEDGE_UNKNOWN_MS = 1000;
const MOST_HEDGED_PERCENT = 5;

export function deriveSettings(config: GatewayConfig): GatewaySettings {
  const { identity, health, budget } = config;
  const remoteHealth: HealthSettings = {
    probeEveryMs: health.probe_remote_every_ms,
    backOffMs: health.back_off_ms,
    backOffMaxMs: health.back_off_max_ms,
    calmMs: health.calm_ms,
    serverErrorLimit: health.server_errors,
  };
  const bytes = budget.bytes_per_second === undefined ? {} : { bytesPerSecond: budget.bytes_per_second };
  return {
    config,
    endpoints: identity.endpoints.map((endpoint) => ({ ...endpoint, isOwnSite: endpoint.site === identity.own_site })),
    flights: flightSettings(config),
    ownHealth: { ...remoteHealth, probeEveryMs: health.probe_every_ms },
    remoteHealth,
    budget: { callsPerSecond: budget.calls_per_second, burstCalls: budget.burst_calls, ...bytes },
  };
}

function flightSettings({ requests, hedge }: GatewayConfig): FlightSettings {
  return {
    deadlineMs: requests.deadline_ms,
    attemptTimeoutMs: requests.attempt_timeout_ms,
    connectTimeoutMs: requests.connect_timeout_ms,
    silenceMs: requests.silence_ms,
    hedge: {
      share: hedge.enabled ? Math.min(MOST_HEDGED_PERCENT, hedge.percent) / 100 : 0,
      burst: HEDGE_BURST,
      leastDelayMs: hedge.least_delay_ms,
      leastSamples: HEDGE_SAMPLES,
      unknownDelayMs: HEDGE_UNKNOWN_MS,
    },
  };
}
