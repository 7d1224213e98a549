import type { Server as HttpsServer } from "node:https";
import { drainServer, followTlsFiles, listen } from "@multisite/kernel/http";
import type { PreparedWorker } from "@multisite/kernel/lifecycle";
import type { IdentityConfig } from "../config/index.ts";
import { createIdentityService, type IdentityService, type IdentityWorld } from "../main.ts";
import { followPolicy } from "./follow-policy.ts";
import { createIdentityMetrics, type IdentityMetrics } from "./metrics.ts";

const POLICY_CHECK_MS = 5000;
const CERTIFICATE_CHECK_MS = 5000;

/** One process of the service: alone, or a worker among several. */
export interface IdentityProcess extends PreparedWorker {
  readonly service: IdentityService;
  readonly metrics: IdentityMetrics["metrics"];
  /** Opens the audit file again. */
  reopen(): void;
}

/** What one process answers the first one's questions with. */
export const METRICS_QUESTION = "metrics";
export const REOPEN_WORD = "reopen";

/** Prepares everything but listening. `announce` tells siblings of commits. */
export async function prepareProcess(
  config: IdentityConfig,
  world: IdentityWorld,
  announce?: () => Promise<void>,
): Promise<IdentityProcess> {
  const { clock, log } = world;
  const { metrics, observe, attach } = createIdentityMetrics();
  const hooks = { onFinished: observe, ...(announce ? { announce } : {}) };
  const service = await createIdentityService(config, { ...world, hooks });
  attach(service);
  for (const warning of service.policy.warnings) log.warn(warning, "policy");
  await service.app.ready();
  const server = service.app.server;
  const stopFollowing = [
    clock.every(POLICY_CHECK_MS, () => followPolicy(service.policy, log)),
    followCertificate(config, world, service),
  ];
  const reopen = (): void => service.identity.audit.reopen();
  let ending: Promise<void> | undefined;

  async function end(): Promise<void> {
    service.identity.readiness.leave();
    for (const stop of stopFollowing) stop();
    const { shutdown_grace_ms: graceMs } = config.listen;
    if (!(await drainServer(server, clock, graceMs))) {
      log.warn({ graceMs }, "some requests had not finished when the service ended");
    }
    await service.close();
  }

  return {
    service,
    metrics,
    reopen,
    listen: () => listen(server, config.listen.host, config.listen.port),
    notice: () => service.identity.database.revision.shared?.noticeForeignCommit(),
    answer: async (question) => (question === METRICS_QUESTION ? metrics.values() : undefined),
    tell(word) {
      if (word === REOPEN_WORD) reopen();
    },
    stop() {
      ending ??= end();
      return ending;
    },
  };
}

/** New connections get a certificate that was renewed on disk. */
function followCertificate(config: IdentityConfig, { clock, log }: IdentityWorld, service: IdentityService): () => void {
  const { certificate, private_key: privateKey } = config.listen;
  const { tls } = service.identity;
  if (!tls || certificate === undefined || privateKey === undefined) return () => {};
  const server = service.app.server as unknown as HttpsServer;
  return followTlsFiles(
    { certificate, privateKey },
    {
      clock,
      everyMs: CERTIFICATE_CHECK_MS,
      current: tls,
      onChange(material) {
        server.setSecureContext(material);
        log.info({ certificate }, "the TLS certificate was changed; new connections get it");
      },
      onProblem: ({ code, message }) => log.error({ code, reason: message }, "the TLS certificate on disk cannot be used"),
    },
  );
}
