import { cutOff } from "./cut-off.ts";
import { lostMaster } from "./lost-master.ts";
import { oneLogin } from "./one-login.ts";
import { backupPlane } from "./plane/index.ts";
import { rotation } from "./rotation.ts";
import type { Stage, Step } from "./types.ts";

export { type DoneStep, runStep, type Stage, type Step, type Tell } from "./types.ts";

/** One login for all regions, one plane over three clouds, and what happens when things break. */
export function tellStory(stage: Stage): readonly Step[] {
  return [...oneLogin(stage), ...rotation(stage), ...cutOff(stage), ...lostMaster(stage), ...backupPlane(stage)];
}
