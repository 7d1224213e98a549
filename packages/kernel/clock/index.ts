export { createSimulatedClock, type SimulatedClock } from "./simulated.ts";
export { systemClock } from "./system.ts";
export type { Clock } from "./types.ts";
