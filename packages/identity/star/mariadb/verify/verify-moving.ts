import type { Clock } from "@multisite/kernel/clock";
import type { MariadbConnection } from "@multisite/kernel/sql";
import { type CompareOptions, type Comparison, compareCopies } from "./compare.ts";
import { compareAgain, type RowDifference } from "./rows.ts";

export interface MovingOptions extends CompareOptions {
  readonly clock: Clock;
  /** Looks until a difference counts. */
  readonly looks?: number;
  /** Between two looks: more than either copy is behind the other. */
  readonly pauseMs?: number;
}

/**
 * Compares two copies neither of which can be stopped at a position, such as two masters of one cluster: what differs is looked at
 * again, and counts when it is the same rows with the same contents at every look. A row that changes all the time is not judged.
 */
export async function compareMovingCopies(
  here: MariadbConnection,
  there: MariadbConnection,
  { clock, looks = 5, pauseMs = 500, ...options }: MovingOptions,
): Promise<Comparison> {
  const first = await compareCopies(here, there, options);
  let standing = first.differences;
  for (let look = 1; look < looks && standing.length > 0; look++) {
    await clock.sleep(pauseMs);
    standing = unchanged(standing, await compareAgain(here, there, standing));
  }
  return { ...first, unexplained: [], differences: standing, differentRows: standing.length };
}

function unchanged(before: readonly RowDifference[], after: readonly RowDifference[]): readonly RowDifference[] {
  const text = ({ table, ...rest }: RowDifference): string => JSON.stringify({ name: [table.schema, table.name], ...rest });
  const known = new Set(before.map(text));
  return after.filter((one) => known.has(text(one)));
}
