import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@multisite/kernel/clock";
import type { MariadbConnection } from "@multisite/kernel/sql";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GtidReplication, startGtidReplication } from "../../../../../rig/gtid-replication.ts";
import { isMariadbInstalled } from "../../../../../rig/mariadb.ts";
import { readSlaveStatus, waitForSlavePosition } from "../sql/index.ts";
import { cutChunks, sumChunks } from "./chunks.ts";
import { compareMovingCopies, exportDifferences, isEqual, type Verification, verifyReplica } from "./index.ts";
import { readTables } from "./tables.ts";

const schemas = ["identity"];

describe.runIf(isMariadbInstalled())("a replica is compared with its master at one position", () => {
  const directory = mkdtempSync(join(tmpdir(), "multisite-verify-"));
  let rig: GtidReplication;
  let master: MariadbConnection;
  let replica: MariadbConnection;

  beforeAll(async () => {
    rig = await startGtidReplication({ master: undefined, replica: "master" }, ["replica"]);
    [master, replica] = [rig.open("master"), rig.open("replica")];
    await master.all("CREATE DATABASE identity");
    await master.all(
      "CREATE TABLE identity.user (id VARCHAR(64) PRIMARY KEY, name TEXT, password_hash VARCHAR(99), size DOUBLE)",
    );
    await master.all("CREATE TABLE identity.member (a VARCHAR(9), b INT, c VARCHAR(9), note TEXT NULL, PRIMARY KEY (a, b))");
    const rows = Array.from({ length: 700 }, (_, number) => `('u${number}', 'name ${number}', 'hash', ${number}.5)`);
    await master.all(`INSERT INTO identity.user VALUES ${rows.join(", ")}`);
    const pairs = Array.from({ length: 300 }, (_, number) => `('g${number % 7}', ${number}, 'x', NULL)`);
    await master.all(`INSERT INTO identity.member VALUES ${pairs.join(", ")}`);
    await arrived();
  });
  afterAll(async () => {
    await rig?.stop();
    rmSync(directory, { recursive: true });
  });

  const arrived = async (): Promise<void> => {
    const [row] = await master.all("SELECT @@GLOBAL.gtid_binlog_pos AS position");
    expect(await waitForSlavePosition(replica, String(row?.position), 20_000)).toBe(true);
  };
  const verify = async (use: (verification: Verification) => Promise<void> | void): Promise<void> => {
    const options = { schemas, clock: systemClock, chunkRows: 50 };
    const verification = await verifyReplica(
      () => rig.open("replica"),
      () => rig.open("master"),
      options,
    );
    try {
      await use(verification);
    } finally {
      await verification.close();
    }
  };
  /** As nobody should: past the replication. */
  const tamper = async (...statements: readonly string[]): Promise<void> => {
    await replica.all("SET SESSION sql_log_bin = 0");
    for (const statement of statements) await replica.all(statement);
  };

  test("an equal one is equal while the master is written to all the time, and goes on following", async () => {
    let isWriting = true;
    const writer = (async () => {
      const connection = rig.open("master");
      for (let number = 0; isWriting; number++) {
        await connection.all("INSERT INTO identity.member VALUES ('w', ?, 'x', 'note')", [number]);
        await connection.all("UPDATE identity.user SET name = ? WHERE id = 'u3'", [`changed ${number}`]);
      }
    })();
    try {
      for (let round = 0; round < 5; round++) {
        await verify((found) => {
          expect(found).toMatchObject({ differentRows: 0, differentTables: [], tables: 2 });
          expect(found.rows).toBeGreaterThanOrEqual(1000);
          expect(found.chunks).toBeGreaterThan(15);
        });
      }
    } finally {
      isWriting = false;
      await writer;
    }
    await arrived();
    expect(await readSlaveStatus(replica)).toMatchObject({ io: "yes", sql: true });
  });

  test("rows that are missing, added or changed are found, and exported without secrets", async () => {
    await tamper(
      "DELETE FROM identity.member WHERE a = 'g3' AND b = 3",
      "INSERT INTO identity.user VALUES ('orphan', 'only here', 'a hash', NULL)",
      "UPDATE identity.user SET password_hash = 'other' WHERE id = 'u699'",
      "UPDATE identity.member SET note = '' WHERE a = 'g1' AND b = 1",
    );
    await verify(async (found) => {
      expect(found).toMatchObject({ differentRows: 4 });
      const about = { directory: join(directory, "differences"), node: "north-1", with: "east-1", because: "test", atMs: 0 };
      const file = await exportDifferences(found.here, found.there, found, { ...about, position: found.position });
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const text = readFileSync(file, "utf8");
      expect(text).not.toContain("a hash");
      const { rows } = JSON.parse(text) as { rows: { where: string; here: Record<string, unknown> | null }[] };
      expect(rows.map(({ where }) => where).sort()).toEqual(["both", "both", "only here", "only there"]);
      const orphan = rows.find(({ where }) => where === "only here");
      expect(orphan?.here).toEqual({ id: "orphan", name: "only here", password_hash: "[secret]", size: null });
    });
    await tamper(
      "DELETE FROM identity.user WHERE id = 'orphan'",
      "UPDATE identity.member SET note = NULL WHERE a = 'g1' AND b = 1",
    );
    await tamper("INSERT INTO identity.member VALUES ('g3', 3, 'x', NULL)", "UPDATE identity.user SET password_hash = 'hash'");
    await verify((found) => expect(isEqual(found)).toBe(true));
  });

  test("a table that is only at one of them, or has other columns, is named", async () => {
    await tamper("CREATE TABLE identity.extra (id INT PRIMARY KEY)", "ALTER TABLE identity.member ADD COLUMN d INT NULL");
    await verify((found) => expect(found.differentTables.toSorted()).toEqual(["identity.extra", "identity.member"]));
    await tamper("DROP TABLE identity.extra", "ALTER TABLE identity.member DROP COLUMN d");
  });

  test("copies that both go on changing are compared by looking again", async () => {
    const options = { schemas, clock: systemClock, chunkRows: 50, looks: 3, pauseMs: 100 };
    expect(isEqual(await compareMovingCopies(replica, rig.open("master"), options))).toBe(true);
    await tamper("UPDATE identity.user SET name = 'wrong' WHERE id = 'u7'");
    const found = await compareMovingCopies(replica, rig.open("master"), options);
    expect(found.differences.map(({ key }) => key)).toEqual([["u7"]]);
    await tamper("UPDATE identity.user SET name = 'name 7' WHERE id = 'u7'");
  });

  test("pieces of any size cover each row of either copy exactly once", async () => {
    const tables = await readTables(master, schemas);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 400 }), fc.constantFrom(...tables), async (size, table) => {
        const chunks = await cutChunks(master, table, Math.max(size, 7));
        const sums = await sumChunks(master, chunks);
        const [count] = await master.all(`SELECT COUNT(*) AS n FROM identity.${table.name}`);
        expect(sums.reduce((total, { rows }) => total + rows, 0)).toBe(Number(count?.n));
      }),
      { numRuns: 15 },
    );
  });
});
