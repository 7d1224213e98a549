import type { FactBody } from "../facts/index.ts";
import { oncePerTurn, openHostFile } from "../host-file/index.ts";
import type { Board } from "./types.ts";

const SCHEMA = "CREATE TABLE IF NOT EXISTS board (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID";

/** Opens the board of this host and makes its file when there is none; in memory, for one process, without a path. */
export function openBoard(path: string | undefined): Board {
  const { database } = openHostFile({ path, schema: SCHEMA, called: "board file", errorCode: "kernel.board.open" });
  const get = database.prepare("SELECT value FROM board WHERE name = ?");
  // A value that is the same changes no revision: nobody need look again.
  const set = database.prepare(
    "INSERT INTO board VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value",
  );
  const remove = database.prepare("DELETE FROM board WHERE name = ?");
  const names = database.prepare("SELECT name FROM board WHERE name >= ? ORDER BY name");
  const dataVersion = database.prepare("PRAGMA data_version");
  let ownChanges = 0;
  const versionNow = (): number => (dataVersion.get() as { data_version: number }).data_version;
  const versionThisTurn = oncePerTurn(versionNow);

  return {
    get(name) {
      const row = get.get(name) as { value: string } | undefined;
      return row && (JSON.parse(row.value) as FactBody);
    },
    set(name, value) {
      ownChanges += Number(set.run(name, JSON.stringify(value)).changes);
    },
    remove(name) {
      ownChanges += Number(remove.run(name).changes);
    },
    names: (prefix) =>
      (names.all(prefix) as { name: string }[]).map(({ name }) => name).filter((name) => name.startsWith(prefix)),
    // data_version tells of other connections' commits only.
    revision: () => ownChanges + versionNow(),
    revisionThisTurn: () => ownChanges + versionThisTurn(),
    close: () => database.close(),
  };
}
