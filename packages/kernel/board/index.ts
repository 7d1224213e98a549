export { openBoard } from "./board.ts";
export type { Board } from "./types.ts";
