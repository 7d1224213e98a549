import { openScene } from "./scene.ts";
import type { SimulatedStarOptions } from "./star.ts";

export interface SimulationResult {
  readonly problems: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  readonly trace: readonly string[];
}

export interface SimulationOptions extends SimulatedStarOptions {
  readonly rounds: number;
  /** Of rounds in which something goes wrong: 0 to 1. */
  readonly faults?: number;
}

const FAULTS = 0.2;
const OPERATIONS_A_ROUND = 2;

/** One run of a whole star under operations and faults. */
export async function simulate({ rounds, faults: share = FAULTS, ...options }: SimulationOptions): Promise<SimulationResult> {
  const scene = await openScene(options);
  const { star, witness, operations, faults, pass, launch } = scene;
  const { chance } = star;
  try {
    if (share > 0) Object.assign(star.effects, { crash: 0.0003, slow: 0.02 });
    for (let round = 0; round < rounds; round++) {
      await pass(20 + chance.pick(500));
      if (chance.happens(share)) launch(faults.any());
      for (let each = 0; each < OPERATIONS_A_ROUND; each++) launch(operations.any());
    }
    await scene.heal(() => launch(operations.any()));
    return { problems: witness.problems, counts: witness.counts, trace: star.trace };
  } finally {
    star.stop();
  }
}
