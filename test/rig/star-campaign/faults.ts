import { readFileSync, writeFileSync } from "node:fs";
import { SITES } from "./document.ts";
import type { World } from "./world.ts";

/** Something that goes wrong, and how it comes right again. */
export interface Fault {
  readonly title: string;
  begin(world: World): Promise<void>;
  /** How long it lasts; more than the hold-down where something shall move. */
  readonly lastsMs: number;
  end(world: World): Promise<void>;
}

const LONG_MS = 25_000;

const killed = (node: string, lastsMs: number): Fault => ({
  title: `kill -9 of the database of ${node}, back after ${lastsMs / 1000} s`,
  begin: ({ rig }) => rig.node(node).kill(),
  lastsMs,
  end: ({ rig }) => rig.node(node).start(),
});

const agentKilled = (node: string): Fault => ({
  title: `kill -9 of the agent of ${node}`,
  begin: (world) => world.killAgent(node),
  lastsMs: 5000,
  end: async (world) => world.startAgent(node),
});

const cut = (one: string, other: string): Fault => ({
  title: `link between ${one} and ${other} cut`,
  begin: ({ network }) => network.cut(one, other),
  lastsMs: LONG_MS,
  end: ({ network }) => network.heal(one, other),
});

const isolated = (site: string): Fault => ({
  title: `site ${site} cut off from all others`,
  begin: ({ network }) => network.isolate(site),
  lastsMs: LONG_MS,
  end: ({ network }) => network.healAll(),
});

const siteLost = (site: string, node: string): Fault => ({
  title: `master site ${site} lost: database and agent killed`,
  begin: async (world) => {
    await Promise.all([world.rig.node(node).kill(), world.killAgent(node)]);
  },
  lastsMs: LONG_MS,
  end: async (world) => {
    await world.rig.node(node).start();
    world.startAgent(node);
  },
});

/** Both at the same moment: Galera may lose what it has acknowledged. The operator begins the cluster where the most is. */
const bothMastersKilled: Fault = {
  title: "both masters killed at the same moment, then begun anew by the operator",
  begin: async ({ rig }) => {
    await Promise.all([rig.node("east-1").kill(), rig.node("west-1").kill()]);
  },
  lastsMs: LONG_MS,
  end: async (world) => {
    await beginAnew(world, "east-1");
    await world.rig.node("west-1").start();
  },
};

/** Each kind of node is killed, each link cut, each site lost. */
export const faults: readonly Fault[] = [
  killed("north-1", 3000),
  killed("south-2", LONG_MS),
  killed("east-1", LONG_MS),
  killed("west-1", LONG_MS),
  killed("east-1", 2000),
  killed("north-vote", 10_000),
  agentKilled("north-2"),
  agentKilled("west-1"),
  ...SITES.flatMap((one, index) => SITES.slice(index + 1).map((other) => cut(one, other))),
  ...SITES.map(isolated),
  siteLost("east", "east-1"),
  siteLost("west", "west-1"),
  bothMastersKilled,
];

/**
 * What an operator does when no node of a cluster runs any more (the steps of `multisite star render`). An arbitrator that has lived on
 * still belongs to the former cluster; when it comes back, the new one would be "reversing history", and abort.
 */
export async function beginAnew({ rig }: Pick<World, "rig">, first: string): Promise<void> {
  const arbitrators = rig.star.sites.flatMap(({ nodes }) => nodes.filter(({ role }) => role === "arbitrator"));
  for (const { name } of arbitrators) await rig.node(name).stop();
  const path = `${rig.node(first).home}/database/grastate.dat`;
  writeFileSync(path, readFileSync(path, "utf8").replace(/safe_to_bootstrap: 0/, "safe_to_bootstrap: 1"));
  await rig.node(first).start({ asFirst: true });
  for (const { name } of arbitrators) await rig.node(name).start();
}
