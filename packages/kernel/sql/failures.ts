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

function codesOf(thrown: unknown): { errno: number | undefined; errcode: number | undefined } {
  if (typeof thrown !== "object" || thrown === null) return { errno: undefined, errcode: undefined };
  const { errno, errcode } = thrown as { errno?: unknown; errcode?: unknown };
  return {
    errno: typeof errno === "number" ? errno : undefined,
    errcode: typeof errcode === "number" ? errcode : undefined,
  };
}
