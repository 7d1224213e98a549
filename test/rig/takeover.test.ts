import { chmodSync, cpSync } from "node:fs";
import { createConnection } from "mysql2/promise";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ringTwo } from "../../rig/debian/packages.ts";
import { startIdentity } from "../../rig/identity.ts";
import { type Keystone, startKeystone } from "../../rig/keystone/index.ts";
import { type Mariadb, startMariadb } from "../../rig/mariadb.ts";
import { createRoom, type Room } from "../../rig/process/room.ts";
import { describeReal } from "../support/describe-real.ts";
import { type Estate, fillEstate } from "./takeover/estate.ts";
import { afterTheMove } from "./takeover/live-on.ts";
import { type Observation, observe } from "./takeover/observe.ts";

/** What a service leaves behind for the next one. */
interface Place {
  readonly mariadb: Mariadb;
  readonly database: string;
  readonly keys: { readonly keyDirectory: string; readonly credentialKeyDirectory: string };
  readonly adminPassword: string;
}

interface Service {
  readonly url: string;
  readonly adminPassword: string;
  stop(): Promise<void>;
}

/** Starts on an empty MariaDB; leaves its database and a copy of its keys. */
type StartFirst = (mariadb: Mariadb, room: Room) => Promise<{ service: Service; place: Place }>;
type StartNext = (place: Place) => Promise<Service>;

const keystoneFirst: StartFirst = async (mariadb, room) => {
  const service = await startKeystone({ mariadb, cache: "memcached", keepDatabase: true });
  return { service, place: { mariadb, database: service.database, keys: copyKeys(service, room), adminPassword: "adminpw" } };
};
const keystoneNext = ({ mariadb, database, keys, adminPassword }: Place): Promise<Keystone> =>
  startKeystone({ mariadb, existingDatabase: database, ...keys, adminPassword, cache: "memcached" });

const oursFirst: StartFirst = async (mariadb, room) => {
  const database = await mariadb.createDatabase("ours");
  const service = await startIdentity({ mariadb: { server: mariadb, database } });
  return { service, place: { mariadb, database, keys: copyKeys(service, room), adminPassword: "adminpw" } };
};
const oursNext: StartNext = ({ mariadb, database, keys, adminPassword }) =>
  startIdentity({ existing: true, mariadb: { server: mariadb, database }, ...keys, adminPassword });

function copyKeys(from: { keyDirectory: string; credentialKeyDirectory: string }, room: Room): Place["keys"] {
  const keys = { keyDirectory: room.file("fernet-keys"), credentialKeyDirectory: room.file("credential-keys") };
  cpSync(from.keyDirectory, keys.keyDirectory, { recursive: true });
  cpSync(from.credentialKeyDirectory, keys.credentialKeyDirectory, { recursive: true });
  // The copy's directories are open to all, which our service refuses.
  for (const directory of Object.values(keys)) chmodSync(directory, 0o700);
  return keys;
}

const moves: readonly { title: string; first: StartFirst; next: StartNext; back: StartNext }[] = [
  { title: "a real Keystone's database that ours takes over", first: keystoneFirst, next: oursNext, back: keystoneNext },
  { title: "our database that a real Keystone takes over", first: oursFirst, next: keystoneNext, back: oursNext },
];

describeReal("taking over", ringTwo, () => {
  let mariadb: Mariadb;
  beforeAll(async () => {
    mariadb = await startMariadb();
  });
  afterAll(async () => mariadb?.stop());

  describe.each(moves)("$title", ({ first, next, back }) => {
    const room = createRoom("takeover");
    const addresses: string[] = [];
    let running: Service | undefined;
    let place: Place;
    let estate: Estate;
    let before: Observation;

    beforeAll(async () => {
      const { service, place: left } = await first(mariadb, room);
      running = service;
      place = left;
      addresses.push(service.url);
      estate = await fillEstate(service.url, service.adminPassword);
      before = await observe(service.url, estate, addresses);
      await service.stop();
      running = await next(place);
      addresses.push(running.url);
    });

    afterAll(async () => {
      await running?.stop();
      room.remove();
    });

    test("every list, and the validation of every token made before, is answered as before", async () => {
      const after = await observe(running?.url ?? "", estate, addresses);
      expect(Object.keys(after).length).toBeGreaterThan(50);
      for (const [question, answer] of Object.entries(before)) expect([question, after[question]]).toEqual([question, answer]);
    });

    test("what was to be seen before is all there: nothing above compared refusals", () => {
      const refused = Object.entries(before).filter(([, answer]) => (answer as { status: number }).status !== 200);
      expect(refused.map(([question]) => question).sort()).toEqual(["ended token: disabled", "ended token: revoked"]);
    });

    test.each(afterTheMove)("%s", (_name, act) => act(running?.url ?? "", estate));

    test("moved back, the first service finds the second one's changes and its tokens", async () => {
      const changed = await observe(running?.url ?? "", estate, addresses);
      await running?.stop();
      running = await back(place);
      addresses.push(running.url);
      const after = await observe(running.url, estate, addresses);
      for (const [question, answer] of Object.entries(changed)) expect([question, after[question]]).toEqual([question, answer]);
      expect(JSON.stringify(after["/v3/projects"])).toContain("made after");
    });
  });

  describe("the schema that ours makes", () => {
    let theirs: string;
    let ours: string;
    let keystone: Keystone;

    beforeAll(async () => {
      keystone = await startKeystone({ mariadb, cache: "off" });
      theirs = keystone.database;
      ours = await mariadb.createDatabase("schema");
      await (await startIdentity({ mariadb: { server: mariadb, database: ours } })).stop();
    });
    afterAll(async () => keystone?.stop());

    test("is Keystone's, table by table: columns, types, defaults, character sets, keys, constraints", async () => {
      const [expected, actual] = [await readSchema(mariadb, theirs), await readSchema(mariadb, ours)];
      expect(Object.keys(actual)).toEqual(Object.keys(expected));
      expect(Object.keys(actual)).toHaveLength(49);
      for (const [table, statement] of Object.entries(expected)) expect(actual[table]).toBe(statement);
    });

    test("leaves `keystone-manage db_sync --check` nothing to do", async () => {
      const other = await startKeystone({ mariadb, existingDatabase: ours, cache: "off" });
      try {
        const { code, stdout, stderr } = await other.manage(["db_sync", "--check"]);
        expect(code).toBe(0);
        expect(stdout + stderr).toMatch(/same version|All db_sync commands are upgraded/);
      } finally {
        await other.stop();
      }
    });
  });
});

/**
 * `SHOW CREATE TABLE` of every table, but for the counters, and with the keys in alphabetical order: SQLAlchemy makes those of
 * a table in another order at each run.
 */
async function readSchema(server: Mariadb, database: string): Promise<Record<string, string>> {
  const { socketPath, user, password } = server;
  const connection = await createConnection({ socketPath, user, password, database });
  try {
    const [tables] = await connection.query("SHOW TABLES");
    const schema: Record<string, string> = {};
    for (const row of tables as Record<string, string>[]) {
      const name = Object.values(row)[0] ?? "";
      const [created] = await connection.query(`SHOW CREATE TABLE \`${name}\``);
      const statement = (created as Record<string, string>[])[0]?.["Create Table"] ?? "";
      const lines = statement.replace(/ AUTO_INCREMENT=\d+/, "").split("\n");
      const isKey = (line: string): boolean => /^ {2}(UNIQUE )?KEY /.test(line);
      const keys = lines.filter(isKey).map((line) => line.replace(/,$/, ""));
      schema[name] = [...lines.filter((line) => !isKey(line)), ...keys.sort()].join("\n").replaceAll(/,$/gm, "");
    }
    return schema;
  } finally {
    await connection.end();
  }
}
