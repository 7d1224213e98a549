import { MultisiteError } from "@multisite/kernel/errors";
import type { MariadbConnection } from "@multisite/kernel/sql";
import { readStatus } from "../sql/index.ts";

/** A session that sees the data as it was at one moment. */
export interface Snapshot {
  /** GTID position of that moment, all domains. */
  readonly position: string;
  /** @throws MultisiteError when the session was lost meanwhile, and so what was read is not of one moment */
  confirm(): Promise<void>;
}

/** Begins a read-only transaction whose data and position belong together. The session is used for nothing else until it is closed. */
export async function takeSnapshot(connection: MariadbConnection): Promise<Snapshot> {
  await connection.all("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
  await connection.all("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
  const status = await readStatus(connection, "binlog_snapshot_%");
  const [row] = await connection.all("SELECT BINLOG_GTID_POS(?, ?) AS position, CONNECTION_ID() AS id", [
    status.get("binlog_snapshot_file") ?? "",
    Number(status.get("binlog_snapshot_position") ?? 0),
  ]);
  return {
    position: String(row?.position ?? ""),
    async confirm() {
      const [now] = await connection.all("SELECT CONNECTION_ID() AS id");
      if (now?.id === row?.id) return;
      throw new MultisiteError(
        "identity.star.mariadb.session_lost",
        "The connection to a MariaDB was lost while its data was read; it is done again by itself.",
      );
    },
  };
}
