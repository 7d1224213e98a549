export { replayRows } from "./replay.ts";
