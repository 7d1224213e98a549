import type { HotReads } from "../../packages/kernel/sql/index.ts";

/** Counts the raw statements from now on; each is one round trip on MariaDB. Gives the count since the last question. */
export function countRoundTrips(database: HotReads): () => number {
  let count = 0;
  const original = database.raw.all;
  Object.assign(database.raw, {
    all: (sql: string, parameters: never) => {
      // The watch on other programs' writes asks beside the requests, not for them.
      if (!sql.includes("information_schema")) count++;
      return original(sql, parameters);
    },
  });
  return () => {
    const counted = count;
    count = 0;
    return counted;
  };
}
