import { systemClock } from "@multisite/kernel/clock";
import type { MariadbConnection } from "@multisite/kernel/sql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GtidReplication, startGtidReplication } from "../../../../../rig/gtid-replication.ts";
import { isMariadbInstalled } from "../../../../../rig/mariadb.ts";
import { readSlaveStatus, waitForSlavePosition } from "../sql/index.ts";
import { isEqual, verifyReplica } from "../verify/index.ts";
import { rebuildReplica } from "./index.ts";

const schemas = ["identity", "multisite"];

describe.runIf(isMariadbInstalled())("a replica is made anew from another node", () => {
  let rig: GtidReplication;
  let master: MariadbConnection;
  let replica: MariadbConnection;

  beforeAll(async () => {
    rig = await startGtidReplication({ master: undefined, sibling: "master", replica: "master" }, ["sibling", "replica"]);
    [master, replica] = [rig.open("master"), rig.open("replica")];
    for (const schema of schemas) await master.all(`CREATE DATABASE ${schema} CHARACTER SET utf8mb3`);
    await master.all(
      "CREATE TABLE identity.user (id VARCHAR(64) PRIMARY KEY, name TEXT, bytes VARBINARY(9), n DOUBLE, at DATETIME)",
    );
    await master.all(
      "CREATE TABLE identity.member (n INT AUTO_INCREMENT PRIMARY KEY, user VARCHAR(64), FOREIGN KEY (user) REFERENCES user (id))",
    );
    const rows = Array.from({ length: 2500 }, (_, n) => `('u${n}', 'näme ''${n}', UNHEX('00ff'), ${n} / 3, '2026-01-01')`);
    await master.all(`INSERT INTO identity.user VALUES ${rows.join(", ")}, ('empty', NULL, NULL, NULL, NULL)`);
    await master.all("INSERT INTO identity.member (user) SELECT id FROM identity.user");
    // A new server has not seen how the accounts were made.
    await master.all("SET SESSION sql_log_bin = 0");
    await master.all("CREATE USER node_replica@'%' IDENTIFIED BY 'it''s' REQUIRE SUBJECT '/CN=replica'");
    await master.all("GRANT SELECT, BINLOG MONITOR ON *.* TO node_replica@'%'");
    await master.all("SET SESSION sql_log_bin = 1");
    await arrived("sibling");
    await arrived("replica");
  });
  afterAll(async () => rig?.stop());

  const arrived = async (name: string): Promise<void> => {
    const [row] = await master.all("SELECT @@GLOBAL.gtid_binlog_pos AS position");
    expect(await waitForSlavePosition(rig.open(name), String(row?.position), 20_000)).toBe(true);
  };
  const rebuild = (donor: string, open = () => rig.open(donor)) =>
    rebuildReplica({
      openHere: () => rig.open("replica"),
      openDonor: open,
      source: rig.server("master"),
      schemas,
      isOurAccount: (name) => name === "node_replica",
      clock: systemClock,
    });
  const equal = async (): Promise<boolean> => {
    const options = { schemas, clock: systemClock };
    const found = await verifyReplica(
      () => rig.open("replica"),
      () => rig.open("master"),
      options,
    );
    await found.close();
    return isEqual(found);
  };
  /** Breaks its data so that its replication stops. */
  const damage = async (): Promise<void> => {
    await replica.all("SET SESSION sql_log_bin = 0");
    await replica.all("DELETE FROM identity.member");
    await replica.all("DELETE FROM identity.user WHERE id < 'u3'");
    await master.all("UPDATE identity.user SET n = n + 1 WHERE id < 'u2'");
    for (let look = 0; (await readSlaveStatus(replica))?.sqlFailure === undefined; look++) {
      if (look > 400) throw new Error("The damage does no harm");
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  };

  test.each(["master", "sibling"])(
    "from its %s, while the master is written to; it follows afterwards and is equal",
    async (donor) => {
      await damage();
      let isWriting = true;
      const writer = (async () => {
        const connection = rig.open("master");
        for (let n = 0; isWriting; n++)
          await connection.all("INSERT INTO identity.user VALUES (?, '', NULL, 1, NULL)", [`${donor}${n}`]);
      })();
      try {
        expect(await rebuild(donor)).toMatchObject({ tables: 2 });
        expect(await equal()).toBe(true);
      } finally {
        isWriting = false;
        await writer;
      }
      await arrived("replica");
      expect(await readSlaveStatus(replica)).toMatchObject({ io: "yes", sql: true, masterPort: rig.server("master").port });
    },
  );

  test("accounts of the star come with it, and stay when the donor has none", async () => {
    const grants = async (name: string) => await rig.open(name).all("SHOW GRANTS FOR node_replica@'%'");
    await rebuild("master");
    expect(await grants("replica")).toEqual(await grants("master"));
    await rebuild("sibling");
    expect(await grants("replica")).toEqual(await grants("master"));
  });

  test("one that was interrupted anywhere is begun anew", async () => {
    for (const statements of [3, 8, 12]) {
      await expect(rebuild("master", () => dying(rig.open("master"), statements))).rejects.toThrow("the donor is gone");
    }
    await rebuild("master");
    expect(await equal()).toBe(true);
  });
});

/** A session that answers so many statements and no more. */
function dying(connection: MariadbConnection, statements: number): MariadbConnection {
  let left = statements;
  return {
    ...connection,
    async all(...args) {
      if (left-- <= 0) throw new Error("the donor is gone");
      return await connection.all(...args);
    },
  };
}
