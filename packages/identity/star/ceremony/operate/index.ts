export { type EmergencyOptions, emergencyPlan } from "./emergency.ts";
export { type EvictionOptions, evictionPlan } from "./evict.ts";
export { rotationPlan } from "./rotate.ts";
export { isReached, type OperatorAct, type OperatorPlan } from "./types.ts";
