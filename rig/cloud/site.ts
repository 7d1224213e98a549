import { randomBytes } from "node:crypto";
import type { RunningIdentity } from "../identity.ts";
import type { Network } from "../network/index.ts";
import { loginAsAdmin } from "../neutron/accounts.ts";
import { allOrNone } from "../process/all-or-none.ts";
import { findFreePort } from "../process/port.ts";
import type { Ceph } from "./ceph/index.ts";
import { cinderTables, startCinder } from "./cinder/index.ts";
import { type Foundation, startFoundation } from "./foundation.ts";
import { glanceTables, startGlance } from "./glance/index.ts";
import { untilCinderReports } from "./reported.ts";
import type { RunningService } from "./service.ts";

export interface CloudOptions {
  /** In which the site is a namespace, joined to the others. */
  readonly network: Network;
  readonly site: string;
  /** A directory that no site owns, and that stays when one is lost. */
  readonly backupStore: string;
  /** Told of each step that has been done, and how long after the beginning. */
  readonly say?: (line: string) => void;
}

/** An OpenStack site that stores: MariaDB, RabbitMQ, our identity service, a Ceph, Glance and Cinder, all its own. */
export interface Cloud {
  readonly name: string;
  readonly identity: RunningIdentity;
  readonly ceph: Ceph;
  /** The last lines of the logs of Glance and Cinder. */
  logTail(lines?: number): string;
  /** Ends all of the site at once, as a power cut would; its data stays for {@link Cloud.startAgain}. */
  kill(): Promise<void>;
  /** Starts again what was killed; done when Cinder's services have reported. */
  startAgain(): Promise<void>;
  stop(): Promise<void>;
}

interface Parts {
  foundation?: Foundation;
  readonly services: RunningService[];
}

/** Starts a site; it is given back when it can make volumes and backups. Expect 40 s on two cores. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const parts: Parts = { services: [] };
  try {
    return await bringUp(parts, options);
  } catch (error) {
    const logs = logTail(parts, 20);
    await stop(parts);
    throw new Error(`Site ${options.site} did not come up: ${error instanceof Error ? error.message : error}\n${logs}`);
  }
}

async function bringUp(parts: Parts, { network, site, backupStore, say = () => {} }: CloudOptions): Promise<Cloud> {
  const startedMs = performance.now();
  const done = (what: string): void => say(`${site}: ${((performance.now() - startedMs) / 1000).toFixed(1)} s: ${what}`);
  const address = network.outsideAddress;
  const ports = { glance: await findFreePort(), cinder: await findFreePort() };
  const glanceUrl = `http://${address}:${ports.glance}`;
  const cinderUrl = `http://${address}:${ports.cinder}/v3`;
  const servicePassword = randomBytes(12).toString("hex");
  const entries = [
    { name: "glance", type: "image", url: glanceUrl, migration: glanceTables },
    { name: "cinder", type: "volumev3", url: `${cinderUrl}/%(project_id)s`, migration: cinderTables },
  ];
  const foundation = await startFoundation({ network, site, entries, servicePassword, done });
  parts.foundation = foundation;
  const { identity, rabbit, ceph } = foundation;
  const placeOf = (name: keyof typeof ports) => ({
    site,
    address,
    port: ports[name],
    transportUrl: rabbit.transportUrl,
    databaseUrl: foundation.databaseUrl(name),
    identityUrl: identity.url,
    servicePassword,
  });
  const start = async (starting: Promise<RunningService>): Promise<void> => {
    const service = await starting;
    parts.services.push(service);
    done(`${service.name} answers`);
  };
  const untilReported = async (limits: { readonly sinceMs?: number } = {}): Promise<void> =>
    untilCinderReports({ ...(await loginAsAdmin(identity)), endpoint: cinderUrl }, limits);
  await allOrNone([
    start(startGlance(placeOf("glance"))),
    start(startCinder({ ...placeOf("cinder"), glanceUrl, backupStore }, { cephFiles: ceph.etc })),
  ]);
  await untilReported();
  done("Cinder's services have reported");
  return {
    name: site,
    identity,
    ceph,
    logTail: (lines) => logTail(parts, lines),
    async kill() {
      await Promise.all([foundation.kill(), ...parts.services.map((service) => service.kill())]);
    },
    async startAgain() {
      const sinceMs = Date.now();
      await foundation.startAgain();
      await allOrNone(parts.services.map((service) => service.startAgain()));
      await untilReported({ sinceMs });
    },
    stop: () => stop(parts),
  };
}

const logTail = ({ services }: Parts, lines?: number): string => services.map((service) => service.logTail(lines)).join("\n");

async function stop({ foundation, services }: Parts): Promise<void> {
  await Promise.all(services.map((service) => service.stop()));
  await foundation?.stop();
}
