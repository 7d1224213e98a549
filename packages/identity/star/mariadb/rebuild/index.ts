export { type Rebuilt, rebuildReplica } from "./rebuild-replica.ts";
