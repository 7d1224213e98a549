export type { MariadbReplicationOptions, MariadbSettings, MariadbState } from "./options.ts";
export { createMariadbReplication, type MariadbReplication } from "./replication.ts";
