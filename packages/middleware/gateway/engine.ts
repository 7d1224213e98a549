import type { Clock } from "@multisite/kernel/clock";
import type { Log } from "@multisite/kernel/log";
import {
  type Budget,
  createBudget,
  createFlights,
  createPool,
  createProber,
  type Flights,
  type Pool,
  type Prober,
  type SendProbe,
} from "../endpoints/index.ts";
import type { GatewaySettings } from "./settings.ts";
import type { CountBytes, UpstreamAnswer, UpstreamRequest, Upstreams } from "./upstream.ts";

/** Everything of a gateway but its sockets: so it runs over a simulated network too. */
export interface Engine {
  readonly pool: Pool;
  readonly flights: Flights<UpstreamRequest, UpstreamAnswer>;
  readonly prober: Prober;
  readonly budget: Budget;
  readonly settings: GatewaySettings;
  /** Works by other settings from now on; what is known of nodes that stay is kept. */
  apply(settings: GatewaySettings): void;
  stop(): void;
}

export interface EngineOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Makes what sends; it tells `count` what connections to other sites have moved. */
  readonly connect: (count: CountBytes, bufferBytes: () => number) => Pick<Upstreams, "send">;
}

/** Precision of hedges and time-outs; an idle gateway does nothing then. */
const SWEEP_EVERY_MS = 10;
const REFRESH_EVERY_MS = 1000;
/** Latencies are of the last half to whole minute. */
const TURN_EVERY_MS = 30_000;

export function createEngine(first: GatewaySettings, { clock, log, connect }: EngineOptions): Engine {
  let settings = first;
  const monotonicMs = (): number => clock.monotonicMs();
  const pool = createPool(settings.endpoints, {
    monotonicMs,
    health: (isOwnSite) => (isOwnSite ? settings.ownHealth : settings.remoteHealth),
    onChange({ address: { site, url }, health: { state, reason, strikes } }, from) {
      const level = state === "down" ? "warn" : "info";
      log[level]({ site, url, from: from.state, to: state, reason, strikes }, "a node's state has changed");
    },
  });
  const budget = createBudget(settings.budget, monotonicMs());
  const count: CountBytes = (member, { sent, received }) => {
    member.counts.bytesSent += sent;
    member.counts.bytesReceived += received;
    budget.takeBytes(sent + received, monotonicMs());
  };
  const { send } = connect(count, () => settings.config.requests.buffer_bytes);
  const flights = createFlights({ pool, budget, monotonicMs, settings: () => settings.flights, start: send });
  const probe: SendProbe = (member, path, options, done) => {
    const request = { method: "GET", path, headers: ["Host", new URL(member.address.url).host], body: undefined };
    return send(member, request, options, (result) =>
      done(
        result.kind === "failure"
          ? result
          : { ...result, answer: { status: result.status, text: result.answer.body.toString("utf8") } },
      ),
    );
  };
  const prober = createProber({
    pool,
    monotonicMs,
    send: probe,
    limits: () => ({
      connectTimeoutMs: settings.config.requests.connect_timeout_ms,
      probeTimeoutMs: settings.config.health.probe_timeout_ms,
    }),
    onSilent: flights.abandon,
  });
  const timers = [
    clock.every(SWEEP_EVERY_MS, () => {
      flights.sweep();
      prober.sweep();
    }),
    clock.every(REFRESH_EVERY_MS, pool.refresh),
    clock.every(TURN_EVERY_MS, pool.turn),
  ];
  return {
    pool,
    flights,
    prober,
    budget,
    get settings() {
      return settings;
    },
    apply(next) {
      settings = next;
      pool.replace(next.endpoints);
      budget.change(next.budget);
    },
    stop() {
      for (const stopTimer of timers) stopTimer();
      prober.stop();
    },
  };
}
