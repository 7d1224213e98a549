import { systemClock } from "@multisite/kernel/clock";
import { readOptions } from "@multisite/kernel/config";
import { silentLog } from "@multisite/kernel/log";
import { systemRandom } from "@multisite/kernel/random";
import { onTestFinished } from "vitest";
import { gatewayOptionGroups } from "../options.ts";
import type { ConfigSource } from "../reload.ts";
import { type RunningGateway, startGateway } from "../service.ts";
import type { TestNode } from "./node.ts";

/** Settings of a test's gateway, group by group. */
export type GatewayDocument = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A gateway that is stopped when the test has finished. */
export interface TestGateway extends RunningGateway {
  readonly url: string;
}

/** A gateway on a free port, before nodes of the sites `own` and others; a role says that a stock Keystone answers there. */
export async function startTestGateway(
  nodes: readonly { readonly site: string; readonly node: TestNode; readonly role?: string }[],
  settings: GatewayDocument = {},
  source?: ConfigSource,
): Promise<TestGateway> {
  const endpoints = nodes.map(({ site, node, role }) => ({ site, url: node.url, ...(role ? { role } : {}) }));
  const document = {
    ...settings,
    identity: { own_site: "own", endpoints, ...settings.identity },
    listen: { port: 0, shutdown_grace_ms: 500, ...settings.listen },
  };
  const config = readOptions(gatewayOptionGroups, document, "test");
  const gateway = await startGateway(config, { clock: systemClock, random: systemRandom, log: silentLog }, source);
  onTestFinished(() => gateway.stop());
  const scheme = config.listen.certificate === undefined ? "http" : "https";
  return { ...gateway, url: `${scheme}://127.0.0.1:${gateway.port}` };
}

/** The body of an answer, which tests reach into. */
// biome-ignore lint/suspicious/noExplicitAny: bodies have every shape.
export async function jsonOf(answer: Response): Promise<any> {
  return await answer.json();
}
