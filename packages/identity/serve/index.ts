import { fileURLToPath } from "node:url";
import { guardProcess, startWorkerGroup } from "@multisite/kernel/lifecycle";
import { startMetricsServer, sumOfProcesses } from "@multisite/kernel/metrics";
import type { IdentityConfig } from "../config/index.ts";
import type { IdentityWorld } from "../main.ts";
import { METRICS_QUESTION, prepareProcess, REOPEN_WORD } from "./process.ts";

export { toLogOptions } from "./log-options.ts";

/** A running identity service, in one process or several. */
export interface RunningIdentity {
  readonly host: string;
  readonly port: number;
  /** Of `/metrics`, when `[listen] metrics_port` is set. */
  readonly metricsPort: number | undefined;
  /** Opens the audit file, and the log files of worker processes, again. */
  reopen(): void;
  /** Stops accepting, finishes open requests for `[listen] shutdown_grace_ms`, closes everything. */
  stop(): Promise<void>;
}

export interface ServeOptions {
  /** Instead of `[listen] processes`. */
  readonly processes?: number;
}

/** A worker that has not noticed a sibling's commit by then is killed and replaced; the commit's answer waits as long. */
const NOTICE_LIMIT_MS = 1000;
/** After the grace for open requests, for closing pools and sending what waits. */
const STOP_EXTRA_MS = 5000;

/**
 * Serves until told to stop. With several processes, an answer to a change leaves only when all of them have noticed the
 * change, so that the very next validation sees it, whichever process gets it.
 *
 * @throws MultisiteError that says what to do: port in use, no schema, no keys, ...
 */
export async function serveIdentity(
  config: IdentityConfig,
  world: IdentityWorld,
  { processes = config.listen.processes }: ServeOptions = {},
): Promise<RunningIdentity> {
  const unguard = guardProcess(world.log);
  const running = await (processes > 1 ? startGroup(config, world, processes) : startAlone(config, world)).catch((thrown) => {
    unguard();
    throw thrown;
  });
  const { metrics_host: metricsHost, metrics_port: metricsPort } = config.listen;
  const metrics =
    metricsPort === undefined
      ? undefined
      : await startMetricsServer(metricsHost, metricsPort, running.readMetrics).catch(async (thrown) => {
          await running.stop();
          throw thrown;
        });
  world.log.info({ host: config.listen.host, port: running.port, processes, metricsPort: metrics?.port }, "identity is serving");
  return {
    host: config.listen.host,
    port: running.port,
    metricsPort: metrics?.port,
    reopen: running.reopen,
    async stop() {
      await metrics?.close();
      await running.stop();
      world.log.info("identity has stopped");
      unguard();
    },
  };
}

interface Running {
  readonly port: number;
  readMetrics(): Promise<string>;
  reopen(): void;
  stop(): Promise<void>;
}

async function startAlone(config: IdentityConfig, world: IdentityWorld): Promise<Running> {
  const alone = await prepareProcess(config, world);
  try {
    const port = await alone.listen();
    return { port, readMetrics: () => alone.metrics.text(), reopen: alone.reopen, stop: alone.stop };
  } catch (thrown) {
    await alone.stop();
    throw thrown;
  }
}

async function startGroup(config: IdentityConfig, { clock, log }: IdentityWorld, count: number): Promise<Running> {
  const group = await startWorkerGroup({
    script: fileURLToPath(new URL("./worker.ts", import.meta.url)),
    count,
    start: { config },
    clock,
    log,
    noticeLimitMs: NOTICE_LIMIT_MS,
    stopLimitMs: config.listen.shutdown_grace_ms + STOP_EXTRA_MS,
  });
  return {
    port: group.port,
    readMetrics: async () => sumOfProcesses(await group.ask(METRICS_QUESTION)),
    reopen: () => group.tell(REOPEN_WORD),
    stop: group.stop,
  };
}
