import { makeHere } from "./apply.ts";
import { leaveHere } from "./leave.ts";
import type { SiteWorld } from "./types.ts";

/**
 * Takes this site back from a generation to the one before it. Where there was none the network leaves. Nothing happens when another
 * generation is in force.
 *
 * @throws MultisiteError `network.site.conflict`, `network.site.in_use`
 */
export async function takeBackHere(world: SiteWorld, name: string, generation: number): Promise<void> {
  const has = world.kept.get(name);
  if (has === undefined || has.network.generation !== generation || has.phase === "leaving") return;
  const { previous } = has;
  if (previous === undefined) {
    await leaveHere(world, name);
    return;
  }
  const made = await makeHere(world, previous, () => undefined);
  world.kept.put({ ...previous, made, phase: "in-force" });
  world.connector.wake();
}
