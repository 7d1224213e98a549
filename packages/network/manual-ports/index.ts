export { manualPortProblems } from "./check.ts";
export { type ManualPorts, openManualPorts } from "./kept.ts";
export { isManual, MANUAL_NODE, MANUAL_SITE } from "./names.ts";
export { tellManualPorts } from "./tell.ts";
export type { ManualPort } from "./types.ts";
