import { Kysely, MysqlDialect } from "kysely";
import { createPool, type Pool, type PoolConnection, type PoolOptions } from "mysql2";
import type { Clock } from "../clock/index.ts";
import { limitStatements, limitWaiting, type MariadbLimits } from "./mariadb-limits.ts";
import { createMariadbRevision } from "./mariadb-revision.ts";
import { lookForAnyText } from "./mariadb-supplementary.ts";
import type { RawReader, RawRow, SqlDatabase, SqlLocation } from "./types.ts";

/** Statements that wait for a connection; a validation sends ten at a time, so that this is a thousand requests. */
const MAX_WAITING = 10_000;

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
  limits: MariadbLimits,
): SqlDatabase<Tables> {
  const pool = createPool(poolOptions(location, limits));
  limitWaiting(pool, limits);
  pool.on("connection", (connection) => {
    // The pool drops a lost connection by itself; an error that nobody listens to would end the process.
    connection.on("error", () => {});
    limitStatements(connection, limits);
    prepareSession(connection, limits);
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
      try {
        return await query.transaction().execute(work);
      } finally {
        // Also after a failure: a commit whose answer was lost may have been made.
        revision.advance();
      }
    },
    raw,
    revision,
    async close() {
      revision.stop();
      await query.destroy();
    },
  };
}

/** Sent before the first statement of whoever gets the connection, and so in force for it. */
function prepareSession(connection: PoolConnection, { statementMs }: MariadbLimits): void {
  // A lock that others hold is then said to be one, before the limit ends the connection.
  const lockWait = statementMs === undefined ? "" : `, innodb_lock_wait_timeout = ${Math.max(1, Math.floor(statementMs / 2000))}`;
  const settings = `SET SESSION tx_isolation = 'READ-COMMITTED', time_zone = '+00:00'${lockWait}`;
  connection.query(settings, [], (thrown) => {
    if (thrown) connection.destroy();
  });
}

function poolOptions(location: Extract<SqlLocation, { kind: "mariadb" }>, limits: MariadbLimits): PoolOptions {
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
    connectTimeout: limits.connectionMs,
    queueLimit: MAX_WAITING,
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
