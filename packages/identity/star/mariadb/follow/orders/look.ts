import { mastersOf } from "../../../topology/queries.ts";
import { hasReachedGtid } from "../../sql/index.ts";
import type { NodeReport } from "../messages.ts";
import type { FollowNode } from "../node.ts";
import { followedNode, readServer } from "../observe/own-server.ts";
import type { NodeLook } from "./types.ts";

/** Looks at the own server and asks all masters, whoever was asked when. */
export async function lookAtNode(node: FollowNode, report: () => Promise<NodeReport>): Promise<NodeLook> {
  const { star, sourceOf, clock } = node.options;
  const server = await readServer(node.local).catch(() => undefined);
  const { promotion, hold, rebuilding, unverified, pinned } = node.memory.read();
  const isMaster = node.self().role === "master" || promotion?.node === node.name;
  const position = server && node.ofStar(isMaster ? server.binlog : server.applied);
  const names = mastersOf(star()).flatMap((one) => (one.node.name === node.name ? [] : [one.node.name]));
  const asked = [...new Set([...names, ...node.masterNames()])];
  await node.masters.ask(asked);
  const seen = asked.map((name) => node.masters.seen(name, "", Number.POSITIVE_INFINITY));
  const { slave } = server ?? {};
  return {
    report: await report(),
    server:
      server === undefined
        ? null
        : {
            isReadOnly: server.isReadOnly,
            follows: followedNode(star(), slave, sourceOf) ?? null,
            io: slave?.io ?? null,
            sql: slave?.sql ?? null,
            isDrained: slave === undefined || hasReachedGtid(node.ofStar(server.applied), node.ofStar(slave.fetched)),
            ownDomain: server.ownDomain,
          },
    masters: seen.map((one) => ({
      node: one.node,
      state: one.state,
      forMs: clock.monotonicMs() - one.sinceMs,
      hasAll: position !== undefined && one.position !== undefined && hasReachedGtid(one.position, position),
    })),
    hold: hold ?? null,
    isRebuilding: rebuilding !== undefined,
    isVerified: unverified === undefined,
    pinned: pinned?.master ?? null,
  };
}
