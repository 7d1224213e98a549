import type { Clock } from "../clock/index.ts";
import { openMariadb } from "./mariadb.ts";
import { openSqlite } from "./sqlite.ts";
import type { SqlDatabase, SqlLocation } from "./types.ts";

export { isDuplicateKey, isReadOnly, isReferenced, isUnfitValue } from "./failures.ts";
export { formatSqlLocation, parseSqlLocation } from "./location.ts";
export { explainOpenFailure } from "./open-failure.ts";
export { createPrivateFile } from "./private-file.ts";
export type { EngineKind, HotReads, RawReader, RawRow, Revision, SharedRevision, SqlDatabase, SqlLocation } from "./types.ts";
export { insertIgnore, upsert } from "./upsert.ts";

/** Opens a database of either engine. `watchIntervalMs` bounds how late another process's commit on MariaDB is noticed. */
export function openDatabase<Tables>(
  location: SqlLocation,
  options: { readonly clock: Clock; readonly watchIntervalMs: number },
): SqlDatabase<Tables> {
  if (location.kind === "sqlite") return openSqlite<Tables>(location);
  return openMariadb<Tables>(location, { clock: options.clock, intervalMs: options.watchIntervalMs });
}
