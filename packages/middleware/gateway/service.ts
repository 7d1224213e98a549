import { createServer as createHttpServer, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { Clock } from "@multisite/kernel/clock";
import { drainServer, listen, readTlsFiles } from "@multisite/kernel/http";
import type { Log } from "@multisite/kernel/log";
import type { Random } from "@multisite/kernel/random";
import { uuidDashed } from "@multisite/kernel/random";
import { createSystemTransport } from "@multisite/kernel/transport";
import { createBudget, createFlights, createPool } from "../endpoints/index.ts";
import { readAuthorities } from "./authorities.ts";
import { configProblems, configWarnings } from "./check.ts";
import { configError } from "./errors.ts";
import { createHandler, type RequestCounts } from "./handler.ts";
import type { GatewayConfig } from "./options.ts";
import { createProber } from "./prober.ts";
import { budgetSettings, endpointsOf, flightSettings, healthSettings } from "./settings.ts";
import { createUpstreams, type UpstreamAnswer, type UpstreamRequest } from "./upstream.ts";

export interface GatewayWorld {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** A running gateway. */
export interface RunningGateway {
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
}

const SWEEP_EVERY_MS = 10;
const REFRESH_EVERY_MS = 1000;
const TURN_EVERY_MS = 30_000;

/** Starts to listen, and probes every node once before. */
export async function startGateway(config: GatewayConfig, { clock, random, log }: GatewayWorld): Promise<RunningGateway> {
  const problems = configProblems(config);
  if (problems.length > 0) throw configError(problems);
  const monotonicMs = (): number => clock.monotonicMs();
  const authorities = readAuthorities(config.identity.authorities);
  const pool = createPool(endpointsOf(config), {
    monotonicMs,
    health: healthSettings(config),
    onChange: (member, from) => {
      const { state, reason, strikes } = member.health;
      log[state === "down" ? "warn" : "info"](
        { site: member.address.site, url: member.address.url, from: from.state, to: state, reason, strikes },
        "a node's state has changed",
      );
    },
  });
  const budget = createBudget(budgetSettings(config), monotonicMs());
  const upstreams = createUpstreams({
    authorities,
    bufferBytes: () => config.requests.buffer_bytes,
    onBytes: (member, { sent, received }) => {
      member.counts.bytesSent += sent;
      member.counts.bytesReceived += received;
      budget.takeBytes(sent + received, monotonicMs());
    },
  });
  const flights = createFlights<UpstreamRequest, UpstreamAnswer>({
    pool,
    monotonicMs,
    budget: () => budget,
    settings: () => flightSettings(config),
    start: upstreams.send,
  });
  const transport = createSystemTransport({ ...(authorities === undefined ? {} : { authorities }) });
  const prober = createProber({
    pool,
    clock,
    transport,
    timeoutMs: () => config.health.probe_timeout_ms,
    onSilent: flights.abandon,
  });
  const counts: RequestCounts = { byPurpose: { read: 0, login: 0, write: 0 }, byStatus: new Map() };
  const { certificate, private_key: privateKey } = config.listen;
  const tls = certificate === undefined ? undefined : readTlsFiles({ certificate, privateKey: privateKey ?? certificate });
  const handler = createHandler({
    flights,
    counts,
    log,
    config: () => config,
    isTls: tls !== undefined,
    newRequestId: () => `req-${uuidDashed(random)}`,
  });
  const server: Server = tls === undefined ? createHttpServer(handler) : createHttpsServer(tls, handler);
  await Promise.all(pool.members.map(prober.probe));
  pool.refresh();
  const timers = [
    clock.every(SWEEP_EVERY_MS, () => {
      flights.sweep();
      prober.sweep();
    }),
    clock.every(REFRESH_EVERY_MS, pool.refresh),
    clock.every(TURN_EVERY_MS, pool.turn),
  ];
  const port = await listen(server, config.listen.host, config.listen.port);
  for (const warning of configWarnings(config)) log.warn(warning);
  log.info({ host: config.listen.host, port, nodes: pool.members.length }, "the gateway is serving");
  return {
    host: config.listen.host,
    port,
    async stop() {
      await drainServer(server, clock, config.listen.shutdown_grace_ms);
      for (const stopTimer of timers) stopTimer();
      upstreams.close();
      await transport.close();
      log.info("the gateway has stopped");
    },
  };
}
