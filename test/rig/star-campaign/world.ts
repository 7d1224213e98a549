import { mkdirSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { type IdentityStar, type MariadbSettings, membersOf, starHome } from "../../../packages/identity/star/index.ts";
import { nodePassword } from "../../../packages/identity/star/mariadb/render/passwords.ts";
import { systemClock } from "../../../packages/kernel/clock/index.ts";
import { createAuthority, requestCertificate, storeCertificate } from "../../../packages/kernel/pki/index.ts";
import { createNetwork, type Network } from "../../../rig/network/index.ts";
import type { Daemon } from "../../../rig/process/daemon.ts";
import { type StarRig, startStarRig } from "../../../rig/star/index.ts";
import { campaignStar, SITES } from "./document.ts";
import type { NodeProcessOptions } from "./node-process.ts";

const program = fileURLToPath(new URL("node-process.ts", import.meta.url));
const nodeBinary = process.execPath;

/** A star over namespaces: databases, and the replication of each node in a process inside of its site. */
export interface World {
  readonly network: Network;
  readonly star: IdentityStar;
  readonly rig: StarRig;
  startAgent(name: string): void;
  killAgent(name: string): Promise<void>;
  /** Asks the agent of a node; undefined when it does not answer. */
  status(name: string): Promise<NodeStatus | undefined>;
  run(
    name: string,
    kind: string,
    input: unknown,
  ): Promise<{ state: string; steps: readonly { name: string; state: string; note?: unknown }[] }>;
  remove(): Promise<void>;
}

export interface NodeStatus {
  readonly state: string;
  readonly follows?: string;
  readonly position: string;
  readonly lagMs?: number;
  readonly reason?: string;
  readonly writes: string;
  readonly fence: string | null;
  readonly alarms: readonly { readonly id: string; readonly cause: string }[];
  readonly traffic: readonly { readonly sentBytes: number; readonly receivedBytes: number }[];
}

export async function createWorld(settings: Partial<MariadbSettings>, say: (line: string) => void): Promise<World> {
  const network = await createNetwork(SITES);
  const rig = await startStarRig({ star: campaignStar(), network, say });
  const { star } = rig;
  const authority = await createAuthority({ directory: `${rig.directory}/authority`, star: star.name, clock: systemClock });
  const agents = new Map<string, Daemon>();
  for (const { site, node } of membersOf(star)) {
    const { home, administrator } = rig.node(node.name);
    const { pki } = starHome(home);
    mkdirSync(pki, { recursive: true });
    const issued = await authority.issue(await requestCertificate(pki), { site: site.name, node: node.name });
    storeCertificate(pki, issued, authority.certificate);
    const options: NodeProcessOptions = {
      star,
      node: node.name,
      home,
      socketPath: administrator.socketPath ?? "",
      user: administrator.user,
      password: nodePassword(rig.passwords, node.name).reveal(),
      settings,
    };
    writeFileSync(`${home}/node-process.json`, JSON.stringify(options), { mode: 0o600 });
  }
  authority.close();
  const world: World = {
    network,
    star,
    rig,
    startAgent(name) {
      const { home, site } = rig.node(name);
      const args = [program, `${home}/node-process.json`];
      agents.set(
        name,
        network.start(site.name, { name: `agent of ${name}`, command: nodeBinary, args, logFile: `${home}/agent-process.log` }),
      );
    },
    killAgent: async (name) => agents.get(name)?.kill(),
    async status(name) {
      try {
        return (await ask(`${rig.node(name).home}/control.sock`, "/status", undefined)) as NodeStatus;
      } catch {
        return undefined;
      }
    },
    run: async (name, kind, input) =>
      (await ask(`${rig.node(name).home}/control.sock`, `/runs/${kind}`, input, 900_000)) as never,
    async remove() {
      await Promise.all([...agents.values()].map((agent) => agent.stop()));
      await rig.remove();
      await network.remove();
    },
  };
  for (const { node } of membersOf(star)) world.startAgent(node.name);
  return world;
}

function ask(socketPath: string, path: string, body: unknown, timeoutMs = 10_000): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, path, method: "POST", timeout: timeoutMs }, async (answer) => {
      const parsed = JSON.parse(await text(answer)) as { error?: string };
      if (answer.statusCode === 200) resolve(parsed);
      else reject(new Error(parsed.error));
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error("late")));
    outgoing.on("error", reject);
    outgoing.end(body === undefined ? "" : JSON.stringify(body));
  });
}
