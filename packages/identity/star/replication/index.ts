export type { Replication, ReplicationRole, ReplicationState, ReplicationStatus } from "./types.ts";
