import { setTimeout as delay } from "node:timers/promises";
import { replicasOf } from "../../../packages/identity/star/index.ts";
import { beginAnew } from "./faults.ts";
import type { Load, SiteCount } from "./load.ts";
import { until } from "./until.ts";
import type { World } from "./world.ts";

/** What happened when both master sites were lost for good. */
export interface PromotionResult {
  readonly promoted: string;
  readonly runMs: number;
  readonly steps: readonly { readonly name: string; readonly state: string }[];
  /** While nobody took writes. */
  readonly sitesWithoutMaster: readonly SiteCount[];
  readonly writesAfter: number;
  /** Fences of the masters that came back. */
  readonly returned: Readonly<Record<string, string | null>>;
}

const MASTERS = ["east-1", "west-1"];

/** Both master sites are lost; the operator promotes a replica; the masters come back and are fenced. */
export async function loseBothMasters(world: World, load: Load, say: (line: string) => void): Promise<PromotionResult> {
  const { rig } = world;
  await delay(5000);
  load.reset();
  await Promise.all(MASTERS.flatMap((name) => [rig.node(name).kill(), world.killAgent(name)]));
  await delay(30_000);
  const sitesWithoutMaster = load.sites().filter(({ site }) => site === "north" || site === "south");
  say(`both masters are lost: ${JSON.stringify(sitesWithoutMaster)}`);
  const replicas = replicasOf(world.star).map(({ node }) => node.name);
  const positions = await Promise.all(
    replicas.map(async (name) => ({ name, position: (await world.status(name))?.position ?? "" })),
  );
  const sequence = (position: string): number => Number(/1-10-(\d+)/.exec(position)?.[1] ?? 0);
  const promoted = positions.toSorted((one, other) => sequence(other.position) - sequence(one.position))[0]?.name ?? "";
  const startedMs = performance.now();
  const run = await world.run(promoted, "promote-replica", {
    node: promoted,
    epoch: 1,
    reason: "campaign: both master sites are lost, their databases were killed",
    replicas,
    masters: MASTERS,
  });
  const runMs = performance.now() - startedMs;
  say(
    `promotion of ${promoted}: ${run.state} after ${(runMs / 1000).toFixed(1)} s ${JSON.stringify(run.steps.filter(({ state }) => state !== "done"))}`,
  );
  const before = load.created();
  load.writeAt(promoted);
  await delay(10_000);
  const writesAfter = load.created() - before;
  await beginAnew(world, "east-1");
  await rig.node("west-1").start();
  for (const name of MASTERS) world.startAgent(name);
  const fenceOf = async (name: string) => (await world.status(name))?.fence ?? null;
  const isFenced = async () => (await Promise.all(MASTERS.map(fenceOf))).every((fence) => fence?.includes("was made the writer"));
  await until("the masters that came back are fenced", isFenced, { timeoutMs: 120_000 });
  const returned = Object.fromEntries(await Promise.all(MASTERS.map(async (name) => [name, await fenceOf(name)] as const)));
  say(`the masters that came back: ${JSON.stringify(returned)}`);
  return {
    promoted,
    runMs,
    steps: run.steps.map(({ name, state }) => ({ name, state })),
    sitesWithoutMaster,
    writesAfter,
    returned,
  };
}
