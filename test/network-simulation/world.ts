import { type Chance, createChance } from "../../packages/agent/simulation/chance.ts";
import { createSimulatedClock, type SimulatedClock } from "../../packages/kernel/clock/index.ts";
import { createSimulatedPeers, type SimulatedPeers } from "../../packages/kernel/peers/index.ts";
import { createSeededRandom } from "../../packages/kernel/random/index.ts";
import { type ConnectorSettings, defaultSettings } from "../../packages/network/connector/index.ts";
import { createFabric, type Fabric } from "../../packages/sandbox/network/index.ts";
import { createSite, type SimulatedSite } from "./site.ts";

/** Several clouds, and the links between their connectors. */
export interface World {
  readonly clock: SimulatedClock;
  readonly chance: Chance;
  readonly peers: SimulatedPeers;
  readonly sites: ReadonlyMap<string, SimulatedSite>;
  readonly names: readonly string[];
  readonly fabric: Fabric;
  readonly trace: string[];
  note(what: string): void;
  site(name: string): SimulatedSite;
  stop(): void;
}

export interface WorldOptions {
  readonly seed: number;
  readonly sites: number;
  readonly settings?: Partial<ConnectorSettings>;
}

export function createWorld({ seed, sites: count, settings = {} }: WorldOptions): World {
  const clock = createSimulatedClock();
  const random = createSeededRandom(seed);
  const peers = createSimulatedPeers({ clock, random });
  const names = Array.from({ length: count }, (_, index) => `site-${index + 1}`);
  const sites = new Map(
    names.map((name, index) => {
      const others = names.filter((other) => other !== name);
      return [
        name,
        createSite({ name, index: index + 1, others, clock, random, peers, settings: { ...defaultSettings, ...settings } }),
      ];
    }),
  );
  for (const site of sites.values()) site.start();
  const trace: string[] = [];
  const startMs = clock.nowMs();
  return {
    clock,
    chance: createChance(random),
    peers,
    sites,
    names,
    fabric: createFabric(new Map([...sites].map(([name, { neutron }]) => [name, neutron]))),
    trace,
    note: (what) => trace.push(`${((clock.nowMs() - startMs) / 1000).toFixed(1)} s: ${what}`),
    site: (name) => sites.get(name) as SimulatedSite,
    stop() {
      for (const site of sites.values()) {
        site.crash();
        for (const host of site.neutron.hosts.values()) host.stop();
      }
    },
  };
}
