import { rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type ChangeMark, compareEpochs, openChangeFile } from "@multisite/kernel/changes";
import { createSimulatedClock } from "@multisite/kernel/clock";
import { createSimulatedPeers } from "@multisite/kernel/peers";
import { createSeededRandom } from "@multisite/kernel/random";
import { allNodes, mastersOf } from "../../topology/queries.ts";
import type { IdentityStar } from "../../topology/types.ts";
import { createTestStar, type TestNode } from "../testing/star.ts";

export interface SimulationOptions {
  readonly star: IdentityStar;
  readonly directory: string;
  readonly seed: number;
  readonly rounds: number;
  /** Operators promote a replica when both masters are down, and say so truly. */
  readonly hasPromotions?: boolean;
  /** Operators give their word for everything, and nothing counts as declared: shows that the checks can fail. */
  readonly isCareless?: boolean;
}

/** Faster than life, so that much happens in a short run. */
const SETTINGS = {
  pollMs: 1000,
  standbyPollMs: 300,
  confirmMs: 800,
  standbyAwayMs: 1200,
  helloMs: 500,
  retryMs: 100,
  answerMs: 500,
  watchMs: 5000,
};

interface Acknowledged {
  readonly id: string;
  readonly mark: ChangeMark;
  readonly by: string;
}

/** A takeover on an operator's word: what was acknowledged before and is not in it was declared as lost. */
interface Declared {
  readonly epoch: string;
  readonly ids: ReadonlySet<string>;
  readonly doubts: readonly string[];
}

export interface SimulationResult {
  readonly problems: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  readonly trace: readonly string[];
}

/** One run of a star under faults: links cut and lossy, nodes that crash between any two effects, slow disks, restores, takeovers. */
export async function simulate({
  star,
  directory,
  seed,
  rounds,
  hasPromotions = false,
  isCareless = false,
}: SimulationOptions): Promise<SimulationResult> {
  const clock = createSimulatedClock();
  const random = createSeededRandom(seed);
  const network = createSimulatedPeers({ clock, random: createSeededRandom(seed + 1_000_000) });
  const names = allNodes(star).map(({ node }) => node.name);
  const masters = mastersOf(star).map(({ node }) => node.name);
  const startMs = clock.nowMs();
  const trace: string[] = [];
  const counts: Record<string, number> = {};
  const acknowledged: Acknowledged[] = [];
  const declared: Declared[] = [];
  const problems: string[] = [];
  const backups = new Map<string, string>();
  let areFaultsOn = true;
  let written = 0;

  const pick = (count: number): number => random.bytes(4).readUInt32BE() % count;
  const choose = <One>(list: readonly One[]): One => list[pick(list.length)] as One;
  const chance = (share: number): boolean => random.bytes(4).readUInt32BE() / 2 ** 32 < share;
  const note = (text: string): void => void trace.push(`${((clock.nowMs() - startMs) / 1000).toFixed(3)} ${text}`);
  const count = (what: string): void => {
    counts[what] = (counts[what] ?? 0) + 1;
  };

  const testStar = createTestStar({
    star: { ...star, holdDownSeconds: 3 },
    directory,
    clock,
    network,
    settings: SETTINGS,
    async step(name, what) {
      if (!areFaultsOn) return;
      if (chance(0.004)) {
        count(`crash before ${what}`);
        note(`${name} crashes before: ${what}`);
        await testStar.nodes.get(name)?.crash();
        await new Promise<never>(() => {});
      }
      if (chance(0.02)) await clock.sleep(pick(1000));
    },
  });
  testStar.startAll();

  const isUp = (name: string): boolean => testStar.nodes.has(name);
  const crash = async (name: string): Promise<void> => {
    note(`${name} crashes`);
    count("crash");
    await testStar.nodes.get(name)?.crash();
  };

  function write(): void {
    const writers = [...testStar.nodes.values()].filter(({ replication }) => replication.state().writes === "here");
    if (writers.length === 0) return;
    const node = choose(writers);
    const id = `w${String(++written).padStart(4, "0")}`;
    node.write(id).then(
      (mark) => {
        if (mark === undefined) return;
        note(`${node.name} acknowledges ${id} at ${mark.epoch}:${mark.sequence}`);
        count(mark.needsConfirmation ? "acknowledged with the standby" : "acknowledged alone");
        acknowledged.push({ id, mark, by: node.name });
      },
      (thrown: { code?: string }) => count(`write failed: ${thrown.code ?? String(thrown)}`),
    );
  }

  function takeOver(name: string, onMyWord: boolean): void {
    const node = testStar.nodes.get(name);
    if (node === undefined) return;
    note(`${name} is told to take over${onMyWord ? " on the operator's word" : ""}`);
    node.replication.takeover({ reason: "simulated", onMyWord }).then(
      (result) => {
        note(`${name} has taken over: ${JSON.stringify(result)}`);
        count(`takeover by ${result.by}`);
        if (result.by === "word" && !isCareless)
          declared.push({ epoch: result.epoch ?? "", ids: new Set(node.ids()), doubts: result.doubts });
      },
      (thrown: Error) => {
        note(`${name} may not take over: ${thrown.message}`);
        count("takeover refused");
      },
    );
  }

  function backUp(name: string): void {
    const path = join(directory, `${name}.backup.db`);
    rmSync(path, { force: true });
    const database = new DatabaseSync(testStar.pathOf(name));
    database.prepare("VACUUM INTO ?").run(path);
    database.close();
    backups.set(name, path);
    note(`${name} is backed up`);
  }

  /** Of masters only where the other has everything: what is on one disk only is lost with that disk. */
  function mayLoseDisk(name: string): boolean {
    if (!masters.includes(name)) return true;
    const other = masters.find((one) => one !== name) as string;
    if (!isUp(other) || !isUp(name)) return false;
    return isSafeWithout(testStar.pathOf(name), testStar.pathOf(other));
  }

  async function restore(name: string): Promise<void> {
    const backup = chance(0.4) ? undefined : backups.get(name);
    if (!mayLoseDisk(name)) return;
    await testStar.nodes.get(name)?.crash();
    count(backup === undefined ? "disk lost" : "restore");
    note(`${name} starts ${backup === undefined ? "without its data" : "from its backup"}`);
    if (backup === undefined) testStar.wipe(name);
    testStar.start(name, backup);
  }

  async function fault(): Promise<void> {
    const name = choose(names);
    const dice = pick(100);
    if (dice < 14) network.cut(name, choose(names), chance(0.7) ? "both" : "one");
    else if (dice < 18) for (const other of names) network.cut(name, other);
    else if (dice < 32) network.healAll();
    else if (dice < 38) network.setConditions({ loss: pick(20) / 100, duplication: pick(20) / 100, maxDelayMs: 5 + pick(200) });
    else if (dice < 44) network.setConditions({ loss: 0, duplication: 0, maxDelayMs: 20 });
    else if (dice < 52 && isUp(name)) await crash(name);
    else if (dice < 75 && !isUp(name)) {
      note(`${name} starts`);
      testStar.start(name);
    } else if (dice < 82) takeOver(choose(isCareless ? names : masters), isCareless);
    else if (dice < 92) await restore(name);
    else if (dice < 95 && hasPromotions && masters.every((master) => !isUp(master))) takeOver(name, true);
    else if (dice < 96 && hasPromotions) for (const master of masters) if (isUp(master)) await crash(master);
  }

  /** What is to be done in later rounds. */
  const planned: { readonly round: number; readonly act: () => unknown }[] = [];

  /** The masters lose each other, or one is lost; operators tell one of them, or both, to go on. */
  async function incident(round: number): Promise<void> {
    const [one, other] = (chance(0.5) ? masters : masters.toReversed()) as [string, string];
    const later = (rounds: number, act: () => unknown): void => void planned.push({ round: round + rounds, act });
    count("incident");
    note(`incident: ${one} is lost to ${other}`);
    const dice = pick(5);
    const restored = dice === 3 ? other : one;
    if (dice > 2) {
      network.healAll();
      await clock.advance(500);
    }
    if (dice > 2 && mayLoseDisk(restored)) {
      // It cannot fetch what it has lost, and is asked to go on all the same.
      network.cut(one, other);
      await restore(restored);
      if (dice === 3) later(pick(3), () => crash(one));
      else later(pick(3), () => takeOver(one, isCareless));
    } else if (dice === 0 && isUp(one)) await crash(one);
    else if (dice === 1) network.cut(one, other);
    else for (const name of names) if (chance(0.8)) network.cut(one, name);
    later(pick(3), () => takeOver(other, isCareless));
    if (chance(0.4)) later(pick(4), () => takeOver(one, isCareless));
    if (chance(0.4)) later(1 + pick(3), () => takeOver(other, isCareless));
    later(4 + pick(5), () => network.healAll());
    later(4 + pick(5), () => isUp(one) || testStar.start(one));
  }

  for (let round = 0; round < rounds; round++) {
    for (let part = 0; part < 4; part++) {
      write();
      await clock.advance(5 + pick(120));
    }
    if (chance(0.1)) backUp(choose(names));
    if (chance(0.12)) await incident(round);
    else if (chance(0.35)) await fault();
    for (const { act } of planned.filter((one) => one.round === round)) await act();
  }

  note("everything is healed");
  areFaultsOn = false;
  network.healAll();
  network.setConditions({ loss: 0, duplication: 0, maxDelayMs: 10 });
  for (const name of names) if (!isUp(name)) testStar.start(name);
  await clock.advance(20_000);
  const writers = names.filter((name) => testStar.node(name).replication.state().writes === "here");
  if (writers.length !== 1) {
    problems.push(`after healing ${writers.length} nodes take writes`);
  }
  const before = acknowledged.length;
  for (let last = 0; last < 3 && writers.length === 1; last++) {
    write();
    await clock.advance(2000);
  }
  if (writers.length === 1 && acknowledged.length !== before + 3) problems.push("after healing a write is not acknowledged");
  await clock.advance(10_000);

  const states = new Set(names.map((name) => JSON.stringify(testStar.node(name).checksums())));
  if (states.size !== 1) problems.push(`after healing the nodes have ${states.size} different contents`);
  for (const name of names) note(`${name}: ${JSON.stringify(await testStar.node(name).replication.status())}`);
  const survivor: TestNode = testStar.node(writers[0] ?? (names[0] as string));
  const ids = new Set(survivor.ids());
  const isDeclared = ({ id, mark }: Acknowledged): boolean =>
    declared.some((one) => compareEpochs(one.epoch, mark.epoch) > 0 && !one.ids.has(id) && one.doubts.length > 0);
  for (const one of acknowledged) {
    if (ids.has(one.id)) continue;
    if (isDeclared(one)) count("declared as lost");
    else problems.push(`${one.id}, acknowledged by ${one.by} at ${one.mark.epoch}:${one.mark.sequence}, is lost`);
  }
  await testStar.stopAll();
  return { problems, counts, trace };
}

/** Whether another disk has everything that is on this one, and its regime counts on that. */
function isSafeWithout(path: string, otherPath: string): boolean {
  const [file, other] = [openChangeFile(path), openChangeFile(otherPath)];
  try {
    const memory = other.state("replication") as { outdated?: string | null } | undefined;
    const isWhole = memory?.outdated == null;
    return isWhole && file.log.newest()?.chainHash === other.log.newest()?.chainHash && other.log.newest() !== undefined;
  } finally {
    file.close();
    other.close();
  }
}
