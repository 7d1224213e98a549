import type { Clock } from "@multisite/kernel/clock";
import type { MariadbConnection } from "@multisite/kernel/sql";
import { startSlave, stopSlave } from "../sql/index.ts";
import { type CompareOptions, type Comparison, compareCopies } from "./compare.ts";
import { takeSnapshot } from "./snapshot.ts";
import { standAt } from "./stand-at.ts";

/** A new session of a server, which the one who asked for it closes. */
export type OpenSession = () => MariadbConnection;

export interface VerifyOptions extends CompareOptions {
  readonly clock: Clock;
  /** How long the replica may take to come to the master's position. */
  readonly standMs?: number;
}

/** A comparison, where and how long. The sessions still see what was compared, until `close`. */
export interface Verification extends Comparison {
  readonly position: string;
  readonly tookMs: number;
  /** So long nothing was applied. */
  readonly stoodStillMs: number;
  readonly here: MariadbConnection;
  readonly there: MariadbConnection;
  close(): Promise<void>;
}

/**
 * Compares a replica with its master while both go on working: the master's data is read as of one moment, the replica stops at the
 * position of that moment just long enough to do the same, and then the two are compared at leisure. GTIDs alone prove nothing
 * (reference, scenario 4).
 */
export async function verifyReplica(
  openHere: OpenSession,
  openThere: OpenSession,
  options: VerifyOptions,
): Promise<Verification> {
  const { clock, standMs = 30_000 } = options;
  const startedMs = clock.monotonicMs();
  const control = openHere();
  const [here, there] = [openHere(), openThere()];
  const close = async (): Promise<void> => {
    await Promise.all([here.close(), there.close()]);
  };
  try {
    // It stands still first, or it could be past the moment that is chosen.
    await stopSlave(control);
    const [snapshots, stoodStillMs] = await whileStanding(control, clock, async () => {
      const master = await takeSnapshot(there);
      await standAt(control, master.position, clock, standMs);
      return [await takeSnapshot(here), master] as const;
    });
    const comparison = await compareCopies(here, there, options);
    for (const snapshot of snapshots) await snapshot.confirm();
    const position = snapshots[1].position;
    return { ...comparison, position, tookMs: clock.monotonicMs() - startedMs, stoodStillMs, here, there, close };
  } catch (thrown) {
    await close();
    throw thrown;
  } finally {
    await control.close();
  }
}

/** Whatever comes of it, replication goes on afterwards. */
async function whileStanding<Result>(
  control: MariadbConnection,
  clock: Clock,
  work: () => Promise<Result>,
): Promise<readonly [Result, number]> {
  const startedMs = clock.monotonicMs();
  try {
    const result = await work();
    await startSlave(control);
    return [result, clock.monotonicMs() - startedMs];
  } catch (thrown) {
    await startSlave(control).catch(() => undefined);
    throw thrown;
  }
}
