import type { HealthSettings } from "../endpoints/health.ts";
import type { BudgetSettings, EndpointAddress, FlightSettings } from "../endpoints/index.ts";
import type { GatewayConfig } from "./options.ts";

/** The nodes, each known to be the own site's or not. */
export function endpointsOf({ identity }: GatewayConfig): readonly EndpointAddress[] {
  return identity.endpoints.map((endpoint) => ({ ...endpoint, isOwnSite: endpoint.site === identity.own_site }));
}

export function healthSettings({ health }: GatewayConfig): HealthSettings {
  return {
    probeEveryMs: health.probe_every_ms,
    probeRemoteEveryMs: health.probe_remote_every_ms,
    backOffMs: health.back_off_ms,
    backOffMaxMs: health.back_off_max_ms,
    calmMs: health.calm_ms,
    serverErrorLimit: health.server_errors,
  };
}

export function budgetSettings({ budget }: GatewayConfig): BudgetSettings {
  const { calls_per_second: callsPerSecond, burst_calls: burstCalls, bytes_per_second: bytesPerSecond } = budget;
  return { callsPerSecond, burstCalls, ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }) };
}

const HEDGE_BURST = 10;
const HEDGE_SAMPLES = 50;
const HEDGE_UNKNOWN_MS = 1000;
const MOST_HEDGED_PERCENT = 5;

export function flightSettings({ requests, hedge }: GatewayConfig): FlightSettings {
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
