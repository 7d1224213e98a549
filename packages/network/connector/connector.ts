import type { RpcMessage } from "@multisite/openstack/rpc";
import { told, unsure } from "../inventory/index.ts";
import { beginLog, type MirrorAnswer, type SiteLog, take } from "../mirror/index.ts";
import { createL2popRealizer, L2POP_FAN_OUT } from "../realizers/l2pop/index.ts";
import { FLOOD_MAC } from "../remote-ports/index.ts";
import { shadowHost } from "../shadows/index.ts";
import { remoteEndpoints } from "./endpoints.ts";
import { everything } from "./excerpt.ts";
import { answerSites, createHolds, follow, type SiteFollower } from "./exchange.ts";
import { createKeeper } from "./keep.ts";
import { lookAt } from "./look.ts";
import { createLooking, type Looking } from "./looking.ts";
import { createMaking } from "./making.ts";
import { readAll } from "./observe.ts";
import type { Connector, ConnectorPorts, ConnectorSettings, KeptState } from "./types.ts";
import { createWaker } from "./waker.ts";
import { createWanting } from "./wanting.ts";
import { createWorld, macPlace } from "./world.ts";

/**
 * The network half of a site's agent: mirrors the other sites' ports into the own Neutron, and tells them of its own. What the feed and the
 * other sites say has changed is looked at and decided on, and nothing else; everything is at the beginning, after a gap, and from time to time.
 */
export function createConnector(ports: ConnectorPorts, settings: ConnectorSettings): Connector {
  const { site, clock, links, bus, store, others, alarms, onTrouble } = ports;
  const keeper = createKeeper(store, state);
  const epoch = Math.max(clock.nowMs(), keeper.before.epoch + 1);
  const world = createWorld(keeper.before);
  const wanting = createWanting(world, ports);
  const log: SiteLog = beginLog(site, epoch);
  const followed = new Set<string>();
  const heardAtMs = new Map<string, number>();
  const doubts = new Map<string, string>();
  const holds = createHolds(() => createWaker(clock));
  const stops: (() => unknown)[] = [];
  let isStopped = false;
  const realizer = createL2popRealizer({
    client: ports.client,
    bus,
    clock,
    vniOf: (networkId) => ports.networks().find(({ id }) => id === networkId)?.vni ?? 0,
  });
  const making = createMaking({ world, ports, settings, realizer, keeper, looking: () => looking });
  const looking: Looking = createLooking({
    world,
    ports,
    settings,
    log,
    prepare() {
      followSites();
      return wanting.refresh();
    },
    begin(places) {
      const tell = making.begin(places);
      return (found) => {
        if (found.isNews) holds.wakeAll();
        keeper.flush();
        tell(found);
      };
    },
  });

  function state(): KeptState {
    return {
      epoch,
      vteps: [...world.vteps],
      removedAtMs: making.memory().removedAtMs,
      told: [...world.tables.all.values()].filter(({ vtep }) => world.vteps.has(vtep)),
      copies: world.copies,
    };
  }

  /** What this connector itself has made is read back in time; all else that concerns a stretched network is looked at. */
  function hear(message: RpcMessage): void {
    const all = told(world.tables, message).filter(({ networkId }) => world.around.networks.has(networkId));
    if (all.some(({ vtep }) => world.vteps.has(vtep)))
      keeper.noteSoon({ kind: "told", message: { method: message.method, args: message.args } });
    const nobodys = { hosts: new Set<string>(), macs: new Set<string>() };
    const heard: string[] = [];
    for (const { how, networkId, vtep, mac } of all) {
      const place = macPlace(networkId, mac);
      const isOurs = how === "added" && world.vteps.has(vtep);
      if (isOurs && mac !== FLOOD_MAC) heard.push(place);
      if (isOurs && mac === FLOOD_MAC) nobodys.hosts.add(shadowHost(vtep));
      else if (isOurs && world.wanted.find(place).length === 0) nobodys.macs.add(place);
      else if (!isOurs && mac !== FLOOD_MAC && !making.isBusy(place)) looking.at(place);
    }
    if (nobodys.hosts.size + nobodys.macs.size > 0) making.changed([], nobodys.hosts, nobodys.macs);
    if (heard.length > 0) making.heard(heard);
  }

  function learn(other: string, answer: MirrorAnswer): void {
    const { copy, changed } = take(other, world.copies.get(other), answer);
    const isFirst = !world.copies.has(other);
    world.copies.set(other, copy);
    keeper.note({ kind: "answer", answer });
    if (looking.isUnsure()) {
      wanting.refresh();
      wanting.change(other, changed);
      return;
    }
    if (isFirst) {
      if (wanting.refresh()) looking.all();
      return;
    }
    const { keys, hosts } = wanting.change(other, changed);
    making.changed(keys, hosts);
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
        copy: () => world.copies.get(other),
        learn: (answer) => learn(other, answer),
        heard: () => void heardAtMs.set(other, clock.nowMs()),
        doubted: (why) => doubt(other, why),
      };
      const isOver = (): boolean => isStopped || !others().has(other);
      const subject = "network.mirror" as const;
      void follow(
        follower,
        { links, subject, clock, holdMs: settings.holdMs, retryMs: settings.retryMs },
        isOver,
        onTrouble,
      ).then(() => followed.delete(other));
    }
  }

  return {
    start() {
      const stopListening = bus.listen(L2POP_FAN_OUT, hear, () => {
        unsure(world.tables);
        world.inventory.isWhole = false;
        looking.all();
      });
      stops.push(stopListening);
      answerSites(links, "network.mirror", () => log, holds.changed, settings.holdMs);
      followSites();
      void looking.run();
    },
    wake: () => looking.wake(),
    allowRemovals(count) {
      making.allow(count);
      looking.all();
    },
    async look() {
      if (wanting.refresh()) looking.all();
      const { wanted, seen } = everything({ ...world, ...(await readAll(ports, world.ports.all)) }, clock.nowMs());
      return {
        remotePorts: lookAt(wanted, seen, making.memory(), settings),
        heardAtMs: new Map([...others().keys()].map((other) => [other, heardAtMs.get(other)])),
      };
    },
    endpoints: () => remoteEndpoints(world, ports.networks()),
    stop() {
      isStopped = true;
      making.stop();
      looking.stop();
      for (const stop of stops) stop();
    },
  };
}
