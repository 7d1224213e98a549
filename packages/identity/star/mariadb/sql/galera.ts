import type { MariadbConnection } from "@multisite/kernel/sql";
import { readStatus } from "./server.ts";

/** What a node says of its Galera cluster (`wsrep_*`). */
export interface GaleraStatus {
  /** False: the node is not in the part of the cluster that has the majority, and takes neither reads nor writes. */
  readonly isPrimary: boolean;
  /** `Synced`, `Donor/Desynced`, `Joining`, `Joined`, `Initialized`. */
  readonly state: string;
  /** Takes statements. */
  readonly ready: boolean;
  readonly connected: boolean;
  /** Nodes and arbitrators that see each other. */
  readonly size: number;
  /** Of the cluster's history: nodes of one cluster have the same. */
  readonly clusterId: string;
  /** The last write set that was committed here; equal on all nodes when nothing is written. */
  readonly lastCommitted: number;
  /** Part of the time since the last look that replication stood still because a node was behind. */
  readonly flowControlPaused: number;
  /** Write sets that wait to be applied here. */
  readonly receiveQueue: number;
  readonly provider: string;
  /** Addresses at which the nodes take clients, as `HOST:PORT`; the same at each node of one part of the cluster. */
  readonly members: readonly string[];
}

/** undefined on a server that is in no cluster. */
export async function readGaleraStatus(connection: MariadbConnection): Promise<GaleraStatus | undefined> {
  const status = await readStatus(connection, "wsrep_%");
  const text = (name: string): string => status.get(`wsrep_${name}`) ?? "";
  if (!status.has("wsrep_provider_name") || text("provider_name") === "") return undefined;
  return {
    isPrimary: text("cluster_status") === "Primary",
    state: text("local_state_comment"),
    ready: text("ready") === "ON",
    connected: text("connected") === "ON",
    size: Number(text("cluster_size")),
    clusterId: text("cluster_state_uuid"),
    lastCommitted: Number(text("last_committed")),
    flowControlPaused: Number(text("flow_control_paused")),
    receiveQueue: Number(text("local_recv_queue")),
    provider: text("provider_version"),
    members: text("incoming_addresses")
      .split(",")
      .filter((address) => address !== ""),
  };
}

/**
 * Makes the part of the cluster that this node is in the primary one, although it has no majority. Only when the other part is known
 * to be dead: two primary parts are two histories.
 */
export async function declarePrimary(connection: MariadbConnection): Promise<void> {
  await connection.all("SET GLOBAL wsrep_provider_options = 'pc.bootstrap=true'");
}
