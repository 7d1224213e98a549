// The long campaign: `npm run test:rig:full [-- FAULT-FILTER]`. A star over four sites under load; everything that can die is killed,
// every link cut, and what was acknowledged is compared with what is there. Without a filter it writes its result page.
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { membersOf, replicasOf } from "../../../packages/identity/star/index.ts";
import { checkStar } from "./checker.ts";
import { type Fault, faults } from "./faults.ts";
import { startIdentities } from "./identity.ts";
import { type Load, startLoad } from "./load.ts";
import { loseBothMasters } from "./promotion.ts";
import { type FaultResult, writePage } from "./result-page.ts";
import { until } from "./until.ts";
import { createWorld } from "./world.ts";
import { startWriters } from "./writers.ts";

const startedMs = performance.now();
const say = (line: string): void => console.log(`${((performance.now() - startedMs) / 1000).toFixed(1).padStart(7)} ${line}`);
const filter = process.argv[2];
const chosen = faults.filter(({ title }) => filter === undefined || title.includes(filter));
const masters = ["east-1", "west-1"];
const page = fileURLToPath(new URL("../../../docs/reference/star-campaign.md", import.meta.url));

const world = await createWorld({ tickMs: 1000, askMs: 3000, returnAfterMs: 10_000 }, say);
const { rig, star } = world;
const names = membersOf(star).map(({ node }) => node.name);
const homes = new Map(replicasOf(star).map(({ node }) => [node.name, node.follows]));
const statuses = async () =>
  Object.fromEntries(await Promise.all(names.map(async (name) => [name, await world.status(name)] as const)));

async function isSettled(): Promise<boolean> {
  const all = await statuses();
  return names.every((name) => {
    const status = all[name];
    const isHome = homes.get(name) === undefined ? status?.writes === "here" : status?.follows === homes.get(name);
    return status?.state === "running" && status.fence === null && isHome;
  });
}

/** Masters that came back with less than replicas have wait for the operator, who writes it to them again. */
async function replayIfLost(): Promise<number> {
  const all = await statuses();
  const lost = masters.filter((name) => all[name]?.alarms.some(({ id }) => id.includes(".lost/")));
  const [master] = lost;
  if (master === undefined) return 0;
  const from = replicasOf(star)
    .map(({ node }) => node.name)
    .toSorted((one, other) => sequence(all[other]?.position) - sequence(all[one]?.position))[0];
  say(`  the masters have lost something that ${from} has; the operator writes it to them again`);
  for (const name of names) say(`    ${name} ${all[name]?.state} at ${all[name]?.position}: ${all[name]?.reason}`);
  const replicas = replicasOf(star).map(({ node }) => node.name);
  const run = await world.run(from ?? "", "replay", {
    from,
    master,
    otherMasters: masters.filter((one) => one !== master),
    prefer: "other",
    replicas,
  });
  const replayed = run.steps.find(({ name }) => name === "replayed")?.note as { written?: number } | undefined;
  say(
    `  replay: ${run.state}, ${JSON.stringify(run.steps.filter(({ state }) => state !== "done"))}, rows written ${replayed?.written}`,
  );
  return replayed?.written ?? 0;
}

function sequence(position: string | undefined): number {
  return Number(/1-10-(\d+)/.exec(position ?? "")?.[1] ?? 0);
}

async function settle(): Promise<{ tookMs: number; replayed: number }> {
  let replayed = 0;
  const look = async (): Promise<boolean> => {
    replayed += await replayIfLost();
    return await isSettled();
  };
  const tookMs = await until("all nodes run as the topology says", look, { timeoutMs: 300_000, explain: statuses });
  return { tookMs, replayed };
}

async function suffer(fault: Fault, load: Load): Promise<FaultResult> {
  load.reset();
  await fault.begin(world);
  await delay(fault.lastsMs);
  await fault.end(world);
  const { tookMs, replayed } = await settle();
  const { title, lastsMs } = fault;
  const result = { title, lastsMs, settledMs: tookMs, replayed, sites: load.sites(), writes: load.writes() };
  say(`${title}: settled after ${(tookMs / 1000).toFixed(1)} s; ${JSON.stringify(result.writes)}`);
  for (const site of result.sites) say(`    ${JSON.stringify(site)}`);
  return result;
}

try {
  const identities = await startIdentities(world, names, "east-1");
  await settle();
  say("the star has settled; load begins");
  const projects = new Set<string>();
  const regions = new Set<string>();
  const begin = async () => ({
    load: await startLoad(world, identities, masters, projects),
    writers: startWriters(rig, masters, 20, regions),
  });
  const end = async ({ load, writers }: Awaited<ReturnType<typeof begin>>): Promise<void> => {
    await Promise.all([load.stop(), writers.stop()]);
    await delay(3000);
  };
  const check = async (nodes: readonly string[]) => {
    const checked = await checkStar(rig, { project: projects, region: regions }, nodes);
    say(`check: ${JSON.stringify(checked)}`);
    return checked;
  };
  const first = await begin();
  const results: FaultResult[] = [];
  for (const fault of chosen) results.push(await suffer(fault, first.load));
  await end(first);
  await settle();
  const checkpoint = await check(names);
  const isPromoting = filter === undefined || filter === "promote";
  const second = isPromoting ? await begin() : undefined;
  const promotion = second && (await loseBothMasters(world, second.load, say));
  if (second !== undefined) await end(second);
  const final = promotion === undefined ? checkpoint : await check([...homes.keys()]);
  await identities.stop();
  const tookMs = performance.now() - startedMs;
  if (filter === undefined) await writePage(page, { results, checkpoint, promotion, final, tookMs, world });
  const isWhole = Object.values(checkpoint.missing).every((count) => count === 0);
  // What the masters acknowledged in their last moment and had not sent is lost with them: replication is asynchronous.
  const isGood = isWhole && checkpoint.different.length === 0 && final.different.length === 0;
  say(
    isGood
      ? "nothing that was acknowledged is missing while a master lives, and all nodes are equal"
      : "SOMETHING IS MISSING OR DIFFERENT",
  );
  process.exitCode = isGood ? 0 : 1;
} catch (thrown) {
  console.error(thrown);
  process.exitCode = 1;
  if (process.env.MULTISITE_KEEP_RIGS) await delay(3_600_000);
} finally {
  await world.remove();
}
process.exit();
