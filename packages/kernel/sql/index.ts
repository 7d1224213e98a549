import type { Clock } from "../clock/index.ts";
import { openMariadb } from "./mariadb.ts";
import type { MariadbLimits } from "./mariadb-limits.ts";
import { openSqlite } from "./sqlite.ts";
import type { SqlDatabase, SqlLocation } from "./types.ts";

export { isDuplicateKey, isReadOnly, isReferenced, isUnavailable, isUnfitValue } from "./failures.ts";
export { formatSqlLocation, parseSqlLocation } from "./location.ts";
export {
  type ConnectionLimits,
  type MariadbConnection,
  type MariadbServerLocation,
  openMariadbConnection,
} from "./mariadb-connection.ts";
export { explainOpenFailure } from "./open-failure.ts";
export { createPrivateFile } from "./private-file.ts";
export type { EngineKind, HotReads, RawReader, RawRow, Revision, SharedRevision, SqlDatabase, SqlLocation } from "./types.ts";
export { insertIgnore, upsert } from "./upsert.ts";

/** Unless said otherwise, this long is waited for a connection to MariaDB. */
const CONNECTION_LIMIT_MS = 10_000;

/**
 * Opens a database of either engine. `watchIntervalMs` bounds how late another process's commit on MariaDB is noticed, `limits`
 * how long MariaDB is waited for.
 */
export function openDatabase<Tables>(
  location: SqlLocation,
  options: { readonly clock: Clock; readonly watchIntervalMs: number; readonly limits?: Partial<MariadbLimits> },
): SqlDatabase<Tables> {
  if (location.kind === "sqlite") return openSqlite<Tables>(location, options.clock);
  const limits = { connectionMs: CONNECTION_LIMIT_MS, ...options.limits };
  return openMariadb<Tables>(location, { clock: options.clock, intervalMs: options.watchIntervalMs }, limits);
}
