import type { MariadbConnection } from "@multisite/kernel/sql";

/** What does not change while a server runs. */
export interface ServerIdentity {
  readonly version: string;
  readonly serverId: number;
  /** Domain of the writes that are not the cluster's. */
  readonly gtidDomain: number;
  readonly uptimeSeconds: number;
}

export async function readServerIdentity(connection: MariadbConnection): Promise<ServerIdentity> {
  const [row] = await connection.all(
    "SELECT VERSION() AS version, @@GLOBAL.server_id AS server, @@GLOBAL.gtid_domain_id AS domain, " +
      "(SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'UPTIME') AS uptime",
  );
  return {
    version: String(row?.version),
    serverId: Number(row?.server),
    gtidDomain: Number(row?.domain),
    uptimeSeconds: Number(row?.uptime),
  };
}

/** Status values whose name is like `pattern`, by their name in lower case. */
export async function readStatus(connection: MariadbConnection, pattern: string): Promise<ReadonlyMap<string, string>> {
  return namedValues(connection, "SHOW GLOBAL STATUS LIKE ?", pattern);
}

/** Settings whose name is like `pattern`, by their name. */
export async function readVariables(connection: MariadbConnection, pattern: string): Promise<ReadonlyMap<string, string>> {
  return namedValues(connection, "SHOW GLOBAL VARIABLES LIKE ?", pattern);
}

export async function isReadOnlyServer(connection: MariadbConnection): Promise<boolean> {
  const [row] = await connection.all("SELECT @@GLOBAL.read_only AS answer");
  return Number(row?.answer) !== 0;
}

/**
 * Whether the server takes writes of users without the READ_ONLY ADMIN right; those of replication go on. Waits for the
 * transactions that are being committed.
 */
export async function setReadOnlyServer(connection: MariadbConnection, isReadOnly: boolean): Promise<void> {
  await connection.all(`SET GLOBAL read_only = ${isReadOnly ? 1 : 0}`);
}

async function namedValues(connection: MariadbConnection, sql: string, pattern: string): Promise<ReadonlyMap<string, string>> {
  const rows = await connection.all(sql, [pattern]);
  return new Map(rows.map((row) => [String(row.Variable_name).toLowerCase(), String(row.Value)]));
}
