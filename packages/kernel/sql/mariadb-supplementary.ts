import type { PoolConnection } from "mysql2";

const ILLEGAL_MIX_OF_COLLATIONS = 1267;

/** A character of three bytes that Unicode keeps out of texts, and so out of names and IDs. */
const NEVER_STORED = "\uffff";

type Done = (thrown: unknown, ...results: unknown[]) => void;
type Send = (sql: string, parameters: unknown, done?: Done) => unknown;

/**
 * Keystone's tables are utf8mb3, and MariaDB refuses to compare their columns with a text that has a character of four bytes,
 * such as an emoji, instead of finding it different. Looking for such a text is asked again with a character in its place that
 * no column holds, so that nothing is found. Tables that an operator has converted to utf8mb4 are not affected.
 */
export function lookForAnyText(connection: PoolConnection): void {
  const methods = connection as unknown as { query: Send; execute: Send };
  for (const name of ["query", "execute"] as const) {
    const send: Send = methods[name].bind(connection);
    methods[name] = (sql, parameters, done) => {
      if (!done || !Array.isArray(parameters) || !/^\s*(select|delete)\b/i.test(sql)) return send(sql, parameters, done);
      return send(sql, parameters, (thrown, ...results) => {
        const { errno } = (thrown ?? {}) as { errno?: unknown };
        if (errno === ILLEGAL_MIX_OF_COLLATIONS) send(sql, parameters.map(withoutSupplementary), done);
        else done(thrown, ...results);
      });
    };
  }
}

function withoutSupplementary(value: unknown): unknown {
  return typeof value === "string" ? value.replaceAll(/[\u{10000}-\u{10FFFF}]/gu, NEVER_STORED) : value;
}
