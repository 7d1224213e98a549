import { rmSync } from "node:fs";
import { join } from "node:path";
import { type IdentityStar, membersOf } from "@multisite/identity/star";
import { createSimulatedClock, type SimulatedClock } from "@multisite/kernel/clock";
import type { Log } from "@multisite/kernel/log";
import { createSimulatedPeers, type SimulatedPeers } from "@multisite/kernel/peers";
import { createSeededRandom } from "@multisite/kernel/random";
import { type Chance, createChance } from "./chance.ts";
import { replaceByCopy } from "./copy.ts";
import { type SimulatedNode, startSimulatedNode, type Weakening } from "./node.ts";
import type { StarTemplate } from "./template.ts";

/** Thrown where a node dies in the middle of something that runs to its end. */
class Died extends Error {}

export interface SimulatedStarOptions {
  readonly template: StarTemplate;
  /** Of this run alone; made anew. */
  readonly directory: string;
  readonly seed: number;
  readonly weaken?: (node: string) => Weakening;
  readonly log?: Log;
}

/** How often nodes die or are slow at an effect: 0 to 1. */
export interface EffectFaults {
  crash: number;
  slow: number;
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
  /** Running nodes, by name. */
  readonly nodes: ReadonlyMap<string, SimulatedNode>;
  siteOf(name: string): string;
  start(name: string): Promise<void>;
  startAll(): Promise<void>;
  crash(name: string): void;
  setClockOffset(name: string, offsetMs: number): void;
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
  const backups = new Set<string>();
  const effects: EffectFaults = { crash: 0, slow: 0 };
  const thrown: unknown[] = [];
  const trace: string[] = [];
  const startMs = clock.nowMs();
  const note = (text: string): void => void trace.push(`${((clock.nowMs() - startMs) / 1000).toFixed(3)} ${text}`);

  function crash(name: string): void {
    nodes.get(name)?.crash();
    nodes.delete(name);
  }

  const self: SimulatedStar = {
    star,
    clock,
    network,
    chance,
    names,
    masters: members.filter(({ node }) => node.role === "master").map(({ node }) => node.name),
    effects,
    thrown,
    nodes,
    siteOf: (name) => members.find(({ node }) => node.name === name)?.site.name ?? "",
    async start(name) {
      if (nodes.has(name) || starting.has(name)) return;
      starting.add(name);
      let isUp = false;
      try {
        const node = await startSimulatedNode({
          directory: join(directory, name),
          clock,
          network,
          random,
          hashQueue: { run: (task) => clock.during(task) },
          ...(log === undefined ? {} : { log }),
          offsetMs: () => offsets.get(name) ?? 0,
          beforeEffect(what) {
            // A node that has not started yet dies by its caller.
            if (!isUp || !dice.happens(effects.crash)) return;
            note(`${name} dies before ${what}`);
            crash(name);
            throw new Died(`${name} died before ${what}`);
          },
          async beforeReplicating(what) {
            if (isUp && dice.happens(effects.crash * 4)) {
              note(`${name} dies before ${what}`);
              crash(name);
              await new Promise<never>(() => {});
            }
            if (dice.happens(effects.slow)) await clock.sleep(dice.pick(1500));
          },
          ...(weaken === undefined ? {} : { weaken: weaken(name) }),
          onThrown: (reason) => {
            if (reason instanceof Died) return;
            note(`${name} throws where nobody catches: ${reason instanceof Error ? reason.stack : reason}`);
            thrown.push(reason);
          },
        });
        nodes.set(name, node);
        isUp = true;
      } finally {
        starting.delete(name);
      }
    },
    async startAll() {
      for (const name of names) await self.start(name);
    },
    crash,
    setClockOffset: (name, offsetMs) => void offsets.set(name, offsetMs),
    clockOffset: (name) => offsets.get(name) ?? 0,
    backUp(name) {
      replaceByCopy(join(directory, name), join(directory, `${name}.backup`));
      backups.add(name);
    },
    restore(name) {
      if (!backups.has(name)) return false;
      crash(name);
      replaceByCopy(join(directory, `${name}.backup`), join(directory, name));
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
