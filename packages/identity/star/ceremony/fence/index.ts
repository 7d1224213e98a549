export { fenceDecision } from "./decision.ts";
export { type FenceKeeper, type FenceKeeperOptions, type FenceLook, openFence } from "./keeper.ts";
export type { Exchanged, Fence, FenceCode, FenceDecision, FenceMemory, FenceObservations, Mark } from "./types.ts";
