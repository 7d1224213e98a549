import type { Clock } from "@multisite/kernel/clock";
import { MultisiteError } from "@multisite/kernel/errors";
import type { MariadbConnection } from "@multisite/kernel/sql";
import { hasReachedGtid, parseGtidPosition, readSlaveStatus, stopSlave } from "../sql/index.ts";

/** How often is looked whether it stands. */
const LOOK_MS = 10;

/**
 * Lets a replica apply up to a position that its master has, and no further. Its replication stands still afterwards.
 *
 * @throws MultisiteError `identity.star.mariadb.not_there` when it does not get there
 */
export async function standAt(replica: MariadbConnection, position: string, clock: Clock, timeoutMs: number): Promise<void> {
  await stopSlave(replica);
  const wanted = parseGtidPosition(position);
  const startedMs = clock.monotonicMs();
  await replica.all("START SLAVE UNTIL master_gtid_pos = ?", [position]);
  for (;;) {
    const status = await readSlaveStatus(replica);
    const isThere = hasReachedGtid(parseGtidPosition(await slavePosition(replica)), wanted);
    if (isThere && status?.sql === false) return await stopSlave(replica);
    const failure = status?.sqlFailure;
    if (failure !== undefined || clock.monotonicMs() - startedMs > timeoutMs) {
      await stopSlave(replica);
      const why = failure === undefined ? `it is not there after ${timeoutMs / 1000} s` : failure.text;
      throw new MultisiteError(
        "identity.star.mariadb.not_there",
        `The replica did not come to ${position}: ${why}. It is tried again by itself.`,
      );
    }
    await clock.sleep(LOOK_MS);
  }
}

async function slavePosition(connection: MariadbConnection): Promise<string> {
  const [row] = await connection.all("SELECT @@GLOBAL.gtid_slave_pos AS position");
  return String(row?.position ?? "");
}
