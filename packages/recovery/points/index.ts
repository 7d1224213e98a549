export { type NextBackup, nextBackup } from "./next-backup.ts";
export { decideRetention, type Retention, type RetentionRules } from "./retention.ts";
export type { ChainRules, RecoveryPoint, SeenBackup } from "./types.ts";
