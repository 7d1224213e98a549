import { notAsTold, type Step } from "../types.ts";
import { formatMs } from "../wait.ts";
import { noneLost, type PlaneScene } from "./scene.ts";

const WATCH_MS = 1000;

/** A site without its agent: its ports go on, and what changes in other sites comes to it later. */
export function lostConnector(scene: PlaneScene): readonly Step[] {
  const { star, clock } = scene;
  return [
    {
      title: "the agent of north dies with its connector, and hss-c boots in west",
      async run(tell) {
        const pair = scene.pair("hss-a", "hss-b");
        pair.count();
        await star.node("north-1").stop();
        const startedMs = clock.monotonicMs();
        await scene.boot("hss-c", "compute-1", "west");
        const heard = scene.pair("hss-a", "hss-c");
        const unheard = scene.pair("hss-b", "hss-c");
        await heard.untilAlive();
        const tookMs = clock.monotonicMs() - startedMs;
        const before = pair.count();
        const after = await scene.watch(pair, WATCH_MS, tell);
        const count = { sent: before.sent + after.sent, lost: before.lost + after.lost };
        noneLost(count, "while the agent of north was gone");
        const { sent, lost } = unheard.count();
        if (sent > lost) throw notAsTold("north heard of hss-c without its agent");
        return `${count.sent} heartbeats of hss-a and hss-b meanwhile, none lost; east hears hss-c after ${formatMs(tookMs)}, north cannot know it yet`;
      },
    },
    {
      title: "the agent of north comes back and catches up",
      async run() {
        const pair = scene.pair("hss-a", "hss-b");
        const startedMs = clock.monotonicMs();
        await star.node("north-1").startAgent();
        await scene.pair("hss-b", "hss-c").untilAlive();
        const tookMs = clock.monotonicMs() - startedMs;
        await star.node("north-1").startIdentity();
        noneLost(pair.count(), "while the agent of north came back");
        return `hss-b and hss-c hear each other ${formatMs(tookMs)} after its start; hss-a and hss-b lost no heartbeat`;
      },
    },
  ];
}
