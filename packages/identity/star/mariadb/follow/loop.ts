import { clusterOf, type StarCluster } from "../../topology/clusters.ts";
import { setReadOnlyServer } from "../sql/index.ts";
import { perform } from "./act/index.ts";
import { decideClustered } from "./decide/clustered.ts";
import { decideMaster } from "./decide/master.ts";
import { decidePromoted } from "./decide/promoted.ts";
import { decideReplica } from "./decide/replica.ts";
import { keepMarking } from "./marks/keep-marking.ts";
import type { FollowNode } from "./node.ts";
import { observeClustered } from "./observe/clustered.ts";
import { createLagMeter } from "./observe/lag.ts";
import { type MasterLooks, observeMaster } from "./observe/master-node.ts";
import { readServer } from "./observe/own-server.ts";
import { observeReplica, type ReplicaLooks } from "./observe/replica.ts";
import type { FollowDecision, FollowLimits } from "./types.ts";

/** What a node last saw and decided. */
export interface Looked {
  readonly decision: FollowDecision;
  readonly follows: string | undefined;
  readonly lagMs: number | undefined;
}

/** One node's loop: observe, decide, tell, act. */
export interface FollowLoop {
  /** One turn. What it decided is told before it acts. */
  tick(): Promise<Looked>;
  close(): Promise<void>;
}

/** Between two measurements of the lag while all is well. */
const LAG_LONGEST_MS = 5000;

export function createFollowLoop(node: FollowNode, tell: (looked: Looked) => void): FollowLoop {
  const { openLocal, openRemote, clock, star } = node.options;
  const replicaLooks: ReplicaLooks = {
    aheadSinceMs: undefined,
    lagMs: undefined,
    heldMasters: [],
    askedAroundMs: Number.NEGATIVE_INFINITY,
  };
  const masterLooks: MasterLooks = { backSinceMs: undefined, minoritySinceMs: undefined };
  const lag = createLagMeter({ clock, openLocal, openRemote, ofStar: node.ofStar, longestMs: LAG_LONGEST_MS });
  const marking = keepMarking(node);
  let lagAtMs = Number.NEGATIVE_INFINITY;
  let measuring: Promise<void> | undefined;
  const limits = (): FollowLimits => ({ ...node.settings, holdDownMs: star().holdDownSeconds * 1000 });

  const lookReplica = async (): Promise<Looked> => {
    const seen = await observeReplica(node, replicaLooks);
    const follows = seen.own?.follows;
    return { decision: decideReplica(seen, limits()), follows, lagMs: replicaLooks.lagMs };
  };
  const lookMaster = async (): Promise<Looked> => {
    const seen = await observeMaster(node, masterLooks);
    const decision = decideMaster(seen, limits());
    if (seen.own !== undefined && seen.isReadOnly !== (decision.writes !== "here")) await closeOrOpen(decision);
    return { decision, follows: undefined, lagMs: undefined };
  };
  /** Also a stock Keystone beside us writes nothing at a master that must not be written to. */
  const closeOrOpen = async ({ writes }: FollowDecision): Promise<void> => {
    await setReadOnlyServer(node.local, writes !== "here").catch(() => undefined);
  };
  const lookPromoted = async (): Promise<Looked> => {
    const memory = node.memory.read();
    const server = await readServer(node.local).catch(() => undefined);
    const own = server && { isReadOnly: server.isReadOnly, follows: server.slave !== undefined };
    const promotion = memory.promotion as NonNullable<typeof memory.promotion>;
    return { decision: decidePromoted({ node: node.name, own, promotion, memory }), follows: undefined, lagMs: undefined };
  };
  const lookClustered = async (cluster: StarCluster): Promise<Looked> => {
    const seen = await observeClustered(node, replicaLooks, cluster);
    return { decision: decideClustered(seen, limits()), follows: seen.asReplica?.own?.follows, lagMs: replicaLooks.lagMs };
  };
  const look = (): Promise<Looked> => {
    if (node.memory.read().promotion?.node === node.name) return lookPromoted();
    const cluster = clusterOf(star(), node.name);
    if (cluster !== undefined && !cluster.isWritable) return lookClustered(cluster);
    return node.self().role === "master" ? lookMaster() : lookReplica();
  };
  /** Beside the loop: a replica that is behind must not hold it up. */
  const measureLag = ({ decision, follows }: Looked): void => {
    const isFollowing = follows !== undefined && (decision.rule === "well" || decision.rule === "behind");
    if (!isFollowing || node.self().delaySeconds !== undefined) return;
    if (measuring !== undefined || clock.monotonicMs() - lagAtMs < node.settings.askMs) return;
    lagAtMs = clock.monotonicMs();
    measuring = lag.measure(follows).then((lagMs) => {
      replicaLooks.lagMs = lagMs ?? replicaLooks.lagMs;
      measuring = undefined;
    });
  };

  return {
    async tick() {
      const looked = await look();
      tell(looked);
      if (looked.decision.writes === "here") await marking.turn();
      if (looked.decision.act !== undefined) await perform(node, looked.decision.act);
      measureLag(looked);
      return looked;
    },
    async close() {
      await lag.close();
      await measuring;
    },
  };
}
