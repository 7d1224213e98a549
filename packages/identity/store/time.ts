import type { EngineKind } from "@multisite/kernel/sql";

/** `2026-11-22T10:00:00.000000Z`: how Keystone writes every time in an answer (keystone/common/utils.py, isotime with subsecond). */
export function isoTime(timeMs: number): string {
  const microseconds = toMicroseconds(timeMs);
  const text = new Date(Math.floor(microseconds / 1000)).toISOString();
  return `${text.slice(0, 23)}${String(microseconds % 1000).padStart(3, "0")}Z`;
}

/** A DATETIME column's text; MariaDB keeps seconds, SQLAlchemy's SQLite columns carry six digits. */
export function toDatetime(engine: EngineKind, timeMs: number): string {
  const text = new Date(timeMs).toISOString();
  const seconds = `${text.slice(0, 10)} ${text.slice(11, 19)}`;
  return engine === "mariadb" ? seconds : `${seconds}${text.slice(19, 23)}000`;
}

/** Milliseconds since the epoch of a DATETIME column's text, which is UTC without saying so. */
export function fromDatetime(text: string): number {
  return Date.parse(`${text.replace(" ", "T").slice(0, 23)}Z`);
}

/** Milliseconds of an `*_int` column, which counts microseconds; a fraction keeps them. */
export function fromMicroseconds(microseconds: number): number {
  return microseconds / 1000;
}

/** An `*_int` column's microseconds. */
export function toMicroseconds(timeMs: number): number {
  return Math.round(timeMs * 1000);
}
