import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { NewAlarm } from "../../packages/kernel/alarms/index.ts";
import { createSimulatedClock, type SimulatedClock } from "../../packages/kernel/clock/index.ts";
import type { FactBody } from "../../packages/kernel/facts/index.ts";
import { openRunJournal, type RunKind, type RunRecord, resumeRun, startRun } from "../../packages/kernel/journal/index.ts";
import { createSimulatedPeers } from "../../packages/kernel/peers/index.ts";
import { createSeededRandom } from "../../packages/kernel/random/index.ts";
import {
  type NetworkHands,
  type NetworkSite,
  openNetworkSite,
  SITE_SUBJECT,
  type SiteOrder,
  type TunnelProbe,
} from "../../packages/network/index.ts";
import { createNetworkClient } from "../../packages/openstack/network/index.ts";
import type { ApiCall, Service } from "../../packages/openstack/session/index.ts";
import { createSandboxNeutron, openBus, openService, type SandboxNeutron } from "../../packages/sandbox/network/index.ts";

export const NAMES = ["east", "north", "south"] as const;
export type Name = (typeof NAMES)[number];

/** Where a run or a site is ended, as by `kill -9`. */
export class Killed extends Error {}

export interface Clouds {
  readonly clock: SimulatedClock;
  neutron(name: Name): SandboxNeutron;
  /** Raised at the site now. */
  alarms(name: Name): readonly NewAlarm[];
  /** The operator's program: each call is a new one, on the same journal. */
  hands(mayAsk?: (site: string, order: SiteOrder, phase: "before" | "after") => void): NetworkHands;
  start(kind: (hands: NetworkHands) => RunKind<FactBody>, input: object, hands?: NetworkHands): Promise<RunRecord>;
  resume(kind: (hands: NetworkHands) => RunKind<FactBody>, id: string): Promise<RunRecord>;
  /** Lets virtual time pass until the work has ended. */
  until<Result>(work: Promise<Result>): Promise<Result>;
  /** Asks a site over the link from `from`. */
  askFrom(from: string, name: Name, order: SiteOrder): Promise<unknown>;
  /** From now on the site's Neutron answers no write after so many; undefined: all. */
  failWritesAfter(name: Name, count: number | undefined): void;
  writes(name: Name): number;
  /** Of all kinds. */
  requests(name: Name): number;
  /** Messages of the site's bus do not reach the agent any more; at the end it is told that there was a gap. */
  deafen(name: Name): void;
  hearAgain(name: Name): void;
  /** The node's disk is lost, and its agent begins anew with an empty one. */
  loseHome(name: Name): void;
  /** What the site's agent finds when it tries an endpoint of another one, from now on. */
  tunnels(name: Name, state: TunnelProbe["state"]): void;
  /** The agent is killed, and its home stays. */
  kill(name: Name): void;
  begin(name: Name): void;
  /** Cut off from the other sites, not from the operator. */
  isolate(name: Name): void;
  rejoin(name: Name): void;
  cut(name: Name): void;
  heal(name: Name): void;
}

/** Three sites, each with a cloud in this process, its own home, and the network half of an agent. */
export function createClouds(seed: number): Clouds {
  const clock = createSimulatedClock();
  const random = createSeededRandom(seed);
  const peers = createSimulatedPeers({ clock, random });
  const directory = mkdtempSync(join(tmpdir(), "multisite-network-runs-"));
  const operator = peers.join({ site: "east", node: "operator" });
  const stranger = peers.join({ site: "north", node: "north-2" });
  const journal = openRunJournal(undefined);
  const sites = new Map(NAMES.map((name, index) => [name, createSite(name, index + 1)]));
  onTestFinished(() => {
    for (const { site, neutron } of sites.values()) {
      site.stop();
      for (const host of neutron.hosts.values()) host.stop();
    }
    journal.close();
    rmSync(directory, { recursive: true, force: true });
  });

  function createSite(name: Name, index: number) {
    const neutron = createSandboxNeutron({ clock, random, baseMac: `fa:16:3e:0${index}:00:00` });
    neutron.addHost("compute-1", `192.0.${index}.1`);
    const writes = { count: 0, requests: 0, limit: Number.POSITIVE_INFINITY };
    const service = openService((call) => neutron.request(call), { clock, delayMs: () => 20, isDown: () => false });
    const counted: Service = {
      async call(call: ApiCall, options) {
        writes.requests++;
        if (call.method !== "GET" && ++writes.count > writes.limit) throw new Killed(`${name} was killed`);
        return await service.call(call, options);
      },
    };
    const raised = new Map<string, readonly NewAlarm[]>();
    const tunnels = { state: "reached" as TunnelProbe["state"] };
    const bus = openBus(neutron, { clock, delayMs: () => 5 });
    const ears = { isDeaf: false, gaps: new Set<() => void>() };
    const open = (): NetworkSite =>
      openNetworkSite({
        cloud: {
          name,
          neutron: createNetworkClient(counted),
          bus: {
            ...bus,
            listen(exchange, heard, onGap) {
              ears.gaps.add(onGap);
              const stop = bus.listen(exchange, (message) => (ears.isDeaf ? undefined : heard(message)), onGap);
              return async () => {
                ears.gaps.delete(onGap);
                await stop();
              };
            },
          },
          findProject: async () => "0123456789abcdef0123456789abcdef",
          async probe(vteps, packetBytes) {
            const why = `it is ${tunnels.state} with ${packetBytes ?? "unknown"} bytes`;
            return vteps.map((vtep) => ({ vtep, state: tunnels.state, why }));
          },
          close: async () => {},
        },
        links: peers.join({ site: name, node: `${name}-1` }),
        clock,
        alarms: { settle: (prefix, alarms) => void raised.set(prefix, alarms) },
        directory: join(directory, name),
        nodeOf: (other) => `${other}-1`,
        mayOrder: ({ node }) => node === "operator",
        onTrouble: () => {},
      });
    const place = { neutron, site: open(), writes, raised, ears, tunnels, kill, begin };
    place.site.start();
    function kill(): void {
      place.site.stop();
      peers.crash(`${name}-1`);
      raised.clear();
    }
    function begin(): void {
      place.site = open();
      place.site.start();
    }
    return place;
  }

  const others = (name: Name) => NAMES.filter((other) => other !== name);
  const of = (name: Name) => sites.get(name) as ReturnType<typeof createSite>;
  const world = { journal, clock, random };

  async function until<Result>(work: Promise<Result>): Promise<Result> {
    let isOver = false;
    const ended = work.finally(() => {
      isOver = true;
    });
    ended.catch(() => {});
    for (let passed = 0; !isOver; passed++) {
      if (passed > 20_000) throw new Error("It does not end.");
      await clock.advance(50);
    }
    return await ended;
  }

  function hands(mayAsk: (site: string, order: SiteOrder, phase: "before" | "after") => void = () => {}): NetworkHands {
    return {
      clock,
      sites: () => NAMES,
      async ask(site, order) {
        mayAsk(site, order, "before");
        const answer = await operator.ask(`${site}-1`, SITE_SUBJECT, order, { timeoutMs: 60_000 });
        mayAsk(site, order, "after");
        return answer;
      },
    };
  }

  return {
    clock,
    neutron: (name) => of(name).neutron,
    alarms: (name) => [...of(name).raised.values()].flat(),
    hands,
    start: (kind, input, by = hands()) => until(startRun(kind(by), JSON.parse(JSON.stringify(input)) as FactBody, world)),
    resume: (kind, id) => until(resumeRun(kind(hands()), id, world)),
    until,
    askFrom: (from, name, order) =>
      until((from === "operator" ? operator : stranger).ask(`${name}-1`, SITE_SUBJECT, order, { timeoutMs: 60_000 })),
    failWritesAfter(name, count) {
      const { writes } = of(name);
      writes.limit = count === undefined ? Number.POSITIVE_INFINITY : writes.count + count;
    },
    writes: (name) => of(name).writes.count,
    tunnels(name, state) {
      of(name).tunnels.state = state;
    },
    requests: (name) => of(name).writes.requests,
    deafen(name) {
      of(name).ears.isDeaf = true;
    },
    hearAgain(name) {
      const { ears } = of(name);
      ears.isDeaf = false;
      for (const onGap of ears.gaps) onGap();
    },
    loseHome(name) {
      of(name).kill();
      rmSync(join(directory, name), { recursive: true, force: true });
      of(name).begin();
    },
    kill: (name) => of(name).kill(),
    begin: (name) => of(name).begin(),
    isolate: (name) => others(name).forEach((other) => void peers.cut(`${other}-1`, `${name}-1`, "both")),
    rejoin: (name) => others(name).forEach((other) => void peers.heal(`${other}-1`, `${name}-1`)),
    cut: (name) => peers.cut("operator", `${name}-1`, "both"),
    heal: (name) => peers.heal("operator", `${name}-1`),
  };
}
