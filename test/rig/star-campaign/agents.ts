import {
  createMariadbReplication,
  type LocalStar,
  type MariadbReplication,
  type MariadbSettings,
  type MariadbState,
  membersOf,
  type NodeLook,
  type Order,
} from "../../../packages/identity/star/index.ts";
import { type Alarms, openAlarms } from "../../../packages/kernel/alarms/index.ts";
import { systemClock } from "../../../packages/kernel/clock/index.ts";
import { createLog } from "../../../packages/kernel/log/index.ts";
import { createSimulatedPeers } from "../../../packages/kernel/peers/index.ts";
import { createSeededRandom } from "../../../packages/kernel/random/index.ts";

/** The replication of one node, as its agent holds it. */
export interface NodeAgent {
  readonly name: string;
  readonly replication: MariadbReplication;
  readonly alarms: Alarms;
  /** Every state that it told, with the time since the start of all. */
  readonly states: (MariadbState & { readonly atMs: number })[];
}

export interface Agents {
  agent(name: string): NodeAgent;
  all(): readonly NodeAgent[];
  order(name: string, order: Order): Promise<NodeLook>;
  stop(): Promise<void>;
}

/** Runs the replication of all nodes of a local star in this process. */
export async function startAgents(rig: LocalStar, settings: Partial<MariadbSettings>, logFile: string): Promise<Agents> {
  const peers = createSimulatedPeers({ clock: systemClock, random: createSeededRandom(1) });
  const startedMs = performance.now();
  const agents = new Map<string, NodeAgent>();
  for (const { site, node } of membersOf(rig.star)) {
    const { name } = node;
    const alarms = openAlarms({ path: undefined, clock: systemClock });
    const states: NodeAgent["states"] = [];
    const replication = createMariadbReplication({
      star: () => rig.star,
      links: peers.join({ site: site.name, node: name }),
      ...rig.access(name),
      home: rig.node(name).home,
      clock: systemClock,
      log: createLog({ level: "info", path: logFile, fields: { agent: name } }),
      alarms,
      onState: (state) => states.push({ ...state, atMs: performance.now() - startedMs }),
      settings,
    });
    agents.set(name, { name, replication, alarms, states });
    await replication.start();
  }
  return {
    agent(name) {
      const found = agents.get(name);
      if (found === undefined) throw new Error(`There is no agent ${name}`);
      return found;
    },
    order: (name, order) => {
      const found = agents.get(name);
      if (found === undefined) throw new Error(`There is no agent ${name}`);
      return found.replication.order(order);
    },
    all: () => [...agents.values()],
    async stop() {
      await Promise.all([...agents.values()].map(({ replication }) => replication.stop()));
    },
  };
}
