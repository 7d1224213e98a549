import { createHash } from "node:crypto";
import type { MariadbConnection } from "@multisite/kernel/sql";
import { createMarks, isMissing, MARK_SCHEMA } from "./schema.ts";

/**
 * One link of a chain that the masters write: each carries a hash over all before it. A replica that has marks which its master has
 * not, or others, has what the master has lost. Marks are only ever inserted, so that a history that goes on from an earlier state
 * meets a number that is taken, and the replica stops by itself instead of mixing the two (reference, scenario 1).
 */
export interface Mark {
  readonly sequence: number;
  readonly node: string;
  /** By the clock of the master that wrote it. */
  readonly atMs: number;
  readonly chain: string;
}

/** The newest here; undefined when there is none. */
export async function readNewestMark(connection: MariadbConnection): Promise<Mark | undefined> {
  return one(connection, "ORDER BY sequence DESC LIMIT 1", []);
}

/** Marks that are removed at once, so that it happens seldom. */
const REMOVED = 60;

/** Writes the next mark at a master. When another master was quicker it fails and is tried at the next turn. */
export async function writeMark(connection: MariadbConnection, node: string, atMs: number, kept: number): Promise<Mark> {
  const before = await readNewestMark(connection);
  const sequence = (before?.sequence ?? 0) + 1;
  const chain = createHash("sha256")
    .update(`${before?.chain ?? ""} ${sequence} ${node} ${atMs}`)
    .digest("hex")
    .slice(0, 32);
  await inMarks(connection, () =>
    connection.all(`INSERT INTO ${MARK_SCHEMA}.mark VALUES (?, ?, ?, ?)`, [sequence, node, atMs, chain]),
  );
  if (sequence % REMOVED === 0) await connection.all(`DELETE FROM ${MARK_SCHEMA}.mark WHERE sequence <= ?`, [sequence - kept]);
  return { sequence, node, atMs, chain };
}

/** What a replica's applying thread says when its history is not that of its master. */
export function isForkedAtMark({ errno, text }: { readonly errno: number; readonly text: string }): boolean {
  return errno === 1062 && text.includes(`${MARK_SCHEMA}.mark`);
}

async function one(connection: MariadbConnection, which: string, values: readonly number[]): Promise<Mark | undefined> {
  try {
    const [row] = await connection.all(`SELECT sequence, node, at_ms, chain FROM ${MARK_SCHEMA}.mark ${which}`, values);
    if (row === undefined) return undefined;
    return { sequence: Number(row.sequence), node: String(row.node), atMs: Number(row.at_ms), chain: String(row.chain) };
  } catch (thrown) {
    if (isMissing(thrown)) return undefined;
    throw thrown;
  }
}

async function inMarks(connection: MariadbConnection, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (thrown) {
    if (!isMissing(thrown)) throw thrown;
    await createMarks(connection);
    await write();
  }
}
