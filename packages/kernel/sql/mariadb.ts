import { Kysely, MysqlDialect } from "kysely";
import { createPool, type Pool, type PoolOptions } from "mysql2";
import type { Clock } from "../clock/index.ts";
import { createMariadbRevision } from "./mariadb-revision.ts";
import { lookForAnyText } from "./mariadb-supplementary.ts";
import type { RawReader, RawRow, SqlDatabase, SqlLocation } from "./types.ts";

/** How MariaDB is watched for writes of other processes. */
export interface MariadbWatch {
  readonly clock: Clock;
  /** Longest time until another process's commit is noticed; 0 asks on every read. */
  readonly intervalMs: number;
}

/** Opens a pool of connections. Reads see what is committed at the time of the statement (READ COMMITTED). */
export function openMariadb<Tables>(
  location: Extract<SqlLocation, { kind: "mariadb" }>,
  watch: MariadbWatch,
): SqlDatabase<Tables> {
  const pool = createPool(poolOptions(location));
  pool.on("connection", (connection) => {
    connection.query("SET SESSION tx_isolation = 'READ-COMMITTED', time_zone = '+00:00'");
    lookForAnyText(connection);
  });
  const query = new Kysely<Tables>({ dialect: new MysqlDialect({ pool: async () => pool }) });
  const raw = createRawReader(pool);
  const revision = createMariadbRevision(raw, location.database, watch);
  const writesOf = (database: Kysely<Tables>): Kysely<Tables> => database.withPlugin(revision.writePlugin);
  return {
    engine: "mariadb",
    query: writesOf(query),
    async transaction(work) {
      const result = await query.transaction().execute(work);
      revision.advance();
      return result;
    },
    raw,
    revision,
    async close() {
      revision.stop();
      await query.destroy();
    },
  };
}

function poolOptions(location: Extract<SqlLocation, { kind: "mariadb" }>): PoolOptions {
  return {
    user: location.user,
    password: location.password,
    database: location.database,
    ...(location.socketPath ? { socketPath: location.socketPath } : { host: location.host, port: location.port }),
    connectionLimit: location.poolSize ?? 10,
    // Keystone's DATETIME columns are UTC without a zone; text keeps a driver from shifting them.
    dateStrings: true,
    timezone: "Z",
    charset: "utf8mb4",
    connectTimeout: 10_000,
  };
}

function createRawReader(pool: Pool): RawReader {
  const promised = pool.promise();
  return {
    async all(sql, parameters) {
      const [rows] = await promised.execute(sql, [...parameters]);
      return rows as RawRow[];
    },
  };
}
