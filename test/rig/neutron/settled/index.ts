import { setTimeout as delay } from "node:timers/promises";
import { differences } from "./differences.ts";
import { lookAt, type Place } from "./look.ts";

export type { Place } from "./look.ts";

/** Of an agent that starts on a busy machine. */
const LONGEST_MS = 240_000;
const BETWEEN_MS = 300;

/** What is not as the sites' own ports say, now. */
export async function unsettled(places: readonly Place[]): Promise<readonly string[]> {
  return differences(await Promise.all(places.map(lookAt)));
}

/**
 * Waits until remote ports, agents, the hosts' tables and queues are exactly what the sites' own ports ask for, at two looks one after
 * the other. Gives how long it took, and what came last.
 *
 * @throws Error that names each difference when they do not become that
 */
export async function settled(places: readonly Place[], explain: () => string = () => ""): Promise<string> {
  const startedMs = performance.now();
  let last: readonly string[] = [];
  let late = "";
  for (let rightLooks = 0; rightLooks < 2; ) {
    const tookMs = performance.now() - startedMs;
    if (tookMs > LONGEST_MS) throw new Error(`Not settled after ${LONGEST_MS / 1000} s:\n${last.join("\n")}\n${explain()}`);
    last = await unsettled(places).catch((thrown: unknown) => [`it cannot be looked at: ${thrown}`]);
    if (last.length > 0) late = `; last came: ${last[0]}`;
    rightLooks = last.length === 0 ? rightLooks + 1 : 0;
    await delay(BETWEEN_MS);
  }
  return `settled after ${((performance.now() - startedMs) / 1000).toFixed(1)} s${late}`;
}
