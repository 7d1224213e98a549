import type { Step } from "../types.ts";
import { formatMs } from "../wait.ts";
import { noneLost, type PlaneScene } from "./scene.ts";

const WATCH_MS = 2000;

/** Two instances of one VNF in two clouds. */
export function heartbeats(scene: PlaneScene): readonly Step[] {
  return [
    {
      title: "hss-a in east and hss-b in north send each other heartbeats over it, every 100 ms",
      async run(tell) {
        const startedMs = scene.clock.monotonicMs();
        await Promise.all([scene.boot("hss-a", "compute-1", "east"), scene.boot("hss-b", "compute-1", "north")]);
        const pair = scene.pair("hss-a", "hss-b");
        await pair.untilAlive();
        const firstMs = scene.clock.monotonicMs() - startedMs;
        pair.count();
        const count = await scene.watch(pair, WATCH_MS, tell);
        noneLost(count, "between two ports that nobody touched");
        return `they hear each other ${formatMs(firstMs)} after their ports were made; then ${count.sent} sent, ${count.sent - count.lost} received`;
      },
    },
  ];
}
