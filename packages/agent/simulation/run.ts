import { createFaults } from "./faults.ts";
import { projectsOf, whatIsNotHealed } from "./healing.ts";
import { createOperations } from "./operations.ts";
import { createSimulatedStar, type SimulatedStarOptions } from "./star.ts";
import { createWitness } from "./witness.ts";

export interface SimulationResult {
  readonly problems: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  readonly trace: readonly string[];
}

export interface SimulationOptions extends SimulatedStarOptions {
  readonly rounds: number;
}

/** Within so long after the last fault the star is whole again. */
const HEALED_WITHIN_MS = 90_000;

/** One run of a whole star under operations and faults. */
export async function simulate({ rounds, ...options }: SimulationOptions): Promise<SimulationResult> {
  const star = createSimulatedStar(options);
  const { clock, chance } = star;
  const witness = createWitness(star);
  const operations = createOperations(star, witness);
  const faults = createFaults(star, witness);
  const underWay = new Set<Promise<void>>();
  const launch = (operation: Promise<void>): void => {
    const guarded = operation
      .catch((thrown: unknown) => witness.report(`a client could not go on: ${thrown instanceof Error ? thrown.stack : thrown}`))
      .finally(() => underWay.delete(guarded));
    underWay.add(guarded);
  };
  try {
    await star.startAll();
    await clock.advance(5000);
    star.effects.crash = 0.0005;
    star.effects.slow = 0.02;
    for (let round = 0; round < rounds; round++) {
      await clock.advance(20 + chance.pick(400));
      if (chance.happens(0.3)) launch(faults.any());
      launch(operations.any());
      launch(operations.any());
    }
    await faults.heal();
    let waitedMs = 0;
    for (; waitedMs < HEALED_WITHIN_MS && whatIsNotHealed(star).length > 0; waitedMs += 1000) {
      await clock.advance(1000);
      launch(operations.any());
    }
    for (const problem of whatIsNotHealed(star)) witness.report(`${HEALED_WITHIN_MS / 1000} s after the last fault ${problem}`);
    witness.count(`healed within ${Math.ceil(waitedMs / 10_000) * 10} s`);
    await clock.advance(3000);
    const [first] = star.nodes.values();
    const there = first === undefined ? new Set() : projectsOf(first);
    for (const { id, at } of witness.writes) if (!there.has(id)) witness.report(`${id}, acknowledged at ${at}, is lost`);
    for (const thrown of star.thrown) witness.report(`nobody caught ${thrown instanceof Error ? thrown.stack : thrown}`);
    return { problems: witness.problems, counts: witness.counts, trace: star.trace };
  } finally {
    star.stop();
  }
}
