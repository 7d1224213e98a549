export { type AddReplicaInput, addReplicaRun } from "./add-replica.ts";
export { type RunHands, runHands } from "./hands.ts";
export { type MoveReplicaInput, moveReplicaRun } from "./move-replica.ts";
export { type PromoteReplicaInput, promoteReplicaRun } from "./promote-replica.ts";
export { type RemoveReplicaInput, removeReplicaRun } from "./remove-replica.ts";
export { type ReplayInput, replayRun } from "./replay.ts";
export { type AddSiteInput, addSiteRun, type RemoveSiteInput, removeSiteRun } from "./sites.ts";
