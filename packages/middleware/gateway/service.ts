import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { Clock } from "@multisite/kernel/clock";
import { drainServer, followTlsFiles, listen, readTlsFiles } from "@multisite/kernel/http";
import type { Log } from "@multisite/kernel/log";
import { type Random, uuidDashed } from "@multisite/kernel/random";
import { startAdmin } from "./admin.ts";
import { readAuthorities } from "./authorities.ts";
import { configProblems, configWarnings } from "./check.ts";
import { createEngine } from "./engine.ts";
import { configError } from "./errors.ts";
import { createHandler, type RequestCounts } from "./handler.ts";
import { createGatewayMetrics } from "./metrics.ts";
import type { GatewayConfig } from "./options.ts";
import { type ConfigSource, followConfig } from "./reload.ts";
import { deriveSettings } from "./settings.ts";
import { type GatewayStatus, readStatus } from "./status.ts";
import { createUpstreams, type Upstreams } from "./upstream.ts";

export interface GatewayWorld {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** A running gateway. */
export interface RunningGateway {
  readonly host: string;
  readonly port: number;
  readonly adminPort: number | undefined;
  status(): GatewayStatus;
  /** Looks at once whether the configuration has changed. */
  reload(): void;
  /** Stops accepting, finishes open requests, closes everything. */
  stop(): Promise<void>;
}

const TLS_LOOK_MS = 10_000;
/**
 * Idle connections are kept longer than clients keep them, so that they end at the side that would use them again. A request without
 * `Host` goes on to the nodes, which answer it as Keystone does.
 */
const SERVER_OPTIONS = { keepAliveTimeout: 75_000, requireHostHeader: false };

/**
 * Probes every node once, then serves. With a `source`, a changed configuration is taken over.
 *
 * @throws MultisiteError that says what to do: port in use, a setting that cannot work, ...
 */
export async function startGateway(
  config: GatewayConfig,
  { clock, random, log }: GatewayWorld,
  source?: ConfigSource,
): Promise<RunningGateway> {
  requireFit(config);
  const authorities = readAuthorities(config.identity.authorities);
  let upstreams: Upstreams | undefined;
  const engine = createEngine(deriveSettings(config), {
    clock,
    log,
    connect: (onBytes, bufferBytes) => (upstreams = createUpstreams({ authorities, bufferBytes, onBytes })),
  });
  const stops: (() => void | Promise<void>)[] = [engine.stop, () => upstreams?.close()];
  const stop = async (): Promise<void> => {
    for (const step of stops.toReversed()) await step();
  };
  try {
    const counts: RequestCounts = { byPurpose: { read: 0, login: 0, write: 0 }, byStatus: new Map() };
    const handler = createHandler({
      flights: engine.flights,
      counts,
      log,
      config: () => engine.settings.config,
      isTls: config.listen.certificate !== undefined,
      newRequestId: () => `req-${uuidDashed(random)}`,
    });
    const { server, unfollow } = createServer(config.listen, handler, { clock, log });
    stops.push(unfollow);
    await Promise.all(engine.pool.members.map(engine.prober.probe));
    engine.pool.refresh();
    const reloader =
      source === undefined
        ? undefined
        : followConfig({
            source,
            clock,
            log,
            atStart: config,
            apply(next) {
              requireFit(next);
              engine.apply(deriveSettings(next));
            },
          });
    if (reloader) stops.push(reloader.stop);
    const startedMs = clock.monotonicMs();
    const status = (): GatewayStatus =>
      readStatus({
        engine,
        counts,
        startedMs,
        monotonicMs: () => clock.monotonicMs(),
        reload: () => reloader?.state ?? { reloads: 0, problem: undefined, needRestart: [] },
      });
    const metrics = createGatewayMetrics(status);
    const admin = await startAdmin(config.admin, { status, metrics: () => metrics.text() });
    stops.push(admin.close);
    const port = await listen(server, config.listen.host, config.listen.port);
    stops.push(async () => void (await drainServer(server, clock, config.listen.shutdown_grace_ms)));
    for (const warning of configWarnings(config)) log.warn(warning);
    log.info(
      { host: config.listen.host, port, adminPort: admin.port, nodes: engine.pool.members.length },
      "the gateway is serving",
    );
    return {
      host: config.listen.host,
      port,
      adminPort: admin.port,
      status,
      reload: () => reloader?.check(),
      async stop() {
        await stop();
        log.info("the gateway has stopped");
      },
    };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

function requireFit(config: GatewayConfig): void {
  const problems = configProblems(config);
  if (problems.length > 0) throw configError(problems);
}

function createServer(
  { certificate, private_key: privateKey }: GatewayConfig["listen"],
  handler: RequestListener,
  { clock, log }: Pick<GatewayWorld, "clock" | "log">,
): { readonly server: Server; readonly unfollow: () => void } {
  if (certificate === undefined || privateKey === undefined)
    return { server: createHttpServer(SERVER_OPTIONS, handler), unfollow: () => {} };
  const files = { certificate, privateKey };
  const current = readTlsFiles(files);
  const server = createHttpsServer({ ...current, ...SERVER_OPTIONS }, handler);
  const unfollow = followTlsFiles(files, {
    clock,
    everyMs: TLS_LOOK_MS,
    current,
    onChange: (material) => server.setSecureContext(material),
    onProblem: ({ code, message }) => log.error({ code, reason: message }, "the new certificate cannot be used"),
  });
  return { server, unfollow };
}
