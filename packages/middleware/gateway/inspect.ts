import type { Clock } from "@multisite/kernel/clock";
import { readTlsFiles } from "@multisite/kernel/http";
import { silentLog } from "@multisite/kernel/log";
import { readAuthorities } from "./authorities.ts";
import { configProblems, configWarnings } from "./check.ts";
import { createEngine } from "./engine.ts";
import { configError } from "./errors.ts";
import type { GatewayConfig } from "./options.ts";
import { deriveSettings } from "./settings.ts";
import { type EndpointStatus, endpointStatus } from "./status.ts";
import { createUpstreams, type Upstreams } from "./upstream.ts";

/** What a gateway with this configuration would find. */
export interface Inspection {
  readonly warnings: readonly string[];
  readonly endpoints: readonly EndpointStatus[];
}

/**
 * Asks every endpoint once how it is; listens nowhere and changes nothing.
 *
 * @throws MultisiteError when a gateway would not start
 */
export async function inspectGateway(config: GatewayConfig, clock: Clock): Promise<Inspection> {
  const problems = configProblems(config);
  if (problems.length > 0) throw configError(problems);
  const { certificate, private_key: privateKey } = config.listen;
  if (certificate !== undefined && privateKey !== undefined) readTlsFiles({ certificate, privateKey });
  const authorities = readAuthorities(config.identity.authorities);
  let upstreams: Upstreams | undefined;
  const engine = createEngine(deriveSettings(config), {
    clock,
    log: silentLog,
    connect: (onBytes, bufferBytes) => (upstreams = createUpstreams({ authorities, bufferBytes, onBytes })),
  });
  try {
    await Promise.all(engine.pool.members.map(engine.prober.probe));
    const nowMs = clock.monotonicMs();
    return { warnings: configWarnings(config), endpoints: engine.pool.members.map((member) => endpointStatus(member, nowMs)) };
  } finally {
    engine.stop();
    upstreams?.close();
  }
}
