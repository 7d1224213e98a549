import type { RpcMessage } from "@multisite/openstack/rpc";
import {
  EMPTY_INVENTORY,
  expected,
  type Inventory,
  interrupted,
  remembered,
  suspected,
  type Tables,
  told,
  unsure,
} from "../inventory/index.ts";
import { beginLog, record, type SiteCopy, type SiteLog } from "../mirror/index.ts";
import { createL2popRealizer, L2POP_FAN_OUT } from "../realizers/l2pop/index.ts";
import { type Action, type Memory, type Wanted, want } from "../remote-ports/index.ts";
import { vtepOfShadowHost } from "../shadows/index.ts";
import { type Acted, act } from "./act.ts";
import { answerSites, createHolds, follow, type SiteFollower } from "./exchange.ts";
import { lookAt } from "./look.ts";
import { observe, withTables } from "./observe.ts";
import type { Connector, ConnectorPorts, ConnectorSettings } from "./types.ts";
import { createWaker } from "./waker.ts";

/** The network half of a site's agent: mirrors the other sites' ports into the own Neutron, and tells them of its own. */
export function createConnector(ports: ConnectorPorts, settings: ConnectorSettings): Connector {
  const { site, clock, links, bus, store, others, alarms, onTrouble } = ports;
  const { limits } = settings;
  const kept = store.load();
  const epoch = Math.max(clock.nowMs(), (kept?.epoch ?? 0) + 1);
  const copies = new Map<string, SiteCopy>(kept?.copies);
  const vteps = new Set(kept?.vteps);
  const followed = new Set<string>();
  const refused = new Map<string, { untilMs: number; why: string }>();
  const heardAtMs = new Map<string, number>();
  const doubts = new Map<string, string>();
  const upAtMs = new Map<string, number>();
  let removedAtMs: readonly number[] = kept?.removedAtMs ?? [];
  let inventory: Inventory = EMPTY_INVENTORY;
  let tables: Tables = remembered(kept?.told ?? []);
  let savedTables = tables;
  let log: SiteLog = beginLog(site, epoch);
  let isStopped = false;
  const waker = createWaker(clock);
  const holds = createHolds(() => createWaker(clock));
  const stops: (() => unknown)[] = [];
  const realizer = createL2popRealizer({
    client: ports.client,
    bus,
    clock,
    vniOf: (networkId) => ports.networks().find(({ id }) => id === networkId)?.vni ?? 0,
  });

  const save = (): void => {
    savedTables = tables;
    store.save({
      epoch,
      vteps: [...vteps],
      removedAtMs,
      told: [...tables.values()].filter(({ vtep }) => vteps.has(vtep)),
      copies,
    });
  };
  const wanted = (): Wanted => want(ports.networks(), new Map([...others().keys()].map((other) => [other, copies.get(other)])));
  const memory = (): Memory => ({ vteps, refused, upAtMs, removedAtMs, allowedRemovals: 0 });

  /** Gives how long nothing needs to be done, if nothing happens. */
  async function pass(): Promise<number> {
    const look = await observe(ports, inventory);
    inventory = look.inventory;
    for (const shadow of look.seen.shadows) {
      const vtep = vtepOfShadowHost(shadow["binding:host_id"]);
      if (vtep !== undefined) vteps.add(vtep);
    }
    tables = suspected(tables, look.seen.shadows);
    const before = log;
    log = record(log, inventory);
    if (log !== before) holds.wakeAll();
    followSites();
    const wants = wanted();
    const decision = settings.rules(wants, withTables(look.seen, tables), memory(), limits);
    alarms.settle(
      "network.remote_port.",
      decision.alarms.map((alarm) => ({ ...alarm, site })),
    );
    remember(decision.actions, wants);
    const acted = await act(decision.actions, realizer, settings.concurrency);
    learn(acted);
    if (tables !== savedTables) save();
    // What was just made is looked at again soon: only reading it back shows that it is there.
    if (decision.actions.length > 0) return settings.retryMs;
    return decision.isWaiting ? Math.min(limits.repeatUpMs, settings.passMs) : settings.passMs;
  }

  /** Endpoints, and what hosts will be told, are written down before anything is made, so that it is found again after a crash. */
  function remember(actions: readonly Action[], { ports }: Wanted): void {
    const reported = actions.flatMap((action) => (action.act === "report-state" ? action.vtep : []));
    const up = new Set(actions.flatMap((action) => (action.act === "device-up" ? action.key : [])));
    const next =
      up.size === 0
        ? tables
        : expected(
            tables,
            ports.filter(({ key }) => up.has(key)),
          );
    if (next === tables && reported.every((vtep) => vteps.has(vtep))) return;
    tables = next;
    for (const vtep of reported) vteps.add(vtep);
    save();
  }

  function learn({ refused: newly, up, removals, failures }: Acted): void {
    const nowMs = clock.nowMs();
    for (const [key, why] of newly) refused.set(key, { untilMs: nowMs + settings.refusedMs, why });
    for (const key of up) upAtMs.set(key, nowMs);
    if (removals > 0) {
      removedAtMs = [...removedAtMs, ...Array.from({ length: removals }, () => nowMs)].filter(
        (atMs) => nowMs - atMs < limits.removalWindowMs,
      );
      save();
    }
    for (const { what, thrown } of failures) onTrouble(what, thrown);
  }

  /** A site whose word is not believed is an alarm until it is again. */
  function doubt(other: string, why: string | undefined): void {
    if (doubts.get(other) === why) return;
    if (why === undefined) doubts.delete(other);
    else doubts.set(other, why);
    const next = "multisite network status";
    alarms.settle(
      "network.mirror.refused/",
      [...doubts].map(([about, cause]) => ({ id: `network.mirror.refused/${about}`, severity: "critical", site, cause, next })),
    );
  }

  /** Sites come and go with the documents. */
  function followSites(): void {
    for (const other of others().keys()) {
      if (followed.has(other)) continue;
      followed.add(other);
      const follower: SiteFollower = {
        site: other,
        node: () => others().get(other),
        copy: () => copies.get(other),
        keep(copy) {
          copies.set(other, copy);
          save();
          waker.wake();
        },
        heard: () => void heardAtMs.set(other, clock.nowMs()),
        doubted: (why) => doubt(other, why),
      };
      const isOver = (): boolean => isStopped || !others().has(other);
      void follow(follower, { links, clock, holdMs: settings.holdMs, retryMs: settings.retryMs }, isOver, onTrouble).then(() =>
        followed.delete(other),
      );
    }
  }

  async function run(): Promise<void> {
    while (!isStopped) {
      let waitMs = settings.retryMs;
      try {
        waitMs = await pass();
      } catch (thrown) {
        onTrouble("pass", thrown);
      }
      await waker.wait(waitMs);
    }
  }

  return {
    start() {
      const stopListening = bus.listen(
        L2POP_FAN_OUT,
        (message) => {
          tables = told(tables, message);
          if (concernsOthers(message, vteps)) waker.wake();
        },
        () => {
          tables = unsure(tables);
          inventory = interrupted(inventory);
          waker.wake();
        },
      );
      stops.push(stopListening);
      answerSites(links, () => log, holds.changed, settings.holdMs);
      followSites();
      void run();
    },
    wake: () => waker.wake(),
    async look() {
      const { seen } = await observe(ports, inventory);
      const remotePorts = lookAt(wanted(), withTables(seen, tables), memory(), settings);
      return { remotePorts, heardAtMs: new Map([...others().keys()].map((site) => [site, heardAtMs.get(site)])) };
    },
    stop() {
      isStopped = true;
      for (const stop of stops) stop();
      waker.wake();
    },
  };
}

/** Not what this connector itself has just made: additions at endpoints that it speaks for. */
function concernsOthers({ method, args }: RpcMessage, vteps: ReadonlySet<string>): boolean {
  if (method !== "add_fdb_entries") return true;
  const networks = Object.values((args.fdb_entries ?? {}) as Record<string, { readonly ports?: object }>);
  return networks.some(({ ports = {} }) => Object.keys(ports).some((vtep) => !vteps.has(vtep)));
}
