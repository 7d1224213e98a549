import { findNode, findSite } from "../../../topology/queries.ts";
import { hasReachedGtid } from "../../sql/index.ts";
import { isForkedAtMark } from "../marks/mark.ts";
import type { FollowNode } from "../node.ts";
import type { MasterSeen, OwnServer, ReplicaSeen } from "../types.ts";
import { followedNode, readServer, type ServerState } from "./own-server.ts";
import { askReports, learnPromotion, otherMembers, siblingNames } from "./reports.ts";

/** What is remembered from one look to the next, of this process only. */
export interface ReplicaLooks {
  aheadSinceMs: number | undefined;
  lagMs: number | undefined;
  /** Masters that have set themselves aside, as they lost what they had acknowledged; as of when nodes were last asked for news. */
  heldMasters: readonly string[];
  /** When nodes of other sites were last asked for news. */
  askedAroundMs: number;
}

/** Looks at the own server, at masters as far as it matters now, and at the other replicas of the site. */
export async function observeReplica(node: FollowNode, looks: ReplicaLooks): Promise<ReplicaSeen> {
  const { clock } = node.options;
  const server = await readServer(node.local).catch(() => undefined);
  const own = server && toOwn(node, server);
  const asked = whomToAsk(node, own, looks);
  const askedMs = clock.monotonicMs();
  const [reports] = await Promise.all([askReports(node, asked.siblings), node.masters.ask(asked.masters)]);
  if (asked.isAround) learnPromotion(node, node.masterNames(), reports);
  const masters = node.masterNames().map((name) => seenMaster(node, name));
  if (asked.isAround) looks.heldMasters = reports.filter(({ state }) => state === "held").map(({ node: name }) => name);
  // What this node had before the master was asked, the master must have had too. One that only joins will have it yet.
  const judged = masters.filter(
    ({ node: name, state }) =>
      node.masters.lastAskedMs(name) >= askedMs && (state === "ready" || (state === "idle" && looks.heldMasters.includes(name))),
  );
  const isAhead = own !== undefined && judged.every((master) => !hasReachedGtid(master.position ?? new Map(), own.position));
  if (judged.length > 0) looks.aheadSinceMs = isAhead ? (looks.aheadSinceMs ?? askedMs) : undefined;
  const failure = own?.slave?.sqlFailure;
  return {
    node: node.name,
    atMs: clock.monotonicMs(),
    own,
    home: node.home(),
    isSent: node.memory.read().pinned?.reached === false,
    isDelayed: node.self().delaySeconds !== undefined,
    masters,
    siblings: reports
      .filter(({ node: name }) => siblingNames(node).includes(name))
      .map(({ node: name, follows, serves }) => ({ node: name, follows: follows ?? undefined, serves })),
    memory: node.memory.read(),
    ...(looks.aheadSinceMs === undefined ? {} : { aheadSinceMs: looks.aheadSinceMs }),
    chain: failure !== undefined && isForkedAtMark(failure) ? "forked" : "continues",
    ...(looks.lagMs === undefined ? {} : { lagMs: looks.lagMs }),
  };
}

/** Asking a master crosses a link: only the followed one and seldom while all is well, all of them when something is not. */
function whomToAsk(
  node: FollowNode,
  own: OwnServer | undefined,
  looks: ReplicaLooks,
): { readonly masters: readonly string[]; readonly siblings: readonly string[]; readonly isAround: boolean } {
  if (own === undefined) return { masters: [], siblings: [], isAround: false };
  const { unverified, verified, hold } = node.memory.read();
  const { aheadSinceMs } = looks;
  const followed = own.follows;
  const isWell =
    followed === node.home() &&
    own.slave?.io === "yes" &&
    own.slave.sql &&
    unverified === undefined &&
    verified !== undefined &&
    aheadSinceMs === undefined;
  const state = followed === undefined ? "gone" : node.masters.seen(followed, "", Number.POSITIVE_INFINITY).state;
  const isSettled = isWell && (state === "ready" || state === "unasked");
  const isDue = (name: string): boolean =>
    node.options.clock.monotonicMs() - node.masters.lastAskedMs(name) >= node.settings.askMs;
  if (isSettled || hold !== undefined)
    return { masters: followed !== undefined && isDue(followed) ? [followed] : [], siblings: [], isAround: false };
  const isAway =
    own.slave?.io === "yes" && own.slave.sql && unverified === undefined && state === "ready" && aheadSinceMs === undefined;
  const all = node.masterNames();
  // Somewhere an operator may have promoted another node: whoever sees no master asks around, but seldom.
  const isLost = !all.some((name) => node.masters.seen(name, "", Number.POSITIVE_INFINITY).state === "ready");
  const nowMs = node.options.clock.monotonicMs();
  const isTime = isLost && nowMs - looks.askedAroundMs >= node.settings.askMs;
  if (isTime) looks.askedAroundMs = nowMs;
  const others = isTime ? otherMembers(node) : siblingNames(node);
  return { masters: isAway ? all.filter(isDue) : all, siblings: others, isAround: isTime };
}

function seenMaster(node: FollowNode, name: string): MasterSeen {
  const { askMs, answerMs, tickMs } = node.settings;
  const site = findNode(node.options.star(), name)?.site.name ?? findSite(node.options.star(), name)?.name ?? "";
  return node.masters.seen(name, site, 2 * (askMs + answerMs + tickMs));
}

function toOwn(node: FollowNode, server: ServerState): OwnServer {
  const { star, sourceOf } = node.options;
  const promoted = node.memory.read().promotion?.domain;
  const errant = server.writers.filter(({ server: writer, domain }) => writer === server.serverId && domain !== promoted);
  return {
    follows: followedNode(star(), server.slave, sourceOf),
    slave: server.slave && { ...server.slave, fetched: node.ofStar(server.slave.fetched) },
    position: node.ofStar(server.applied),
    errant: errant.map(({ gtid }) => gtid),
    isReadOnly: server.isReadOnly,
    startedAtMs: server.startedAtMs,
  };
}
