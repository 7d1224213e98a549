import { watchConnections } from "./connections.ts";
import { createFaults } from "./faults.ts";
import { whatIsNotHealed } from "./healing.ts";
import { createOperations } from "./operations.ts";
import { createOperators } from "./operators.ts";
import { createSimulatedStar, type SimulatedStarOptions } from "./star.ts";
import { createWitness } from "./witness.ts";

/**
 * Within so long after the last fault the star is whole again. What a node said by a clock that was ahead is dated later than that, and
 * it goes on with its keys when that time has come.
 */
const HEALED_WITHIN_MS = 90_000;
const STEP_MS = 100;

/** A star with everybody around it: clients, operators, what goes wrong, and who watches. */
export type Scene = Awaited<ReturnType<typeof openScene>>;

/** All nodes are up and serve. */
export async function openScene(options: SimulatedStarOptions) {
  const star = createSimulatedStar(options);
  const { clock } = star;
  const connections = watchConnections(star, () => faults.isCalm());
  const witness = createWitness(star, connections);
  const operations = createOperations(star, witness, connections);
  const operators = createOperators(star, witness);
  const faults = createFaults(star, witness, operators);

  async function pass(ms: number): Promise<void> {
    connections.look();
    await clock.advance(ms);
    connections.look();
    witness.audit();
  }

  const scene = {
    star,
    witness,
    operations,
    operators,
    faults,
    /** Lets time pass, and looks at everything. */
    pass,
    /** Lets time pass until it is done. */
    async until<Result>(work: Promise<Result>): Promise<Result> {
      let isDone = false;
      const ended = work.finally(() => {
        isDone = true;
      });
      ended.catch(() => {});
      while (!isDone) await pass(STEP_MS);
      return ended;
    },
    node(name: string) {
      const node = star.nodes.get(name);
      if (node === undefined) throw new Error(`${name} does not run`);
      return node;
    },
    /** Goes on without that it is waited for. */
    launch(work: Promise<unknown>): void {
      work.catch((thrown: unknown) => witness.report(`a client could not go on: ${textOf(thrown)}`));
    },
    /** Ends all faults, and waits until the star is whole again, which it must be within the bound. Then nothing may be missing. */
    async heal(meanwhile: () => void = () => {}): Promise<void> {
      await faults.heal();
      const boundMs = HEALED_WITHIN_MS + star.farthestAheadMs();
      let waitedMs = 0;
      for (; waitedMs < boundMs && whatIsNotHealed(star).length > 0; waitedMs += 1000) {
        await pass(1000);
        meanwhile();
      }
      for (const problem of whatIsNotHealed(star)) witness.report(`${boundMs / 1000} s after the last fault ${problem}`);
      witness.count(`healed within ${Math.ceil(waitedMs / 10_000) * 10} s`);
      await pass(3000);
      const [first] = star.nodes.values();
      if (first !== undefined) witness.auditWrites(first);
      for (const thrown of star.thrown) witness.report(`nobody caught ${textOf(thrown)}`);
    },
  };
  await star.startAll();
  await pass(5000);
  return scene;
}

function textOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
