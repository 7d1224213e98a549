export { type Comparison, isEqual } from "./compare.ts";
export { exportDifferences } from "./export.ts";
export { takeSnapshot } from "./snapshot.ts";

export { compareMovingCopies } from "./verify-moving.ts";
export { type OpenSession, type Verification, verifyReplica } from "./verify-replica.ts";
