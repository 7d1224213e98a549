import { test } from "vitest";
import type { SqlLocation } from "../../packages/kernel/sql/index.ts";
import { isMariadbInstalled } from "../../rig/mariadb.ts";
import { mariadbOfThisRing } from "./mariadb-of-this-ring.ts";

/** One of the two database engines that every store must run on, as a source of empty databases for tests. */
export interface TestEngine {
  readonly name: "sqlite" | "mariadb";
  /** A new, empty database that belongs to the caller until {@link TestDatabase.drop}. */
  createDatabase(): Promise<TestDatabase>;
}

export interface TestDatabase {
  readonly location: SqlLocation;
  /** Removes the database; close your connections first. */
  drop(): Promise<void>;
}

/**
 * Both engines, for `describe.each(engines())("store on $name", (engine) => …)`. Where MariaDB is not installed its half
 * is one skipped test that says so.
 */
export function engines(): readonly TestEngine[] {
  if (isMariadbInstalled()) return [sqlite, mariadb];
  test("on MariaDB", (context) => context.skip("mariadb-server-core is not installed (apt-get install mariadb-server-core)"));
  return [sqlite];
}

const sqlite: TestEngine = {
  name: "sqlite",
  async createDatabase() {
    const { createRoom } = await import("../../rig/process/room.ts");
    const room = createRoom("sqlite");
    return { location: { kind: "sqlite", path: room.file("database") }, drop: async () => room.remove() };
  },
};

let databaseCount = 0;

const mariadb: TestEngine = {
  name: "mariadb",
  async createDatabase() {
    const server = await mariadbOfThisRing();
    const database = `t_${process.pid}_${++databaseCount}`;
    await server.execute(`CREATE DATABASE ${database}`);
    const { host, port, user, password, socketPath } = server.address;
    return {
      location: { kind: "mariadb", host, port, user, password, database, socketPath },
      drop: () => server.execute(`DROP DATABASE IF EXISTS ${database}`),
    };
  },
};
