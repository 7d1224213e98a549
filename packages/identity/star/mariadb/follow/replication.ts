import { messageOf } from "@multisite/kernel/errors";
import type { Replication, ReplicationStatus } from "../../replication/types.ts";
import { formatGtidPosition, hasReachedGtid, parseGtidPosition, readGtidPositions } from "../sql/index.ts";
import { toAlarms } from "./alarms.ts";
import { createFollowLoop, type Looked } from "./loop.ts";
import { readNewestMark } from "./marks/mark.ts";
import { type NodeReport, REPORT_SUBJECT } from "./messages.ts";
import { createFollowNode } from "./node.ts";
import type { MariadbReplicationOptions, MariadbState } from "./options.ts";
import { carryOut } from "./orders/carry-out.ts";
import { lookAtNode } from "./orders/look.ts";
import { type NodeLook, ORDER_SUBJECT, type Order } from "./orders/types.ts";
import { requireMayOrder } from "./orders/who-may.ts";
import { createWaiting } from "./waiting.ts";

/** Replication of one node on MariaDB, as its agent holds it: it watches, moves, compares and repairs its own server. */
export interface MariadbReplication extends Replication {
  /** Answers other nodes, and looks after the own server, until it is stopped. The server itself goes on replicating afterwards. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** One turn of the loop; for tests and runs that will not wait for the next. */
  tick(): Promise<Looked>;
  /** What an operator's run asks of this node; of others it is asked over the links. */
  order(order: Order): Promise<NodeLook>;
  /** Nodes that take writes, as known here, best first. */
  writers(): readonly string[];
  writesNow(): MariadbState["writes"];
  /** Why the node must not serve; undefined: it may. */
  fence(): string | undefined;
}

export function createMariadbReplication(options: MariadbReplicationOptions): MariadbReplication {
  const { links, clock, log, alarms } = options;
  const node = createFollowNode(options);
  const waiting = createWaiting(options.openLocal);
  let last: Looked | undefined;
  let state: MariadbState = { writes: "unavailable", fence: "its data have not been looked at yet", reason: undefined };
  let told = "";
  let turn: Promise<unknown> = Promise.resolve();
  let stopTicking = (): void => {};

  const tell = (looked: Looked): void => {
    last = looked;
    const { decision } = looked;
    alarms.settle(`star.mariadb.`, toAlarms(node, decision));
    const writes = decision.writes ?? (node.masterNames().length > 0 ? "forward" : "unavailable");
    const fence = decision.serves ? undefined : (decision.reason ?? "it does not serve");
    state = { writes, fence, reason: decision.reason };
    const text = JSON.stringify(state);
    if (text === told) return;
    told = text;
    log.info({ ...state, rule: decision.rule, follows: looked.follows }, "replication state");
    options.onState?.(state);
  };
  const loop = createFollowLoop(node, tell);
  /** One turn at a time, whoever asks for it. */
  const tick = (): Promise<Looked> => {
    const next = turn.then(() => loop.tick());
    turn = next.catch((thrown) => log.warn({ err: thrown }, `replication: ${messageOf(thrown)}`));
    return next;
  };
  const own = async () => {
    const { binlog, slave } = await readGtidPositions(node.local);
    const isMaster = node.self().role === "master" || node.memory.read().promotion?.node === node.name;
    return node.ofStar(isMaster ? binlog : slave);
  };
  /** As measured; of a replica that is kept behind, or has no master, by the last mark that is here and so by two clocks. */
  const lagOf = async (looked: Looked | undefined): Promise<number | undefined> => {
    if (looked === undefined || node.self().role !== "replica") return undefined;
    if (looked.decision.rule === "well" && node.self().delaySeconds === undefined) return looked.lagMs;
    const mark = await readNewestMark(node.local).catch(() => undefined);
    return mark && Math.max(0, clock.nowMs() - mark.atMs);
  };
  const report = async (): Promise<NodeReport> => ({
    node: node.name,
    follows: last?.follows ?? null,
    serves: last?.decision.serves ?? false,
    state: last?.decision.state ?? "catching-up",
    reason: last?.decision.reason ?? null,
    position: formatGtidPosition(await own()),
    mark: (await readNewestMark(node.local).catch(() => undefined)) ?? null,
    promotion: node.memory.read().promotion ?? null,
  });
  const carry = (order: Order): Promise<NodeLook> => {
    // Between two turns of the loop, never beside one.
    const done = turn.then(async () => {
      const found = await carryOut(node, order, () => lookAtNode(node, report));
      if (order.order !== "look") last = await loop.tick().catch(() => last);
      return { ...(await lookAtNode(node, report)), ...(found === undefined ? {} : { found }) };
    });
    turn = done.catch(() => undefined);
    return done;
  };
  const role = () => (last?.decision.writes === "here" ? "writer" : "replica");

  return {
    async start() {
      links.answer(REPORT_SUBJECT, report);
      links.answer(ORDER_SUBJECT, async (body, from) => {
        await requireMayOrder(node, body as Order, from, state.writes === "here");
        return await carry(body as Order);
      });
      stopTicking = clock.every(node.settings.tickMs, async () => {
        await tick().catch(() => undefined);
      });
    },
    async stop() {
      stopTicking();
      await turn;
      await Promise.all([loop.close(), waiting.close(), node.masters.close(), node.local.close()]);
    },
    tick,
    order: carry,
    writers: () => (role() === "writer" ? [node.name] : node.masterNames()),
    writesNow: () => state.writes,
    fence: () => state.fence,
    role,
    position: async () => formatGtidPosition(await own()),
    hasReached: async (position) => hasReachedGtid(await own(), node.ofStar(parseGtidPosition(position))),
    async waitFor(position, timeoutMs) {
      const wanted = node.ofStar(parseGtidPosition(position));
      if (hasReachedGtid(await own(), wanted)) return true;
      return await waiting.waitFor(formatGtidPosition(wanted), timeoutMs);
    },
    async status(): Promise<ReplicationStatus> {
      const { follows, decision } = last ?? {};
      const lagMs = await lagOf(last);
      return {
        engine: "mariadb",
        ...(follows === undefined ? {} : { follows }),
        position: await own().then(formatGtidPosition, () => ""),
        ...(lagMs === undefined ? {} : { lagMs }),
        state: decision?.state ?? "catching-up",
        ...(decision?.reason === undefined ? {} : { reason: decision.reason }),
      };
    },
  };
}
