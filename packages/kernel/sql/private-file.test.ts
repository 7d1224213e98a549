import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { systemClock } from "../clock/index.ts";
import { openDatabase } from "./index.ts";

describe("the file of a SQLite database", () => {
  const directory = mkdtempSync(join(tmpdir(), "multisite-private-"));
  afterAll(() => rmSync(directory, { recursive: true }));
  const modeOf = (path: string): number => statSync(path).mode & 0o777;
  const open = (path: string) => openDatabase({ kind: "sqlite", path }, { clock: systemClock, watchIntervalMs: 0 });

  test("is made for its owner alone, and so is its journal: password hashes are in it", async () => {
    const path = join(directory, "new.db");
    const database = open(path);
    await database.query.schema.createTable("item").addColumn("id", "integer").execute();
    expect([modeOf(path), modeOf(`${path}-wal`)]).toEqual([0o600, 0o600]);
    await database.close();
  });

  test("keeps the mode that its owner gave it", async () => {
    const path = join(directory, "given.db");
    writeFileSync(path, "");
    chmodSync(path, 0o640);
    await open(path).close();
    expect(modeOf(path)).toBe(0o640);
  });

  test("is not made for a database in memory", async () => {
    await open(":memory:").close();
    expect(existsSync(":memory:")).toBe(false);
  });
});
