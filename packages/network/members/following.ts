import type { RpcMessage } from "@multisite/openstack/rpc";
import { answerSites, createHolds, createKeeper, createWaker, follow, type KeptState, macPlace } from "../connector/index.ts";
import { createIndexed } from "../indexed/index.ts";
import { createTables, told } from "../inventory/index.ts";
import { beginLog, type MirrorAnswer, record, recordPort } from "../mirror/index.ts";
import { decideMembers } from "../provision/index.ts";
import { L2POP_FAN_OUT } from "../realizers/l2pop/index.ts";
import { FLOOD_MAC } from "../remote-ports/index.ts";
import { aboutOf, actOn, type Refusal } from "./act.ts";
import { createDue } from "./due.ts";
import { createElsewhere } from "./elsewhere.ts";
import { asHeard, type Member, membersIn } from "./own.ts";
import { externalOf, type ReadMembers, readAll, readSome, type Scope } from "./read.ts";
import type { MemberFollower, MemberPorts, MemberSettings, RoutedNetwork } from "./types.ts";

/** Looks after each of which something was made; what is left then waits for the next pass. */
const MOST_LOOKS = 3;

/**
 * Follows the machines of a site's routed networks: each port gets a floating IP, the other sites hear of it and let it in, and all of it
 * goes with the port. What has changed is looked at, and everything at the beginning, after a gap in the feed, and from time to time.
 */
export function createMemberFollower(ports: MemberPorts, settings: MemberSettings): MemberFollower {
  const { site, clock, client, links, bus, store, alarms, others, networks, movedTo, onTrouble, inTurn } = ports;
  const keeper = createKeeper(store, state);
  const epoch = Math.max(clock.nowMs(), keeper.before.epoch + 1);
  const elsewhere = createElsewhere(site, keeper.before.copies);
  const log = beginLog(site, epoch);
  const due = createDue(clock, settings);
  const waker = createWaker(clock);
  const holds = createHolds(() => createWaker(clock));
  const own = createIndexed<Member>(({ port }) => [macPlace(port.network_id, port.mac_address)]);
  const externals = new Map<string, string | undefined>();
  const refused = new Map<string, Refusal & { readonly untilMs: number }>();
  const followed = new Set<string>();
  const doubts = new Map<string, string>();
  let signature = "";
  let isStopped = false;
  /** What the pass that fails did when it failed. */
  let isWriting = false;
  const stops: (() => unknown)[] = [];

  function state(): KeptState {
    return { epoch, vteps: [], removedAtMs: [], told: [], copies: elsewhere.copies };
  }
  const isGone = (address: string): boolean => (movedTo(address) ?? site) !== site;

  /** Brings one network to what its machines are; gives how it was read last. What could not be written is tried again. */
  async function bring(routed: RoutedNetwork, scope: Scope | undefined): Promise<ReadMembers> {
    const { network, networkId, groupId, projectId } = routed;
    const before = [...(scope?.macs ?? [])].flatMap((mac) => own.find(macPlace(networkId, mac)));
    const led = before.flatMap(({ floatingIps }) => floatingIps.map(({ id }) => id));
    for (let looks = 0; ; looks++) {
      const seen = scope === undefined ? await readAll(client, routed) : await readSome(client, routed, scope, led);
      const { addresses, isWhole } = elsewhere.of(network);
      const known = scope === undefined ? addresses : elsewhere.among(network, scope.addresses);
      const moved = new Set(seen.floatingIps.flatMap((one) => (movedTo(one.floating_ip_address) ? one.floating_ip_address : [])));
      const wanted = {
        ...{ network, site, projectId, vni: undefined },
        membersElsewhere: { addresses: known, isWhole },
        movedAddresses: moved,
      };
      const actions = decideMembers(wanted, { externalNetworkId: externals.get(networkId), groupId }, seen);
      if (scope === undefined) forget(network.name, new Set(actions.map(aboutOf)));
      const open = actions.filter((action) => (refused.get(keyOf(network.name, aboutOf(action)))?.untilMs ?? 0) <= clock.nowMs());
      if (open.length === 0 || looks === MOST_LOOKS || isStopped) return seen;
      const acted = await actOn(client, open, { site, network: network.name, concurrency: settings.concurrency });
      for (const action of open) refused.delete(keyOf(network.name, aboutOf(action)));
      for (const [about, refusal] of acted.refused)
        refused.set(keyOf(network.name, about), { ...refusal, untilMs: clock.nowMs() + settings.refusedMs });
      if (acted.failures.length > 0) {
        isWriting = true;
        throw acted.failures[0];
      }
    }
  }

  /** What is asked for no more is refused no more. */
  function forget(network: string, asked: ReadonlySet<string>): void {
    for (const key of [...refused.keys()]) {
      const [of, about = ""] = key.split(" ");
      if (of === network && !asked.has(about)) refused.delete(key);
    }
  }

  async function lookAtAll(local: readonly RoutedNetwork[]): Promise<boolean> {
    const found: Member[] = [];
    for (const routed of local) {
      externals.set(routed.networkId, await externalOf(client, routed, site));
      found.push(...membersIn(routed.network.name, await bring(routed, undefined)));
    }
    own.clear();
    for (const member of found) own.set(member.port.id, member);
    const heard = new Map(found.flatMap((member) => pairOf(member)));
    return record(
      log,
      { isWhole: true, ports: heard },
      local.map(({ network }) => network.name),
    );
  }

  async function lookAtSome(routed: RoutedNetwork, scope: Scope): Promise<boolean> {
    const { network, networkId } = routed;
    const seen = await bring(routed, scope);
    const before = [...scope.macs].flatMap((mac) => own.find(macPlace(networkId, mac)));
    const now = membersIn(network.name, seen);
    for (const { port } of before) own.delete(port.id);
    for (const member of now) own.set(member.port.id, member);
    for (const mac of scope.macs) {
      const there = own.find(macPlace(networkId, mac));
      due.watch(
        networkId,
        mac,
        there.some(({ port }) => port.status !== "ACTIVE"),
      );
    }
    if (log.version === 0) return false;
    const heard = new Map(now.flatMap((member) => pairOf(member)));
    const ids = new Set([...before, ...now].map(({ port }) => port.id));
    return [...ids].map((id) => recordPort(log, id, heard.get(id))).some((isNews) => isNews);
  }

  function pairOf(member: Member) {
    const port = asHeard(member, isGone);
    return port === undefined ? [] : [[port.id, port] as const];
  }

  async function pass(): Promise<void> {
    const local = networks();
    const next = JSON.stringify(local);
    if (next !== signature) due.all();
    signature = next;
    const scopes = due.take(local);
    try {
      if (scopes === undefined) {
        if (await lookAtAll(local)) holds.wakeAll();
        due.done();
        return;
      }
      for (const routed of local) {
        const scope = scopes.get(routed.networkId);
        if (scope !== undefined && (await lookAtSome(routed, scope))) holds.wakeAll();
      }
    } catch (thrown) {
      if (scopes === undefined) due.all();
      for (const [networkId, scope] of scopes ?? []) due.again(networkId, scope);
      throw thrown;
    } finally {
      keeper.flush();
      alarms.settle(
        "network.member.refused/",
        [...refused.values()].map(({ alarm }) => alarm),
      );
    }
  }

  async function run(): Promise<void> {
    while (!isStopped) {
      let waitMs = 0;
      try {
        followSites();
        await inTurn(pass);
        waitMs = Math.min(due.idleMs(), retryInMs());
      } catch (thrown) {
        waitMs = settings.retryMs;
        onTrouble(isWriting ? "act" : "look", thrown);
        isWriting = false;
      }
      if (waitMs > 0 && !isStopped) await waker.wait(waitMs);
    }
  }

  /** What Neutron refused is tried again with a look at everything. */
  function retryInMs(): number {
    const untilMs = Math.min(...[...refused.values()].map((one) => one.untilMs));
    if (untilMs <= clock.nowMs()) due.all();
    return Math.max(0, untilMs - clock.nowMs());
  }

  function hear(message: RpcMessage): void {
    const ids = new Set(networks().map(({ networkId }) => networkId));
    const all = told(createTables(), message).filter(({ networkId, mac }) => ids.has(networkId) && mac !== FLOOD_MAC);
    for (const { networkId, mac } of all) due.mac(networkId, mac);
    if (all.length > 0) waker.wake();
  }

  function learn(other: string, answer: MirrorAnswer): void {
    const changed = elsewhere.learn(other, answer);
    keeper.note({ kind: "answer", answer });
    // Of a site that speaks of a network anew, what was kept for it may go: that is looked for among everything.
    if (answer.ports !== undefined) due.all();
    for (const one of changed) due.address(one);
    waker.wake();
  }

  /** A site whose word is not believed is an alarm until it is again. */
  function doubt(other: string, why: string | undefined): void {
    if (doubts.get(other) === why) return;
    if (why === undefined) doubts.delete(other);
    else doubts.set(other, why);
    const next = "multisite network status";
    alarms.settle(
      "network.member.doubted/",
      [...doubts].map(([about, cause]) => ({ id: `network.member.doubted/${about}`, severity: "critical", site, cause, next })),
    );
  }

  function followSites(): void {
    for (const other of others().keys()) {
      if (followed.has(other)) continue;
      followed.add(other);
      const follower = {
        site: other,
        node: () => others().get(other),
        copy: () => elsewhere.copies.get(other),
        learn: (answer: MirrorAnswer) => learn(other, answer),
        heard: () => {},
        doubted: (why: string | undefined) => doubt(other, why),
      };
      const isOver = (): boolean => isStopped || !others().has(other);
      const { holdMs, retryMs } = settings;
      void follow(follower, { links, subject: "network.members", clock, holdMs, retryMs }, isOver, onTrouble).then(() =>
        followed.delete(other),
      );
    }
  }

  const wake = (): void => {
    due.all();
    waker.wake();
  };
  return {
    start() {
      answerSites(links, "network.members", () => log, holds.changed, settings.holdMs);
      stops.push(bus.listen(L2POP_FAN_OUT, hear, wake));
      void run();
    },
    wake,
    elsewhere: elsewhere.of,
    list: elsewhere.list,
    refused: () => new Map([...refused].map(([key, { why }]) => [key.split(" ")[1] ?? "", why])),
    stop() {
      isStopped = true;
      waker.wake();
      for (const stop of stops) stop();
    },
  };
}

function keyOf(network: string, about: string): string {
  return `${network} ${about}`;
}
