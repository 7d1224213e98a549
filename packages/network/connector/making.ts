import type { Alarms } from "@multisite/kernel/alarms";
import { expected } from "../inventory/index.ts";
import type { Realizer } from "../realizers/types.ts";
import type { Action, Memory, RemotePortAlarm } from "../remote-ports/index.ts";
import { shadowHost } from "../shadows/index.ts";
import { type Acted, act } from "./act.ts";
import { dependents, everything, excerpt, type Subject } from "./excerpt.ts";
import type { Keeper } from "./keep.ts";
import type { Found, Looking } from "./looking.ts";
import type { ConnectorPorts, ConnectorSettings } from "./types.ts";
import { createUnheard } from "./unheard.ts";
import { cleanedBy, createUnsettled, isCleanup } from "./unsettled.ts";
import { isSurplus, macPlace, placesOf, type World } from "./world.ts";

/** Decides on what has changed, and does it; so many ports at a time, each for itself. */
export interface Making {
  /** Something is wanted otherwise. */
  changed(keys: Iterable<string>, hosts?: Iterable<string>, macs?: Iterable<string>): void;
  /** A look begins: gives who is told what it has found. */
  begin(places: ReadonlySet<string> | undefined): (found: Found) => void;
  /** Hosts were told of ports there. */
  heard(places: readonly string[]): void;
  /** Whether something is being done there just now. */
  isBusy(place: string): boolean;
  memory(): Memory;
  /** An operator lets so many remote ports go beyond the limit. */
  allow(removals: number): void;
  stop(): void;
}

export interface MakingParts {
  readonly world: World;
  readonly ports: ConnectorPorts;
  readonly settings: ConnectorSettings;
  readonly realizer: Realizer;
  readonly keeper: Keeper;
  readonly looking: () => Pick<Looking, "at" | "later" | "isUnsure" | "withAgentsAt">;
}

export function createMaking({ world, ports, settings, realizer, keeper, looking }: MakingParts): Making {
  const { clock, site, alarms, onTrouble } = ports;
  const { limits } = settings;
  const keys = new Set<string>();
  let hosts = new Set<string>();
  let macs = new Set<string>();
  /** By key, where it is. */
  const busy = new Map<string, readonly string[]>();
  const unread = new Map<string, readonly string[]>();
  const unsettled = createUnsettled();
  /** Not wanted, and not removed, as there are too many. */
  const held = new Set<string>();
  const refused = new Map<string, { readonly untilMs: number; readonly why: string }>();
  const upAtMs = new Map<string, number>();
  const unheard = createUnheard(settings.unheard, limits.repeatUpMs);
  let allowedRemovals = 0;
  let removedAtMs: readonly number[] = keeper.before.removedAtMs;
  let raised: readonly RemotePortAlarm[] = [];
  let running = 0;
  let isStopped = false;
  const memory = (): Memory => ({ vteps: world.vteps, refused, upAtMs, removedAtMs, allowedRemovals });

  function pump(): void {
    while (!isStopped && !looking().isUnsure() && running < settings.concurrency) {
      const subject = next();
      if (subject === undefined) return;
      decide(subject);
    }
  }

  function next(): Subject | undefined {
    // What is left of former ports first: when the last port of an endpoint goes, hosts lose the tunnel, and keep the rest for ever.
    if (macs.size > 0) return subjectOf(new Set());
    const isFull = unheard.isFull(clock.nowMs());
    for (const key of keys) {
      if (busy.has(key) || (isFull && !isSurplus(world, key))) continue;
      const together = dependents(world, key);
      if ([...together].some((one) => busy.has(one) || isWhereCleaned(one))) continue;
      const unknown = [...together].filter((one) => unread.has(one));
      // Nothing is done where it is not known yet what came of the last deed.
      for (const one of unknown) for (const place of unread.get(one) ?? []) looking().at(place);
      if (unknown.length > 0) continue;
      for (const one of together) keys.delete(one);
      return subjectOf(together);
    }
    return hosts.size > 0 ? subjectOf(new Set()) : undefined;
  }

  function isWhereCleaned(key: string): boolean {
    const vtep = world.wanted.all.get(key)?.vtep;
    const hosts = world.ports.find(`key ${key}`).map((port) => port["binding:host_id"] ?? "");
    return [...hosts, ...(vtep === undefined ? [] : [shadowHost(vtep)])].some((host) => unsettled.isCleaned(host));
  }

  function subjectOf(together: ReadonlySet<string>): Subject {
    const subject = { keys: together, hosts, macs };
    hosts = new Set();
    macs = new Set();
    return subject;
  }

  function decide(subject: Subject): void {
    const nowMs = clock.nowMs();
    for (const key of subject.keys) held.delete(key);
    const isRemoval = [...subject.keys].some((key) => isSurplus(world, key));
    const surplus = isRemoval ? [...keys, ...held, ...busy.keys()].filter((key) => isSurplus(world, key)) : [];
    const { wanted, seen } = excerpt(world, subject, surplus, nowMs);
    const decision = settings.rules(wanted, seen, memory(), { ...limits, changes: Number.POSITIVE_INFINITY });
    const isMeant = (action: Action): boolean =>
      "key" in action ? subject.keys.has(action.key) : action.act !== "delete-agent" || action.id !== "";
    const about = (id: string): string => id.slice(id.indexOf("/") + 1);
    const isOurs = ({ id }: RemotePortAlarm): boolean =>
      subject.keys.has(about(id)) || subject.hosts.has(about(id)) || (isRemoval && about(id) === "site");
    settle([...raised.filter((alarm) => !isOurs(alarm)), ...decision.alarms.filter(isOurs)]);
    const settled = unsettled
      .without(decision.actions)
      .filter(isMeant)
      .filter((action) => action.act !== "report-state" || isBoundTo(decision.actions, subject, action.host));
    // What cleans up is decided on anew without the rest, so that it is done at once: later on somebody may have come there.
    const others = settled.filter((action) => !isCleanup(action));
    if (others.length > 0) lookInto(settled.filter(isCleanup));
    const actions = others.length > 0 ? others : settled;
    if (actions.length === 0) {
      for (const key of subject.keys) rest(key, nowMs, decision.isWaiting);
      return;
    }
    if (actions.some(isReaddressed) && nowMs - world.agentsReadAtMs > settings.retryMs) {
      askForAgents(subject);
      return;
    }
    remember(actions);
    void make(subject, actions);
  }

  /** Without its agent hosts are not told of another address, and keep the former one: nothing says when somebody deletes an agent. */
  function askForAgents({ keys: together, ...besides }: Subject): void {
    hosts = new Set([...hosts, ...besides.hosts]);
    macs = new Set([...macs, ...besides.macs]);
    for (const key of together) {
      const places = placesOf(world, key);
      unread.set(key, places);
      for (const place of places) looking().withAgentsAt(place);
    }
  }

  async function make(subject: Subject, actions: readonly Action[]): Promise<void> {
    const acting = new Set(actions.flatMap((action) => ("key" in action ? action.key : [])));
    for (const key of subject.keys) {
      if (acting.has(key)) {
        busy.set(key, placesOf(world, key));
        unsettled.begin(key, actions);
      } else rest(key, clock.nowMs(), true);
    }
    for (const action of actions) if (action.act === "device-up") unheard.said(action.key, clock.nowMs());
    const isClean = unsettled.clean(cleanedBy(actions));
    running++;
    try {
      learn(actions, await act(actions, realizer, settings.concurrency));
    } catch (thrown) {
      onTrouble("act", thrown);
    }
    running--;
    isClean();
    for (const key of acting) {
      const places = new Set([...(busy.get(key) ?? []), ...placesOf(world, key)]);
      busy.delete(key);
      unread.set(key, [...places]);
      for (const place of places) looking().later(place, settings.retryMs);
    }
    pump();
  }

  /** A port of which nothing is to be done now: it is looked at again when enough time has passed for something that waits for that. */
  function rest(key: string, nowMs: number, isWaiting: boolean): void {
    if (isSurplus(world, key)) held.add(key);
    const untilMs = Math.max(refused.get(key)?.untilMs ?? 0, (upAtMs.get(key) ?? Number.NEGATIVE_INFINITY) + limits.repeatUpMs);
    const isOver = untilMs <= nowMs || !world.wanted.all.has(key);
    if (isOver || !isWaiting) upAtMs.delete(key);
    if (isOver) refused.delete(key);
    else if (isWaiting) for (const place of placesOf(world, key)) looking().later(place, untilMs - nowMs);
  }

  /** Endpoints, and what hosts will be told, are written down before anything is made, so that it is found again after a crash. */
  function remember(actions: readonly Action[]): void {
    const vteps = actions.flatMap((action) =>
      action.act === "report-state" && !world.vteps.has(action.vtep) ? action.vtep : [],
    );
    for (const vtep of vteps) world.vteps.add(vtep);
    if (vteps.length > 0) keeper.note({ kind: "vteps", vteps });
    const up = actions.flatMap((action) => (action.act === "device-up" ? (world.wanted.all.get(action.key) ?? []) : []));
    const entries = expected(world.tables, up);
    if (entries.length > 0) keeper.note({ kind: "expected", entries });
  }

  function learn(actions: readonly Action[], { refused: newly, up, removals, failures }: Acted): void {
    const nowMs = clock.nowMs();
    const failed = new Set(failures.map(({ what }) => what));
    for (const action of actions) {
      if (!("host" in action) || failed.has(`${action.act} ${action.host}`)) continue;
      const { host } = action;
      const known = world.agents.get(host);
      if (action.act === "report-state")
        world.agents.set(host, { id: known?.id ?? "", host, tunnelingIp: action.vtep, heardAtMs: nowMs });
      if (action.act === "delete-agent") world.agents.delete(host);
    }
    for (const [key, why] of newly) refused.set(key, { untilMs: nowMs + settings.refusedMs, why });
    for (const key of up) upAtMs.set(key, nowMs);
    if (removals > 0) {
      const recent = removedAtMs.filter((atMs) => nowMs - atMs < limits.removalWindowMs).length;
      const beyond = removals - Math.max(0, limits.removals - recent);
      allowedRemovals = Math.max(0, allowedRemovals - Math.max(0, beyond));
      removedAtMs = [...removedAtMs, ...Array.from({ length: removals }, () => nowMs)].filter(
        (atMs) => nowMs - atMs < limits.removalWindowMs,
      );
      keeper.note({ kind: "removed", removedAtMs });
    }
    for (const { what, thrown } of failures) onTrouble(what, thrown);
  }

  function settle(next: readonly RemotePortAlarm[]): void {
    if (raised.length === 0 && next.length === 0) return;
    raised = next;
    alarms.settle(
      "network.remote_port.",
      next.map((alarm): Parameters<Alarms["settle"]>[1][number] => ({ ...alarm, site })),
    );
  }

  /** The rules with everything before them say what is to be looked at more closely. */
  function decideOnAll(): void {
    const { wanted, seen } = everything(world, clock.nowMs());
    const decision = settings.rules(wanted, seen, memory(), { ...limits, changes: Number.POSITIVE_INFINITY });
    settle(decision.alarms);
    held.clear();
    for (const { device_id } of seen.shadows) if (isSurplus(world, device_id)) held.add(device_id);
    lookInto(decision.actions);
    for (const key of keys) held.delete(key);
    // What was allowed is over with what it was allowed for.
    if (!seen.shadows.some(({ device_id }) => isSurplus(world, device_id))) allowedRemovals = 0;
  }

  function lookInto(actions: readonly Action[]): void {
    for (const action of actions) {
      if ("key" in action) keys.add(action.key);
      else if (action.act === "delete-agent") hosts.add(action.host);
      else if (action.act === "remove-fdb")
        for (const { networkId, mac, vtep } of action.entries) {
          macs.add(macPlace(networkId, mac));
          hosts.add(shadowHost(vtep));
        }
      else if (action.act === "remove-arp") for (const { networkId, mac } of action.entries) macs.add(macPlace(networkId, mac));
    }
  }

  return {
    changed(more, moreHosts = [], moreMacs = []) {
      for (const key of more) keys.add(key);
      for (const host of moreHosts) hosts.add(host);
      for (const mac of moreMacs) macs.add(mac);
      pump();
    },
    begin(places) {
      const isThere = (all: readonly string[]): boolean => places === undefined || all.some((place) => places.has(place));
      const waiting = [...unread].filter(([, all]) => isThere(all));
      return (found) => {
        for (const [key, all] of waiting) {
          // Unless something has been done there again meanwhile.
          if (unread.get(key) !== all) continue;
          unread.delete(key);
          unsettled.end(key);
          keys.add(key);
        }
        for (const host of unsettled.takeHeld()) hosts.add(host);
        if (found.isAll && !looking().isUnsure()) decideOnAll();
        for (const key of found.keys) keys.add(key);
        for (const host of found.hosts) hosts.add(host);
        for (const mac of found.macs) macs.add(mac);
        pump();
      };
    },
    heard(places) {
      for (const place of places) for (const { key } of world.wanted.find(place)) unheard.heard(key);
      pump();
    },
    isBusy: (place) => [...busy.values()].some((places) => places.includes(place)),
    memory,
    allow(removals) {
      allowedRemovals += removals;
    },
    stop() {
      isStopped = true;
    },
  };
}

/** Whether an agent is reported for the subject, or for somebody else who is only looked at. */
function isBoundTo(actions: readonly Action[], { keys }: Subject, host: string): boolean {
  return actions.some((action) => "key" in action && keys.has(action.key) && "host" in action && action.host === host);
}

function isReaddressed(action: Action): boolean {
  return action.act === "update-port" && action.change.fixed_ips !== undefined;
}
