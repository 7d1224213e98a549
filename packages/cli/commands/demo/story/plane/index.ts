import type { Stage, Step } from "../types.ts";
import { applied } from "./applied.ts";
import { heartbeats } from "./heartbeats.ts";
import { lostConnector } from "./lost-connector.ts";
import { migration } from "./migration.ts";
import { realized } from "./realized.ts";
import { openScene } from "./scene.ts";
import { virtualAddress } from "./virtual-address.ts";

/** A backup plane over three clouds that know nothing of each other, and what its instances notice when things move and die. */
export function backupPlane(stage: Stage): readonly Step[] {
  const scene = openScene(stage);
  return [
    ...applied(scene),
    ...heartbeats(scene),
    ...migration(scene),
    ...lostConnector(scene),
    ...virtualAddress(scene),
    ...realized(scene),
  ];
}
