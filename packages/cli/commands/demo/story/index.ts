import { cutOff } from "./cut-off.ts";
import { lostMaster } from "./lost-master.ts";
import { oneLogin } from "./one-login.ts";
import { rotation } from "./rotation.ts";
import type { Stage, Step } from "./types.ts";

export { type DoneStep, runStep, type Stage, type Step } from "./types.ts";

/** One login for all regions, and what happens when things break. */
export function tellStory(stage: Stage): readonly Step[] {
  return [...oneLogin(stage), ...rotation(stage), ...cutOff(stage), ...lostMaster(stage)];
}
