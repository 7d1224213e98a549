import { doubted, listed, ownPort, suspected } from "../inventory/index.ts";
import { record, recordPort, type SiteLog } from "../mirror/index.ts";
import { isShadowHost, vtepOfShadowHost } from "../shadows/index.ts";
import { createDue } from "./due.ts";
import type { KnownPort } from "./known-port.ts";
import { readAgents, readMacs, readPorts } from "./observe.ts";
import type { ConnectorPorts, ConnectorSettings } from "./types.ts";
import { createWaker } from "./waker.ts";
import { isShadow, macPlace, type World } from "./world.ts";

/** What a look at the own Neutron has found. */
export interface Found {
  /** Everything was read. */
  readonly isAll: boolean;
  readonly keys: ReadonlySet<string>;
  /** Of agents that have lost a port. */
  readonly hosts: ReadonlySet<string>;
  readonly macs: ReadonlySet<string>;
  /** Of the own ports something is not as it was. */
  readonly isNews: boolean;
}

/** Reads what has changed in the own Neutron, and everything at the beginning, after a gap, and from time to time. */
export interface Looking {
  all(): void;
  /** Something has happened at `mac NETWORK MAC`. */
  at(place: string): void;
  /** The same, and the agents are to be read too. */
  withAgentsAt(place: string): void;
  /** What was done there is read back after so long. */
  later(place: string, afterMs: number): void;
  /** Whether everything is to be read before anything can be known. */
  isUnsure(): boolean;
  wake(): void;
  run(): Promise<void>;
  stop(): void;
}

/** More than so many at once are found sooner in a list of everything. */
const MANY = 400;
const TOGETHER_MS = 500;
/** When more than so many wait to be read back, Neutron is busy with what was asked of it: a list takes its time from that. */
const FEW = 10;
const MANY_TOGETHER_MS = 5000;

export interface LookingParts {
  readonly world: World;
  readonly ports: ConnectorPorts;
  readonly settings: ConnectorSettings;
  readonly log: SiteLog;
  /** Before each look; the networks may be others by now. Gives whether everything is to be read anew. */
  readonly prepare: () => boolean;
  /** What is read now will tell what was done before now at these places; undefined: all. */
  readonly begin: (places: ReadonlySet<string> | undefined) => (found: Found) => void;
}

export function createLooking({ world, ports, settings, log, prepare, begin }: LookingParts): Looking {
  const { clock, networks, onTrouble } = ports;
  const waker = createWaker(clock);
  let now = new Set<string>();
  const due = createDue();
  /** By place, after how long an own port that is not up is looked at again. */
  const downForMs = new Map<string, number>();
  /** How often everything was to be read, and of these how often it was. */
  let asked = 1;
  let read = 0;
  let areAgentsDue = false;
  let busyUntilMs = 0;
  let lastAllMs = Number.NEGATIVE_INFINITY;
  let isStopped = false;

  const vtepOf = (host: string): string | undefined => world.agents.get(host)?.tunnelingIp;
  const setPort = (port: KnownPort): void => {
    if (world.ports.all.get(port.id) === port) return;
    world.ports.set(port.id, port);
    const vtep = isShadow(port) ? vtepOfShadowHost(port["binding:host_id"]) : undefined;
    if (vtep !== undefined) world.vteps.add(vtep);
  };
  /** Gives the hosts whose agent somebody has deleted: while it was away, hosts that started were told nothing of its ports. */
  async function lookAtAgents(): Promise<readonly string[]> {
    const atMs = clock.nowMs();
    const agents = await readAgents(ports);
    world.agentsReadAtMs = atMs;
    areAgentsDue = false;
    const ids = new Map(agents.map(({ host, id }) => [host, id]));
    const deleted = [...world.agents.values()].filter(({ host, id }) => isShadowHost(host) && id !== "" && ids.get(host) !== id);
    for (const { host } of deleted) doubted(world.tables, vtepOfShadowHost(host) ?? "");
    world.agents.clear();
    for (const agent of agents) world.agents.set(agent.host, agent);
    return deleted.map(({ host }) => host);
  }

  async function lookAtAll(): Promise<void> {
    const answered = asked;
    const places = now;
    now = new Set();
    const done = begin(undefined);
    const local = networks();
    const names = local.map(({ name }) => name);
    try {
      const all = await readPorts(
        ports,
        local.map(({ id }) => id),
        world.ports.all,
      );
      await lookAtAgents();
      const ids = new Set(all.map(({ id }) => id));
      for (const id of [...world.ports.all.keys()]) if (!ids.has(id)) world.ports.delete(id);
      for (const port of all) setPort(port);
      suspected(world.tables, all.filter(isShadow));
      world.inventory = { isWhole: answered === asked, ports: new Map(listed(world.inventory, all, vtepOf, local).ports) };
    } catch (thrown) {
      for (const place of places) now.add(place);
      throw thrown;
    }
    read = answered;
    lastAllMs = clock.monotonicMs();
    done({ isAll: true, keys: new Set(), hosts: new Set(), macs: new Set(), isNews: record(log, world.inventory, names) });
  }

  async function lookAt(places: ReadonlySet<string>): Promise<void> {
    for (const place of places) due.forget(place);
    const done = begin(places);
    try {
      const found = await readMacs(ports, places, world.ports.all);
      const isStrange = ({ "binding:host_id": host = "" }: KnownPort): boolean => host !== "" && !world.agents.has(host);
      const isUnsure = [...world.agents.values()].some(({ id }) => id === "");
      const deleted = areAgentsDue || isUnsure || found.some(isStrange) ? await lookAtAgents() : [];
      done(takeIn(places, found, deleted));
    } catch (thrown) {
      for (const place of places) now.add(place);
      throw thrown;
    }
  }

  function takeIn(places: ReadonlySet<string>, all: readonly KnownPort[], deleted: readonly string[]): Found {
    const byNetwork = new Map(networks().map((network) => [network.id, network]));
    const before = [...places].flatMap((place) => world.ports.find(place));
    const here = all.filter((port) => places.has(macPlace(port.network_id, port.mac_address)));
    const ids = new Set(here.map(({ id }) => id));
    const gone = before.filter(({ id }) => !ids.has(id));
    for (const { id } of gone) world.ports.delete(id);
    for (const port of here) setPort(port);
    suspected(world.tables, here.filter(isShadow));

    const own = world.inventory.ports;
    let isNews = false;
    for (const port of [...gone, ...here].filter((one) => !isShadow(one))) {
      const is = ids.has(port.id) ? ownPort(port, byNetwork.get(port.network_id), vtepOf, own.get(port.id)) : undefined;
      if (is === undefined) own.delete(port.id);
      else own.set(port.id, is);
      if (world.inventory.isWhole && recordPort(log, port.id, is)) isNews = true;
    }
    watchDown(places, here);
    const wanted = [...places].flatMap((place) => world.wanted.find(place));
    const networkIds = [...world.around.networks];
    const doubtful = deleted.flatMap((host) => networkIds.flatMap((id) => world.ports.find(`host ${id} ${host}`)));
    const shadows = [...before, ...here, ...doubtful].filter(isShadow);
    return {
      isAll: false,
      keys: new Set([...wanted.map(({ key }) => key), ...shadows.map(({ device_id }) => device_id)]),
      hosts: new Set(shadows.map((port) => port["binding:host_id"] ?? "").filter(isShadowHost)),
      macs: new Set(gone.map((port) => macPlace(port.network_id, port.mac_address))),
      isNews,
    };
  }

  /** Of a port that is deleted when it is down already, no message tells: it is looked at again, ever more seldom. */
  function watchDown(places: ReadonlySet<string>, here: readonly KnownPort[]): void {
    const down = here.filter((port) => !isShadow(port) && port.status !== "ACTIVE");
    const downPlaces = new Set(down.map((port) => macPlace(port.network_id, port.mac_address)));
    for (const place of places) {
      const afterMs = 2 * (downForMs.get(place) ?? settings.retryMs / 2);
      if (!downPlaces.has(place)) downForMs.delete(place);
      else if (afterMs < settings.passMs) {
        downForMs.set(place, afterMs);
        later(place, afterMs);
      }
    }
  }

  async function look(): Promise<void> {
    const nowMs = clock.monotonicMs();
    for (const place of due.take(nowMs)) now.add(place);
    if (prepare()) asked++;
    if (read < asked || nowMs - lastAllMs >= settings.passMs || now.size > MANY) return await lookAtAll();
    if (now.size === 0) return;
    const places = now;
    now = new Set();
    await lookAt(places);
  }

  function later(place: string, afterMs: number): void {
    // What comes one after the other is read back together.
    const nowMs = clock.monotonicMs();
    if (due.count() > FEW) busyUntilMs = nowMs + 2 * MANY_TOGETHER_MS;
    const togetherMs = nowMs < busyUntilMs ? MANY_TOGETHER_MS : TOGETHER_MS;
    const atMs = Math.ceil((nowMs + afterMs) / togetherMs) * togetherMs;
    // Who sleeps longer looks again how long.
    if (due.add(place, atMs)) waker.wake();
  }

  /** Until something is due. */
  function idleMs(): number {
    if (read < asked || now.size > 0) return 0;
    const nowMs = clock.monotonicMs();
    return Math.max(0, Math.min(lastAllMs + settings.passMs, due.nextMs()) - nowMs);
  }

  return {
    all() {
      asked++;
      waker.wake();
    },
    at(place) {
      now.add(place);
      waker.wake();
    },
    withAgentsAt(place) {
      areAgentsDue = true;
      now.add(place);
      waker.wake();
    },
    later,
    isUnsure: () => read < asked,
    wake: () => waker.wake(),
    async run() {
      while (!isStopped) {
        let failed = false;
        try {
          await look();
        } catch (thrown) {
          failed = true;
          onTrouble("look", thrown);
        }
        if (isStopped) return;
        const waitMs = failed ? settings.retryMs : idleMs();
        if (waitMs > 0) await waker.wait(waitMs);
      }
    },
    stop() {
      isStopped = true;
      waker.wake();
    },
  };
}
