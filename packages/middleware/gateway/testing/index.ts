import { systemClock } from "@multisite/kernel/clock";
import { readOptions } from "@multisite/kernel/config";
import { silentLog } from "@multisite/kernel/log";
import { systemRandom } from "@multisite/kernel/random";
import { type GatewayConfig, gatewayOptionGroups } from "../options.ts";
import { type RunningGateway, startGateway } from "../service.ts";

/** Settings of a test's gateway, group by group. */
export type GatewayDocument = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function readGatewayDocument(document: GatewayDocument): GatewayConfig {
  return readOptions(gatewayOptionGroups, document, "test");
}

/** A gateway on a free port, before nodes of the sites `own` and `far`. */
export function startTestGateway(
  nodes: readonly { readonly site: string; readonly url: string; readonly role?: string }[],
  settings: GatewayDocument = {},
): Promise<RunningGateway> {
  const identity = { own_site: "own", endpoints: nodes.map(({ site, url, role }) => ({ site, url, ...(role ? { role } : {}) })) };
  const document = { ...settings, identity: { ...identity, ...settings.identity }, listen: { port: 0, ...settings.listen } };
  return startGateway(readGatewayDocument(document), { clock: systemClock, random: systemRandom, log: silentLog });
}
