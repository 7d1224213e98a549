export type { MariadbReplicationOptions, MariadbSettings, MariadbState } from "./options.ts";
export type { NodeLook, Order } from "./orders/types.ts";
export { createMariadbReplication, type MariadbReplication } from "./replication.ts";
