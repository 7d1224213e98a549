export { type CollectOptions, collectStarStatus, STATUS_SUBJECT } from "./collect.ts";
export { judgeStar } from "./judge.ts";
export type { KeyStatus, NodeStatus, SeenNode, StarHealth, StarStatus, Verdict } from "./types.ts";
