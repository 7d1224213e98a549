import { messageOf } from "@multisite/kernel/errors";
import type { FreezeGuard, Guest } from "./types.ts";

/** A freeze that somebody wants. */
export interface WantedFreeze {
  readonly id: string;
  readonly thawAfterMs: number;
  /** One stage after the other is quiesced, those of a stage together; thawed the other way round. */
  readonly stages: readonly (readonly Guest[])[];
}

export interface Frozen<Result> {
  readonly result: Result;
  /** All guests were quiesced from before the work began until it had ended. */
  readonly isOfOneMoment: boolean;
  /** From the first quiesced to the last thawed. */
  readonly frozenMs: number;
  /** Guests that are not thawed yet: the guard keeps at them. */
  readonly notThawed: readonly string[];
}

/**
 * Does the work while all guests are quiesced, and no longer. When one cannot be quiesced, nothing is done and those that were are thawed.
 *
 * @throws MultisiteError what the guard said of the first guest that could not be quiesced; or what the work failed with
 */
export async function whileQuiesced<Result>(
  guard: FreezeGuard,
  { id, thawAfterMs, stages }: WantedFreeze,
  work: () => Promise<Result>,
  monotonicMs: () => number,
): Promise<Frozen<Result>> {
  guard.arm(id, thawAfterMs);
  const startedMs = monotonicMs();
  let notThawed: readonly string[] = [];
  let isOfOneMoment = false;
  let result: Result;
  try {
    for (const stage of stages) await all(stage.map((guest) => guard.quiesce(id, guest)));
    result = await work();
    isOfOneMoment = guard.isHeld(id);
  } finally {
    notThawed = await thawInReverse(guard, id, stages);
    guard.disarm(id);
  }
  return { result, isOfOneMoment, frozenMs: monotonicMs() - startedMs, notThawed };
}

/** Waits for all of them, so that none comes after the thaw. */
async function all(works: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
}

async function thawInReverse(guard: FreezeGuard, id: string, stages: WantedFreeze["stages"]): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const stage of stages.toReversed()) {
    const thaws = stage.toReversed().map(({ serverId }) => guard.unquiesce(id, serverId));
    for (const one of await Promise.allSettled(thaws)) if (one.status === "rejected") failures.push(messageOf(one.reason));
  }
  return failures;
}
