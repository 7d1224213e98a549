import { DatabaseSync } from "node:sqlite";
import type { StarHome } from "@multisite/identity/star";
import { tableChecksums } from "@multisite/kernel/changes";

type Home = Pick<StarHome, "identityDatabase">;

/** Of identity data, what is the same for equal ones: by table, and `changes` for all that they have taken. */
export function contentsOf(home: Home): ReadonlyMap<string, string> {
  return reading(home, (database) => {
    const tables = Object.entries(tableChecksums(database)).map(([name, hash]) => [name, hash.slice(0, 8)] as const);
    const { epoch = "", chain_hash: hash = "" } = newestChange(database) ?? {};
    return new Map([["changes", `${epoch} ${hash.slice(0, 8)}`], ...tables]);
  });
}

/** Hash of all changes that the identity data have taken. */
export function newestChainHash(home: Home): string {
  return reading(home, (database) => newestChange(database)?.chain_hash ?? "");
}

/** Of the newest change in the identity data. */
export function newestEpoch(home: Home): string {
  return reading(home, (database) => newestChange(database)?.epoch ?? "");
}

/** IDs of all projects. */
export function projectsOf(home: Home): ReadonlySet<string> {
  return reading(home, (database) => {
    const rows = database.prepare("SELECT id FROM project").all() as { id: string }[];
    return new Set(rows.map(({ id }) => id));
  });
}

function newestChange(database: DatabaseSync): { chain_hash: string; epoch: string } | undefined {
  const newest = database.prepare("SELECT chain_hash, epoch FROM multisite_change ORDER BY sequence DESC LIMIT 1").get();
  return newest as { chain_hash: string; epoch: string } | undefined;
}

function reading<Result>({ identityDatabase }: Home, read: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(identityDatabase, { readOnly: true });
  try {
    return read(database);
  } finally {
    database.close();
  }
}
