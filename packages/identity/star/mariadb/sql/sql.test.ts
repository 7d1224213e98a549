import { type MariadbConnection, openMariadbConnection } from "@multisite/kernel/sql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isMariadbInstalled, type Mariadb, startMariadb } from "../../../../../rig/mariadb.ts";
import {
  changeMaster,
  forgetGtidDomain,
  forgetMaster,
  formatGtidPosition,
  isReadOnlyServer,
  readGaleraStatus,
  readGtidPositions,
  readLastGtid,
  readServerIdentity,
  readSlaveStatus,
  type SlaveStatus,
  setReadOnlyServer,
  setSlavePosition,
  startSlave,
  stopSlave,
  waitForSlavePosition,
} from "./index.ts";

const BOUND_MS = 10_000;
const replicated = ["--log-bin", "--log-slave-updates", "--binlog-format=ROW", "--gtid-strict-mode=ON"];

describe.runIf(isMariadbInstalled())("what is asked of two real servers, a master and its replica", () => {
  let servers: Mariadb[] = [];
  let master: MariadbConnection;
  let replica: MariadbConnection;
  let source: { host: string; port: number; user: string; password: string };

  beforeAll(async () => {
    servers = await Promise.all([
      startMariadb({ serverOptions: [...replicated, "--server-id=10", "--gtid-domain-id=1"] }),
      startMariadb({ serverOptions: [...replicated, "--server-id=21", "--gtid-domain-id=21"] }),
    ]);
    const [first, second] = servers as [Mariadb, Mariadb];
    master = openMariadbConnection(first);
    replica = openMariadbConnection(second);
    source = { host: first.host, port: first.port, user: first.user, password: first.password };
    // As after seeding: what each has of its own is not the other's.
    for (const connection of [master, replica]) await connection.all("RESET MASTER");
  });
  afterAll(async () => {
    await master?.close();
    await replica?.close();
    for (const server of servers) await server.kill();
  });

  const statusWhen = async (isThere: (status: SlaveStatus) => boolean): Promise<SlaveStatus> => {
    for (let attempt = 0; attempt < 200; attempt++) {
      const status = await readSlaveStatus(replica);
      if (status !== undefined && isThere(status)) return status;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`Not reached; the status is ${JSON.stringify(await readSlaveStatus(replica), (_, value) => String(value))}`);
  };

  test("a server that follows nobody and is in no cluster has neither status", async () => {
    expect(await readSlaveStatus(master)).toBeUndefined();
    expect(await readGaleraStatus(master)).toBeUndefined();
    expect(await readServerIdentity(master)).toMatchObject({ serverId: 10, gtidDomain: 1 });
  });

  test("a replica follows by GTID, and a write can be waited for", async () => {
    await changeMaster(replica, source);
    await startSlave(replica);
    await master.all("CREATE DATABASE followed");
    await master.all("CREATE TABLE followed.item (id INT PRIMARY KEY)");
    await master.all("INSERT INTO followed.item VALUES (1)");
    const gtid = await readLastGtid(master);
    expect(gtid).toBe("1-10-3");
    expect(await waitForSlavePosition(replica, gtid ?? "", BOUND_MS)).toBe(true);
    expect(await replica.all("SELECT id FROM followed.item")).toEqual([{ id: 1 }]);
    const { slave, current } = await readGtidPositions(replica);
    expect([formatGtidPosition(slave), formatGtidPosition(current)]).toEqual([gtid, gtid]);
    const status = await statusWhen(({ secondsBehind }) => secondsBehind === 0);
    expect(status).toMatchObject({
      masterHost: source.host,
      masterPort: source.port,
      io: "yes",
      sql: true,
      usesGtid: "Slave_Pos",
    });
    expect(formatGtidPosition(status.fetched)).toBe(gtid);
  });

  test("a write that has not come is not said to be there", async () => {
    expect(await waitForSlavePosition(replica, "1-10-99", 100)).toBe(false);
  });

  test("a delayed replica says how long it waits, and one that may not log in why", async () => {
    await stopSlave(replica);
    expect(await readSlaveStatus(replica)).toMatchObject({ io: "no", sql: false });
    await changeMaster(replica, { ...source, delaySeconds: 3600 });
    await startSlave(replica);
    await master.all("INSERT INTO followed.item VALUES (2)");
    const delayed = await statusWhen(({ remainingDelaySeconds }) => remainingDelaySeconds !== undefined);
    expect(delayed.delaySeconds).toBe(3600);
    expect(delayed.remainingDelaySeconds).toBeGreaterThan(3500);
    await stopSlave(replica);
    await changeMaster(replica, { ...source, password: "wrong" });
    await startSlave(replica);
    const refused = await statusWhen(({ ioFailure }) => ioFailure !== undefined);
    expect(refused.ioFailure?.errno).toBe(1045);
    await stopSlave(replica);
  });

  test("a replica that has a change which its master has not stops, and says so", async () => {
    await setSlavePosition(replica, "1-10-50");
    await changeMaster(replica, source);
    await startSlave(replica);
    const broken = await statusWhen(({ ioFailure }) => ioFailure !== undefined);
    expect(broken.ioFailure?.errno).toBe(1236);
    await stopSlave(replica);
    await forgetMaster(replica);
    expect(await readSlaveStatus(replica)).toBeUndefined();
  });

  test("a server can be made read-only and writable again", async () => {
    expect(await isReadOnlyServer(replica)).toBe(false);
    await setReadOnlyServer(replica, true);
    expect(await isReadOnlyServer(replica)).toBe(true);
    await setReadOnlyServer(replica, false);
    expect(await isReadOnlyServer(replica)).toBe(false);
  });

  test("a connection that was lost is opened again by the next statement", async () => {
    const [row] = await replica.all("SELECT CONNECTION_ID() AS id");
    await expect(replica.all("KILL CONNECTION_ID()")).rejects.toThrow();
    const [again] = await replica.all("SELECT CONNECTION_ID() AS id");
    expect(again?.id).not.toBe(row?.id);
  });

  test("a statement without an answer in time gives up its connection, not the next statement", async () => {
    await expect(replica.all("SELECT SLEEP(5)", [], { timeoutMs: 100 })).rejects.toThrow();
    expect(await replica.all("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  test("a GTID domain without changes is taken out of a server's state, one with changes is not", async () => {
    const domains = async (): Promise<string> => {
      const [row] = await replica.all("SELECT @@GLOBAL.gtid_binlog_state AS state");
      return String(row?.state);
    };
    await stopSlave(replica);
    await replica.all("RESET MASTER");
    // What MariaDB writes there by itself after a state transfer.
    await replica.all("SET GLOBAL gtid_binlog_state = '77-77-68'");
    expect(await domains()).toContain("77-77-68");
    expect(await forgetGtidDomain(replica, 77)).toBe(true);
    expect(await domains()).not.toContain("77-77");
    await replica.all("CREATE DATABASE written_here");
    expect(await forgetGtidDomain(replica, 21)).toBe(false);
    expect(await domains()).toContain("21-21-");
  });
});
