import type { StarCluster } from "../../../topology/clusters.ts";
import { numbersOf } from "../../render/numbers.ts";
import type { ClusteredSeen } from "../decide/clustered.ts";
import type { FollowNode } from "../node.ts";
import { readServer } from "./own-server.ts";
import { observeReplica, type ReplicaLooks } from "./replica.ts";

/** Looks at the own server; at masters only as the link of the cluster. */
export async function observeClustered(node: FollowNode, looks: ReplicaLooks, cluster: StarCluster): Promise<ClusteredSeen> {
  const server = await readServer(node.local).catch(() => undefined);
  const { domain } = numbersOf(node.options.star()).ofCluster(cluster);
  const isWritten = node.memory.read().writtenDomain === domain;
  const link = linkOf(cluster, server?.galera?.members ?? []);
  return {
    node: node.name,
    own: server && {
      galera: server.galera,
      isReadOnly: server.isReadOnly,
      isPointed: server.slave !== undefined,
      ownDomain: server.writers.some((writer) => writer.domain === domain) && !isWritten ? domain : undefined,
    },
    link,
    asReplica: link === node.name ? await observeReplica(node, looks) : undefined,
  };
}

/** The first of the nodes that may be it which Galera counts as a member: the same at each node of the majority. */
function linkOf({ links }: StarCluster, members: readonly string[]): string | undefined {
  return links.find(({ node }) => members.includes(`${node.address}:${node.ports.database}`))?.node.name;
}
