/** True when a statement failed because a unique or primary key exists already (SQLite 19/2067/1555, MariaDB 1062). */
export function isDuplicateKey(thrown: unknown): boolean {
  const { errno, errcode } = codesOf(thrown);
  return errno === 1062 || errcode === 2067 || errcode === 1555;
}

/** True when a statement failed because another row refers to this one, or because the row referred to is missing. */
export function isReferenced(thrown: unknown): boolean {
  const { errno, errcode } = codesOf(thrown);
  return errno === 1451 || errno === 1452 || errcode === 787;
}

/**
 * True when the database takes no writes: a replica (MariaDB 1290, 1792), an account that may only read (MariaDB 1142), or a
 * read-only file (SQLite 8).
 */
export function isReadOnly(thrown: unknown): boolean {
  const { errno, errcode } = codesOf(thrown);
  if (errno === 1142) return /^(INSERT|UPDATE|DELETE)\b/.test(String((thrown as { sqlMessage?: unknown }).sqlMessage));
  return errno === 1290 || errno === 1792 || (errcode !== undefined && (errcode & 0xff) === 8);
}

/**
 * True when a value does not fit its column: too long (MariaDB 1406), out of range (1264, 1690), not of its kind (1366), or of
 * characters that it cannot hold (1267).
 */
export function isUnfitValue(thrown: unknown): boolean {
  const { errno } = codesOf(thrown);
  return errno === 1406 || errno === 1264 || errno === 1690 || errno === 1366 || errno === 1267;
}

/** The numbers by which MariaDB says that it cannot serve anybody, or not us, for now. */
const UNAVAILABLE: ReadonlySet<number | undefined> = new Set([
  // Too many connections, of all and of this user.
  1040, 1203, 1226,
  // The login, the database or the host is refused: what could be opened before is being changed.
  1044, 1045, 1049, 1129, 1130, 1698,
  // A Galera node without a quorum.
  1047,
  // Shutting down; the connection or the statement was killed.
  1053, 1317, 1927,
  // Somebody else holds a lock for too long.
  1205,
]);

/** SQLite: another process holds the lock for too long (5, 6), or the file cannot be read or opened (10, 14). */
const UNAVAILABLE_FILE: ReadonlySet<number> = new Set([5, 6, 10, 14]);

/**
 * True when the database cannot be asked now and may be later: it does not answer, the connection was lost or never came about,
 * or others hold what the statement needs. Whether a lost statement was done is not known; a transaction is done whole or not
 * at all.
 */
export function isUnavailable(thrown: unknown): boolean {
  const { errno, errcode } = codesOf(thrown);
  if (errcode !== undefined) return UNAVAILABLE_FILE.has(errcode & 0xff);
  if (UNAVAILABLE.has(errno)) return true;
  if (!(thrown instanceof Error)) return false;
  // What the driver says of a connection that can no longer be used, and of a queue that is full.
  return (thrown as { fatal?: unknown }).fatal === true || thrown.message === "Queue limit reached.";
}

function codesOf(thrown: unknown): { errno: number | undefined; errcode: number | undefined } {
  if (typeof thrown !== "object" || thrown === null) return { errno: undefined, errcode: undefined };
  const { errno, errcode } = thrown as { errno?: unknown; errcode?: unknown };
  return {
    errno: typeof errno === "number" ? errno : undefined,
    errcode: typeof errcode === "number" ? errcode : undefined,
  };
}
