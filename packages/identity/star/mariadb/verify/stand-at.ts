import type { Clock } from "@multisite/kernel/clock";
import { MultisiteError } from "@multisite/kernel/errors";
import type { MariadbConnection } from "@multisite/kernel/sql";
import { type GtidPosition, hasReachedGtid, parseGtidPosition, readSlaveStatus, stopSlave } from "../sql/index.ts";

/** How often is looked whether it stands. */
const LOOK_MS = 10;

/**
 * Lets a replica apply up to a position that its master has, and no further. Its replication stands still afterwards.
 *
 * @throws MultisiteError `identity.star.mariadb.not_there` when it does not get there
 */
export async function standAt(replica: MariadbConnection, position: string, clock: Clock, timeoutMs: number): Promise<void> {
  await stopSlave(replica);
  const startedMs = clock.monotonicMs();
  const wanted = parseGtidPosition(position);
  if (!hasReachedGtid(wanted, await slavePosition(replica))) throw notThere(position, "it has more than its master");
  await replica.all("START SLAVE UNTIL master_gtid_pos = ?", [position]);
  for (;;) {
    const status = await readSlaveStatus(replica);
    const isThere = hasReachedGtid(await slavePosition(replica), wanted);
    if (isThere && status?.sql === false) return await stopSlave(replica);
    const failure = status?.sqlFailure ?? (status?.io === "no" && !isThere ? status.ioFailure : undefined);
    if (failure !== undefined || clock.monotonicMs() - startedMs > timeoutMs) {
      await stopSlave(replica);
      throw notThere(position, failure?.text ?? `it is not there after ${timeoutMs / 1000} s`);
    }
    await clock.sleep(LOOK_MS);
  }
}

function notThere(position: string, why: string): MultisiteError {
  return new MultisiteError(
    "identity.star.mariadb.not_there",
    `The replica did not come to ${position}: ${why}. It is tried again by itself.`,
  );
}

async function slavePosition(connection: MariadbConnection): Promise<GtidPosition> {
  const [row] = await connection.all("SELECT @@GLOBAL.gtid_slave_pos AS position");
  return parseGtidPosition(String(row?.position ?? ""));
}
