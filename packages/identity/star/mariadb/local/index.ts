export { placeOnThisMachine } from "./files.ts";
export { startLocalStar } from "./start.ts";
export type { LocalNode, LocalStar, LocalStarOptions, LocalStep } from "./types.ts";
