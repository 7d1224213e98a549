import { rmSync } from "node:fs";
import { join } from "node:path";
import { type IdentityStar, membersOf } from "@multisite/identity/star";
import { createSimulatedClock, type SimulatedClock } from "@multisite/kernel/clock";
import type { Log } from "@multisite/kernel/log";
import { createSimulatedPeers, type SimulatedPeers } from "@multisite/kernel/peers";
import { createSeededRandom } from "@multisite/kernel/random";
import { type Chance, createChance } from "./chance.ts";
import { replaceByCopy } from "./copy.ts";
import { Died, type Fate } from "./fate.ts";
import { type SimulatedNode, startSimulatedNode, type Weakening } from "./node.ts";
import type { StarTemplate } from "./template.ts";

export interface SimulatedStarOptions {
  readonly template: StarTemplate;
  /** Of this run alone; made anew. */
  readonly directory: string;
  readonly seed: number;
  readonly weaken?: (node: string) => Weakening;
  readonly log?: Log;
}

/** How often nodes die or are slow at an effect: 0 to 1. Replication is slow, as all else is one step for its node. */
export interface EffectFaults {
  crash: number;
  slow: number;
  /** Nodes whose disk takes no keys and no facts. */
  readonly full: Set<string>;
}

/** A change that a writer's identity service has acknowledged. */
export interface Acknowledgement {
  readonly node: string;
  readonly epoch: string;
  readonly atMs: number;
}

/** A whole star in simulated time, with what a test does to it. */
export interface SimulatedStar {
  readonly star: IdentityStar;
  readonly clock: SimulatedClock;
  readonly network: SimulatedPeers;
  readonly chance: Chance;
  readonly names: readonly string[];
  readonly masters: readonly string[];
  readonly effects: EffectFaults;
  /** What was thrown where nobody catches it: a mistake of the product. */
  readonly thrown: unknown[];
  readonly acknowledgements: Acknowledgement[];
  /** When each node was last put back to an earlier state. */
  readonly restoredAtMs: ReadonlyMap<string, number>;
  /** Running nodes, by name. */
  readonly nodes: ReadonlyMap<string, SimulatedNode>;
  siteOf(name: string): string;
  start(name: string): Promise<void>;
  startAll(): Promise<void>;
  crash(name: string): void;
  setClockOffset(name: string, offsetMs: number): void;
  /** The farthest that any clock was ahead of the true time since the start; 0 when none was. */
  farthestAheadMs(): number;
  clockOffset(name: string): number;
  /** Copies the node's directory as it is at this moment. */
  backUp(name: string): void;
  /** Puts the copy in the place of its directory; false when there is none. The node is dead then. */
  restore(name: string): boolean;
  note(text: string): void;
  readonly trace: readonly string[];
  stop(): void;
}

export function createSimulatedStar({ template, directory, seed, weaken, log }: SimulatedStarOptions): SimulatedStar {
  const { star } = template;
  template.copyTo(directory);
  const clock = createSimulatedClock(template.endedAtMs);
  const random = createSeededRandom(seed);
  const chance = createChance(createSeededRandom(seed + 1_000_000));
  const dice = createChance(createSeededRandom(seed + 2_000_000));
  const network = createSimulatedPeers({ clock, random: createSeededRandom(seed + 3_000_000) });
  const members = membersOf(star);
  const names = members.map(({ node }) => node.name);
  const nodes = new Map<string, SimulatedNode>();
  const starting = new Set<string>();
  const offsets = new Map<string, number>();
  let farthestAheadMs = 0;
  const backups = new Set<string>();
  const restoredAtMs = new Map<string, number>();
  const acknowledgements: Acknowledgement[] = [];
  const effects: EffectFaults = { crash: 0, slow: 0, full: new Set() };
  const thrown: unknown[] = [];
  const trace: string[] = [];
  const startMs = clock.nowMs();
  const note = (text: string): void => void trace.push(`${((clock.nowMs() - startMs) / 1000).toFixed(3)} ${text}`);

  function crash(name: string): void {
    nodes.get(name)?.crash();
  }

  function fateOf(name: string, what: string): Fate {
    if (effects.full.has(name) && /^(keys|facts)\b/.test(what)) return "fails";
    if (dice.happens(effects.crash)) {
      note(`${name} dies before ${what}`);
      return "dies";
    }
    return dice.happens(effects.slow) ? { afterMs: dice.pick(1500) } : "happens";
  }

  const self: SimulatedStar = {
    star,
    clock,
    network,
    chance,
    names,
    acknowledgements,
    restoredAtMs,
    masters: members.filter(({ node }) => node.role === "master").map(({ node }) => node.name),
    effects,
    thrown,
    nodes,
    siteOf: (name) => members.find(({ node }) => node.name === name)?.site.name ?? "",
    async start(name) {
      if (nodes.has(name) || starting.has(name)) return;
      starting.add(name);
      // When it fails the disk may have room again.
      const wasFull = effects.full.has(name);
      try {
        const node = await startSimulatedNode({
          directory: join(directory, name),
          clock,
          network,
          random,
          hashQueue: { run: (task) => clock.during(task) },
          ...(log === undefined ? {} : { log }),
          offsetMs: () => offsets.get(name) ?? 0,
          fate: (what) => fateOf(name, what),
          onDeath: () => nodes.delete(name),
          onAcknowledged: (epoch) => acknowledgements.push({ node: name, epoch, atMs: clock.nowMs() }),
          ...(weaken === undefined ? {} : { weaken: weaken(name) }),
          onThrown: (reason) => {
            if (isExpected(reason)) return;
            note(`${name} throws where nobody catches: ${reason instanceof Error ? reason.stack : reason}`);
            thrown.push(reason);
          },
        });
        if (!node.isDead()) nodes.set(name, node);
      } catch (failed) {
        if (!isExpected(failed) && !wasFull) throw failed;
        note(`${name} did not come up: ${failed}`);
      } finally {
        starting.delete(name);
      }
    },
    async startAll() {
      for (const name of names) await self.start(name);
    },
    crash,
    setClockOffset(name, offsetMs) {
      offsets.set(name, offsetMs);
      farthestAheadMs = Math.max(farthestAheadMs, offsetMs);
    },
    farthestAheadMs: () => farthestAheadMs,
    clockOffset: (name) => offsets.get(name) ?? 0,
    backUp(name) {
      replaceByCopy(join(directory, name), join(directory, `${name}.backup`));
      backups.add(name);
    },
    restore(name) {
      if (!backups.has(name)) return false;
      crash(name);
      replaceByCopy(join(directory, `${name}.backup`), join(directory, name));
      restoredAtMs.set(name, clock.nowMs());
      return true;
    },
    note,
    trace,
    stop() {
      for (const name of [...nodes.keys()]) crash(name);
      rmSync(directory, { recursive: true, force: true });
    },
  };
  return self;
}

/** A node that dies or whose disk is full. */
function isExpected(thrown: unknown): boolean {
  return thrown instanceof Died || (thrown as { code?: unknown }).code === "ENOSPC";
}
