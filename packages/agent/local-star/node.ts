import { existsSync, readdirSync } from "node:fs";
import { createIdentityService, type IdentityService, readIdentityConfig } from "@multisite/identity";
import { askDirectly, findNode, type IdentityStar, type StarHome, starHome } from "@multisite/identity/star";
import type { Clock } from "@multisite/kernel/clock";
import { MultisiteError } from "@multisite/kernel/errors";
import { drainServer, listen } from "@multisite/kernel/http";
import type { Log } from "@multisite/kernel/log";
import type { PeerAddress } from "@multisite/kernel/peers/tls";
import type { Random } from "@multisite/kernel/random";
import { identitySettings } from "../home/identity-config.ts";
import type { CloudAccess, OpenCloud } from "../network/cloud.ts";
import type { MariadbAccess } from "../node/replication.ts";
import { type RunningNode, startNode } from "../node/start.ts";
import type { Cuts } from "./cuts.ts";

/** How a node reaches its MariaDB, which runs already. */
export interface LocalDatabase {
  readonly agent: MariadbAccess;
  /** `[database] connection` of its identity service. */
  readonly connection: string;
}

export interface LocalNodeOptions {
  readonly star: IdentityStar;
  readonly name: string;
  readonly directory: string;
  readonly cuts: Cuts;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly version: string;
  /** Over those that the document asks for, by the names of keystone.conf. */
  readonly settings: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Where one node dials another, when not at its own address: for ways that take time. */
  readonly database?: LocalDatabase | undefined;
  /** Of the node's site, where it has it. */
  readonly cloud?: CloudAccess | OpenCloud | undefined;
  readonly dialledAt?: ((from: string, to: string) => PeerAddress | undefined) | undefined;
}

/** One node of a star on this machine: its agent and its identity service, in this process. */
export interface LocalNode {
  readonly name: string;
  readonly site: string;
  readonly region: string;
  readonly home: StarHome;
  /** Of the identity API, with /v3. */
  readonly endpoint: string;
  /** Undefined while it is stopped. */
  running(): RunningNode | undefined;
  service(): IdentityService | undefined;
  /** @param protocolVersion of the messages between nodes; that of this program when left out */
  startAgent(protocolVersion?: number): Promise<void>;
  /** Waits until there are keys and data, then serves. */
  startIdentity(): Promise<void>;
  stop(): Promise<void>;
}

const READY_LIMIT_MS = 60_000;
const LOOK_MS = 20;
const GRACE_MS = 500;

export function createLocalNode(options: LocalNodeOptions, number: number): LocalNode {
  const { star, name, directory, cuts, clock, random, log, version, dialledAt, database, cloud } = options;
  const home = starHome(directory);
  const place = findNode(star, name);
  if (place === undefined) throw new MultisiteError("agent.join.unknown", `The star ${star.name} has no node ${name}.`);
  const { site, node } = place;
  let running: RunningNode | undefined;
  let service: IdentityService | undefined;

  return {
    name,
    site: site.name,
    region: site.region,
    home,
    endpoint: `http://${node.address}:${node.ports.identity}/v3`,
    running: () => running,
    service: () => service,
    async startAgent(protocolVersion) {
      running = await startNode({
        directory,
        clock,
        random,
        log,
        version,
        ...(database === undefined ? {} : { mariadb: database.agent }),
        ...(cloud === undefined ? {} : { cloud }),
        ...(protocolVersion === undefined ? {} : { protocolVersion }),
        dialledAt: (to) => dialledAt?.(name, to),
        isAlive: () => service !== undefined,
        links: (links) => cuts.through(links, (other) => findNode(star, other)?.site.name),
        async identity(request) {
          if (service) return askDirectly(service.app)(request);
          throw new MultisiteError("agent.forward.no_writer", `The identity service of ${name} does not run.`);
        },
      });
    },
    async startIdentity() {
      const agent = running?.agent;
      if (agent === undefined) throw new MultisiteError("agent.admin.unreachable", `The agent of ${name} does not run.`);
      const untilMs = clock.monotonicMs() + READY_LIMIT_MS;
      while (!isReady(home, database) || agent.ports.replication.fence() !== undefined) {
        if (clock.monotonicMs() > untilMs) {
          const why = agent.ports.replication.fence() ?? "it has no keys yet.";
          throw new MultisiteError("agent.local.not_ready", `${name} could not serve within a minute: ${why}`);
        }
        await clock.sleep(LOOK_MS);
      }
      const config = readIdentityConfig(
        merge(identitySettings(star, name, home), { ...options.settings, ...databaseSettings(database) }),
        name,
      );
      service = await createIdentityService(config, { clock, random, log, agent, processId: number });
      await service.app.ready();
      await listen(service.app.server, node.address, node.ports.identity);
    },
    async stop() {
      const [stoppedService, stoppedNode] = [service, running];
      service = undefined;
      running = undefined;
      if (stoppedService) {
        await drainServer(stoppedService.app.server, clock, GRACE_MS);
        await stoppedService.close();
      }
      await stoppedNode?.stop();
    },
  };
}

/** Whether there is anything to serve with. */
function isReady(
  { fernetKeys, credentialKeys, receiptKeys, identityDatabase }: StarHome,
  database: LocalDatabase | undefined,
): boolean {
  const hasKeys = (directory: string): boolean =>
    existsSync(directory) && readdirSync(directory).some((file) => /^[1-9]\d*$/.test(file));
  return [fernetKeys, credentialKeys, receiptKeys].every(hasKeys) && (database !== undefined || existsSync(identityDatabase));
}

/** Over what an identity service would take for its database otherwise. */
export function databaseSettings(database: LocalDatabase | undefined): Settings {
  return database === undefined ? {} : { database: { connection: database.connection } };
}

type Settings = LocalNodeOptions["settings"];

function merge(one: Settings, other: Settings): Record<string, Record<string, unknown>> {
  const groups = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(groups.map((group) => [group, { ...one[group], ...other[group] }]));
}
