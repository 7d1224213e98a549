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
import { createSimulatedPeers, type PeerLinks } from "../../../packages/kernel/peers/index.ts";
import { createSeededRandom } from "../../../packages/kernel/random/index.ts";
import type { MariadbConnection } from "../../../packages/kernel/sql/index.ts";

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
  /** From now on the agents of the two reach neither each other nor each other's MariaDB; the servers themselves do. */
  cut(one: string, other: string): void;
  healAll(): void;
  /** As if the agent of `from` asked it over its link. */
  orderFrom(from: string, to: string, order: Order): Promise<NodeLook>;
  /** What the node tells others of itself from now on; undefined: the truth again. */
  lie(name: string, report: NodeLook["report"] | undefined): void;
  stop(): Promise<void>;
}

/** Runs the replication of all nodes of a local star in this process. */
export async function startAgents(rig: LocalStar, settings: Partial<MariadbSettings>, logFile: string): Promise<Agents> {
  const peers = createSimulatedPeers({ clock: systemClock, random: createSeededRandom(1) });
  const startedMs = performance.now();
  const agents = new Map<string, NodeAgent>();
  const linksOf = new Map<string, PeerLinks>();
  const lies = new Map<string, NodeLook["report"]>();
  for (const { site, node } of membersOf(rig.star)) {
    const { name } = node;
    const access = rig.access(name);
    const links = peers.join({ site: site.name, node: name });
    linksOf.set(name, links);
    const alarms = openAlarms({ path: undefined, clock: systemClock });
    const states: NodeAgent["states"] = [];
    const replication = createMariadbReplication({
      star: () => rig.star,
      links: {
        ...links,
        answer: (subject, handler) =>
          links.answer(subject, async (body, from) =>
            subject === "replication.report" ? (lies.get(name) ?? (await handler(body, from))) : await handler(body, from),
          ),
      },
      ...access,
      openRemote: (other) => unlessCut(access.openRemote(other), () => peers.isCut(name, other)),
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
    cut: (one, other) => peers.cut(one, other),
    healAll: () => peers.healAll(),
    async orderFrom(from, to, order) {
      const found = linksOf.get(from);
      if (found === undefined) throw new Error(`There is no agent ${from}`);
      return (await found.ask(to, "replication.order", order, { timeoutMs: 30_000 })) as NodeLook;
    },
    lie: (name, report) => void (report === undefined ? lies.delete(name) : lies.set(name, report)),
    all: () => [...agents.values()],
    async stop() {
      await Promise.all([...agents.values()].map(({ replication }) => replication.stop()));
    },
  };
}

/** A session that is of no use while its link is cut. */
function unlessCut(session: MariadbConnection, isCut: () => boolean): MariadbConnection {
  return {
    ...session,
    all: async (...asked) => {
      if (isCut()) throw new Error("The test has cut this link");
      return await session.all(...asked);
    },
  };
}
