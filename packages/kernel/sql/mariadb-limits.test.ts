import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isMariadbInstalled, type Mariadb, startMariadb } from "../../../rig/mariadb.ts";
import { systemClock } from "../clock/index.ts";
import { isUnavailable, openDatabase, type SqlDatabase } from "./index.ts";

interface Tables {
  item: { id: number };
}

const LIMITS = { connectionMs: 1000, statementMs: 1000 };
/** A safety bound; without limits nothing would be answered at all. */
const BOUND_MS = 15_000;
const POOL_SIZE = 2;

describe.runIf(isMariadbInstalled())("a MariaDB that takes connections and answers nothing", () => {
  let server: Mariadb;
  let database: SqlDatabase<Tables>;
  beforeAll(async () => {
    server = await startMariadb();
    const { host, port, user, password } = server;
    const location = { kind: "mariadb", host, port, user, password, database: await server.createDatabase("d") } as const;
    database = openDatabase<Tables>(
      { ...location, poolSize: POOL_SIZE },
      { clock: systemClock, watchIntervalMs: 0, limits: LIMITS },
    );
    await database.query.schema
      .createTable("item")
      .addColumn("id", "integer", (column) => column.primaryKey())
      .execute();
  });
  afterAll(async () => {
    process.kill(server.pid, "SIGCONT");
    await database?.close();
    await server?.stop();
  });

  const count = async (): Promise<number> => (await database.query.selectFrom("item").select("id").execute()).length;

  test("fails every statement in time, those that wait for a connection too, and is asked again when it goes on", async () => {
    expect(await count()).toBe(0);
    process.kill(server.pid, "SIGSTOP");
    const startMs = systemClock.monotonicMs();
    const outcomes = await Promise.allSettled([
      ...Array.from({ length: POOL_SIZE * 4 }, () => count()),
      database.raw.all("SELECT id FROM item", []),
      database.transaction((transaction) => transaction.insertInto("item").values({ id: 1 }).execute()),
    ]);
    expect(systemClock.monotonicMs() - startMs).toBeLessThan(BOUND_MS);
    for (const outcome of outcomes) expect(outcome.status === "rejected" && isUnavailable(outcome.reason)).toBe(true);
    process.kill(server.pid, "SIGCONT");
    expect(await count()).toBe(0);
  });

  test("a row that somebody else holds is given up in time, and the connection stays good", async () => {
    await database.query.insertInto("item").values({ id: 7 }).execute();
    const failure = await database.transaction(async (holder) => {
      await holder.updateTable("item").set({ id: 8 }).where("id", "=", 7).execute();
      return database.query
        .deleteFrom("item")
        .where("id", "=", 7)
        .execute()
        .catch((thrown: unknown) => thrown);
    });
    expect(isUnavailable(failure)).toBe(true);
    expect(await count()).toBe(1);
  });
});
