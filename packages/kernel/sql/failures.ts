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

/** True when the database takes no writes: a replica (MariaDB 1290, 1792) or a read-only file (SQLite 8). */
export function isReadOnly(thrown: unknown): boolean {
  const { errno, errcode } = codesOf(thrown);
  return errno === 1290 || errno === 1792 || (errcode !== undefined && (errcode & 0xff) === 8);
}

function codesOf(thrown: unknown): { errno: number | undefined; errcode: number | undefined } {
  if (typeof thrown !== "object" || thrown === null) return { errno: undefined, errcode: undefined };
  const { errno, errcode } = thrown as { errno?: unknown; errcode?: unknown };
  return {
    errno: typeof errno === "number" ? errno : undefined,
    errcode: typeof errcode === "number" ? errcode : undefined,
  };
}
