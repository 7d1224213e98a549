import { type Heartbeats, type Machine, startHeartbeats } from "@multisite/sandbox/network";
import { notAsTold, type Stage, type Tell } from "../types.ts";
import { timeUntil } from "../wait.ts";

/** Heartbeats of two machines to each other. */
export interface Pair {
  readonly one: Machine;
  readonly other: Machine;
  /** What was sent and received since it was last called, in both directions together. */
  count(): Count;
  /** Waits until something new has come over in both directions, and says how long that took. */
  untilAlive(): Promise<number>;
}

export interface Count {
  readonly sent: number;
  readonly lost: number;
}

/** The instances of the VNF, as the acts leave them to one another. */
export interface PlaneScene extends Stage {
  boot(name: string, host: string, site: string): Promise<Machine>;
  machine(name: string): Machine;
  /** Begins with the first call. */
  pair(one: string, other: string): Pair;
  /** Waits so long, and shows meanwhile what comes over. */
  watch(pair: Pair, forMs: number, tell: Tell): Promise<Count>;
  end(): void;
}

const EVERY_MS = 100;
const SHOW_MS = 250;

export function openScene(stage: Stage): PlaneScene {
  const { clock, instances } = stage;
  const machines = new Map<string, Machine>();
  const pairs = new Map<string, Pair & { readonly ways: readonly Heartbeats[] }>();

  const scene: PlaneScene = {
    ...stage,
    async boot(name, host, site) {
      const machine = await instances.boot(name, site, host);
      machines.set(name, machine);
      return machine;
    },
    machine(name) {
      const machine = machines.get(name);
      if (machine === undefined) throw notAsTold(`there is no instance ${name}`);
      return machine;
    },
    pair(one, other) {
      const key = `${one} ${other}`;
      const pair = pairs.get(key) ?? startPair(stage, scene.machine(one), scene.machine(other));
      pairs.set(key, pair);
      return pair;
    },
    async watch(pair, forMs, tell) {
      const startedMs = clock.monotonicMs();
      let total: Count = { sent: 0, lost: 0 };
      while (clock.monotonicMs() - startedMs < forMs) {
        await clock.sleep(SHOW_MS);
        const { sent, lost } = pair.count();
        total = { sent: total.sent + sent, lost: total.lost + lost };
        tell.now(`${pair.one.name} and ${pair.other.name}: ${total.sent} heartbeats sent, ${total.sent - total.lost} received`);
      }
      return total;
    },
    end() {
      for (const { ways } of pairs.values()) for (const way of ways) way.stop();
      pairs.clear();
    },
  };
  return scene;
}

function startPair({ clock }: Stage, one: Machine, other: Machine): Pair & { readonly ways: readonly Heartbeats[] } {
  const ways = [startHeartbeats(clock, one, other, EVERY_MS), startHeartbeats(clock, other, one, EVERY_MS)];
  const received = (): readonly number[] => ways.map((way) => way.beats().received);
  const sum = (): Count => {
    const all = ways.map((way) => way.beats());
    const sent = all.reduce((total, beats) => total + beats.sent, 0);
    return { sent, lost: sent - all.reduce((total, beats) => total + beats.received, 0) };
  };
  let before: Count = { sent: 0, lost: 0 };
  return {
    one,
    other,
    ways,
    count() {
      const now = sum();
      const since = { sent: now.sent - before.sent, lost: now.lost - before.lost };
      before = now;
      return since;
    },
    untilAlive() {
      const then = received();
      return timeUntil(clock, `${one.name} and ${other.name} hear each other`, () =>
        received().every((count, way) => count > (then[way] ?? 0)),
      );
    },
  };
}

/** @throws MultisiteError `cli.demo.not_as_told` when heartbeats were lost, or none was sent */
export function noneLost({ sent, lost }: Count, when: string): void {
  if (sent === 0) throw notAsTold(`nobody sent a heartbeat ${when}`);
  if (lost > 0) throw notAsTold(`${lost} of ${sent} heartbeats were lost ${when}`);
}
