import type { MariadbConnection } from "@multisite/kernel/sql";
import { type GtidPosition, parseGtidPosition, readGaleraStatus } from "../../sql/index.ts";

/** What a master's server says of itself. */
export interface MasterAnswer {
  readonly takesWrites: boolean;
  readonly position: GtidPosition;
  readonly startedAtMs: number;
}

/** Asks a server whether it takes writes, how far it is, and since when it runs. Works without a majority too. */
export async function askMaster(connection: MariadbConnection): Promise<MasterAnswer> {
  const galera = await readGaleraStatus(connection);
  const [row] = await connection.all(
    "SELECT @@GLOBAL.gtid_binlog_pos AS position, @@GLOBAL.read_only AS closed, CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS UNSIGNED) AS now",
  );
  const [uptime] = await connection.all("SHOW GLOBAL STATUS LIKE 'Uptime'");
  const isSynced = galera === undefined || galera.state === "Synced" || galera.state === "Donor/Desynced";
  return {
    takesWrites: Number(row?.closed) === 0 && isSynced && (galera === undefined || (galera.isPrimary && galera.ready)),
    position: parseGtidPosition(String(row?.position ?? "")),
    startedAtMs: Number(row?.now) - Number(uptime?.Value) * 1000,
  };
}
