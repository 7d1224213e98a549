import { existsSync, readdirSync } from "node:fs";
import { foundStar } from "../../../packages/agent/home/found.ts";
import { identitySettings } from "../../../packages/agent/home/identity-config.ts";
import { inviteNode, joinNode, type RunningNode, startNode } from "../../../packages/agent/index.ts";
import {
  bootstrapSite,
  createIdentityService,
  type IdentityService,
  readIdentityConfig,
} from "../../../packages/identity/index.ts";
import { askDirectly, membersOf, starHome } from "../../../packages/identity/star/index.ts";
import { nodePassword } from "../../../packages/identity/star/mariadb/render/passwords.ts";
import { systemClock as clock } from "../../../packages/kernel/clock/index.ts";
import { listen } from "../../../packages/kernel/http/index.ts";
import { createLog } from "../../../packages/kernel/log/index.ts";
import { systemRandom as random } from "../../../packages/kernel/random/index.ts";
import { Secret } from "../../../packages/kernel/secret/index.ts";
import { formatSqlLocation } from "../../../packages/kernel/sql/index.ts";
import type { StarRig } from "../../../rig/star/index.ts";

export const ADMIN = { name: "admin", password: "rig-secret", project: "admin" };

/** An agent and an identity service beside each MariaDB of a rig, in this process; keys, facts and writes travel as in production. */
export interface StarNodes {
  endpoint(name: string): string;
  agent(name: string): RunningNode["agent"];
  stop(): Promise<void>;
}

/** Founds the star at its first master, lets the others join, and serves at all of them. */
export async function startStarNodes(rig: StarRig, logFile: string): Promise<StarNodes> {
  const log = createLog({ level: "info", path: logFile });
  const names = membersOf(rig.star).map(({ node }) => node.name);
  const nodes = new Map<string, RunningNode>();
  const services = new Map<string, IdentityService>();
  const homeOf = (name: string) => starHome(rig.node(name).home);
  const addressOf = (name: string) => ({ host: rig.node(name).node.address, port: rig.node(name).node.ports.identity });
  const configOf = (name: string) => {
    const wanted = identitySettings(rig.star, name, homeOf(name));
    return readIdentityConfig(
      {
        ...wanted,
        database: { connection: formatSqlLocation(rig.node(name).identity) },
        identity: { ...wanted.identity, password_hash_rounds: 4 },
      },
      name,
    );
  };
  const start = async (name: string): Promise<void> => {
    const socket = rig.node(name).administrator.socketPath ?? "";
    const node = await startNode({
      directory: rig.node(name).home,
      clock,
      random,
      log,
      version: "0.1.0",
      mariadb: { socket, password: nodePassword(rig.passwords, name), tls: false },
      isAlive: () => services.has(name),
      identity: async (request) => {
        const service = services.get(name);
        if (service === undefined) throw new Error(`No identity service at ${name}.`);
        return askDirectly(service.app)(request);
      },
    });
    nodes.set(name, node);
  };
  const serve = async (name: string, index: number): Promise<void> => {
    await until(`${name} has keys`, () => hasKeys(homeOf(name).fernetKeys) && hasKeys(homeOf(name).credentialKeys));
    const agent = nodes.get(name)?.agent;
    await until(`${name} may serve`, () => agent?.ports.board.get("fence") === undefined);
    const service = await createIdentityService(configOf(name), {
      clock,
      random,
      log,
      ...(agent ? { agent } : {}),
      processId: index + 1,
    });
    await service.app.ready();
    services.set(name, service);
    await listen(service.app.server, addressOf(name).host, addressOf(name).port);
  };

  const [first = "", ...others] = names;
  await foundStar({ home: homeOf(first), star: rig.star, node: first, clock, random });
  await bootstrapSite({
    config: configOf(first),
    world: { clock, random, log },
    options: {
      username: ADMIN.name,
      password: new Secret(ADMIN.password),
      projectName: ADMIN.project,
      roleName: "admin",
      serviceName: "keystone",
      publicUrl: `${rig.star.publicEndpoint}/v3`,
      immutableRoles: true,
    },
    dryRun: false,
  });
  await start(first);
  for (const name of others) {
    const inviter = nodes.get(first)?.agent;
    if (inviter === undefined) throw new Error(`${first} does not run.`);
    await joinNode({ home: homeOf(name), token: new Secret(inviteNode(inviter, name, 1).token), clock, random });
    await start(name);
  }
  await Promise.all(names.map(serve));
  return {
    endpoint: (name) => `http://${addressOf(name).host}:${addressOf(name).port}/v3`,
    agent(name) {
      const found = nodes.get(name)?.agent;
      if (found === undefined) throw new Error(`There is no node ${name}.`);
      return found;
    },
    async stop() {
      for (const service of services.values()) {
        service.app.server.closeAllConnections();
        await service.close();
      }
      for (const node of nodes.values()) await node.stop();
    },
  };
}

function hasKeys(directory: string): boolean {
  return existsSync(directory) && readdirSync(directory).some((file) => /^[1-9]\d*$/.test(file));
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  const startedMs = performance.now();
  while (!isSo()) {
    if (performance.now() - startedMs > 120_000) throw new Error(`It took more than two minutes until ${what}.`);
    await clock.sleep(50);
  }
}
