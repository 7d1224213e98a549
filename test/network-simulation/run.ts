import { createFaults } from "./faults.ts";
import { createInstances } from "./instances.ts";
import { createWitness } from "./witness.ts";
import { createWorld, type WorldOptions } from "./world.ts";

export interface SimulationResult {
  readonly problems: readonly string[];
  readonly frames: number;
  readonly instances: number;
  /** After the last fault was mended. */
  readonly settledAfterMs: number;
  readonly trace: readonly string[];
}

/** Everything must be right so long after the last fault. */
const SETTLE_MS = 180_000;
const LOOK_MS = 5000;

export type Scene = ReturnType<typeof openScene>;

/** A world with its tenants, faults and witness. */
export function openScene(options: WorldOptions) {
  const world = createWorld(options);
  const instances = createInstances(world);
  const witness = createWitness(world, instances);
  const faults = createFaults(world, witness.forgive);

  async function pass(forMs: number): Promise<void> {
    await world.clock.advance(forMs);
    witness.sendSome();
    witness.lookForLosses();
  }

  async function settle(): Promise<number> {
    for (let ms = 0; ms < SETTLE_MS; ms += LOOK_MS) {
      await pass(LOOK_MS);
      if (witness.unsettled().length === 0) {
        witness.checkFrames();
        return ms + LOOK_MS;
      }
    }
    for (const problem of witness.unsettled()) witness.problems.add(problem);
    return SETTLE_MS;
  }

  return { world, instances, witness, faults, pass, settle };
}

/** One run of several clouds under operations and faults. */
export async function simulate(
  options: WorldOptions & { readonly rounds: number; readonly faults?: number },
): Promise<SimulationResult> {
  const { world, instances, witness, faults, pass, settle } = openScene(options);
  const { chance } = world;
  try {
    for (let round = 0; round < options.rounds; round++) {
      await pass(100 + chance.pick(6000));
      instances.any();
      if (chance.happens(options.faults ?? 0.4)) faults.any();
    }
    faults.heal();
    const settledAfterMs = await settle();
    return {
      problems: [...witness.problems],
      frames: witness.frames(),
      instances: instances.all.size,
      settledAfterMs,
      trace: [
        ...world.trace,
        ...[...world.sites.values()].flatMap(({ name, troubles }) => troubles.slice(-5).map((one) => `${name} ${one}`)),
      ],
    };
  } finally {
    world.stop();
  }
}
