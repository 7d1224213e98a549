import type { MariadbConnection } from "@multisite/kernel/sql";

/** Database of the marks, apart from Keystone's. */
export const MARK_SCHEMA = "multisite";

const statements = [
  `CREATE DATABASE IF NOT EXISTS ${MARK_SCHEMA} CHARACTER SET utf8mb4`,
  `CREATE TABLE IF NOT EXISTS ${MARK_SCHEMA}.mark (
    sequence BIGINT NOT NULL PRIMARY KEY, node VARCHAR(255) NOT NULL, at_ms BIGINT NOT NULL, chain CHAR(32) CHARACTER SET ascii NOT NULL
  ) ENGINE=InnoDB`,
];

/** At a master; the others get it by replication. */
export async function createMarks(connection: MariadbConnection): Promise<void> {
  for (const statement of statements) await connection.all(statement);
}

/** No such database, no such table. */
const MISSING: ReadonlySet<unknown> = new Set([1049, 1146]);

export function isMissing(thrown: unknown): boolean {
  return MISSING.has((thrown as { errno?: unknown }).errno);
}
