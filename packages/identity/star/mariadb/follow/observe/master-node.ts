import { findNode, mastersOf } from "../../../topology/queries.ts";
import { parseGtidPosition } from "../../sql/index.ts";
import type { FollowNode } from "../node.ts";
import type { MasterNodeSeen } from "../types.ts";
import { readServer } from "./own-server.ts";
import { askReports, learnPromotion, otherMembers } from "./reports.ts";

/** What is remembered from one look to the next, of this process only. */
export interface MasterLooks {
  backSinceMs: number | undefined;
  minoritySinceMs: number | undefined;
}

/** A restart moves it by more than the rounding to seconds does. */
const SAME_START_MS = 3000;

/** Looks at the own server; at all others only when it must reconcile, or sees no majority. */
export async function observeMaster(
  node: FollowNode,
  looks: MasterLooks,
): Promise<MasterNodeSeen & { readonly isReadOnly: boolean }> {
  const { clock, star } = node.options;
  const server = await readServer(node.local).catch(() => undefined);
  const nowMs = clock.monotonicMs();
  const galera = server?.galera;
  const isMember = server !== undefined && (galera === undefined || (galera.isPrimary && galera.ready));
  noteAbsence(node, server?.startedAtMs, isMember);
  looks.minoritySinceMs = galera !== undefined && !galera.isPrimary ? (looks.minoritySinceMs ?? nowMs) : undefined;
  const isBack = isMember && node.memory.read().unverified !== undefined;
  looks.backSinceMs = isBack ? (looks.backSinceMs ?? nowMs) : undefined;
  const others = mastersOf(star()).flatMap((one) => (one.node.name === node.name ? [] : [one.node.name]));
  const isDue = (name: string): boolean => nowMs - node.masters.lastAskedMs(name) >= node.settings.askMs;
  const isTroubled = isBack || !isMember;
  const [reports] = await Promise.all([
    isTroubled ? askReports(node, otherMembers(node)) : [],
    node.masters.ask(isTroubled ? others : others.filter(isDue)),
  ]);
  if (isTroubled) learnPromotion(node, others, reports);
  const { promotion, ...rest } = node.memory.read();
  const { askMs, answerMs } = node.settings;
  return {
    node: node.name,
    atMs: clock.monotonicMs(),
    own: server && {
      galera,
      position: node.ofStar(server.binlog),
      errant:
        galera === undefined ? [] : server.writers.filter(({ domain }) => domain === server.ownDomain).map(({ gtid }) => gtid),
    },
    others: others.map((name) => node.masters.seen(name, findNode(star(), name)?.site.name ?? "", 2 * (askMs + answerMs))),
    replicas: reports
      .filter((report) => findNode(star(), report.node)?.node.role === "replica")
      .map((report) => ({ node: report.node, position: node.ofStar(parseGtidPosition(report.position)) })),
    ...(looks.backSinceMs === undefined ? {} : { backSinceMs: looks.backSinceMs }),
    ...(looks.minoritySinceMs === undefined ? {} : { minoritySinceMs: looks.minoritySinceMs }),
    ...(promotion === undefined ? {} : { promotion }),
    memory: rest,
    isReadOnly: server?.isReadOnly ?? false,
  };
}

/** Whoever was away reconciles before it serves again, also when nobody looked meanwhile: its server was started again. */
function noteAbsence({ memory, name }: FollowNode, startedAtMs: number | undefined, isMember: boolean): void {
  const { unverified, verified } = memory.read();
  if (unverified !== undefined) return;
  const before = verified?.starts[name];
  if (!isMember) memory.change({ unverified: "it was not in the cluster" });
  else if (startedAtMs !== undefined && (before === undefined || Math.abs(startedAtMs - before) >= SAME_START_MS)) {
    memory.change({ unverified: "its server was started again" });
  }
}
