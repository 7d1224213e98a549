import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { MultisiteError } from "@multisite/kernel/errors";
import { formatSqlLocation, type SqlLocation } from "@multisite/kernel/sql";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { isMariadbInstalled } from "../../../../rig/mariadb.ts";
import { engines, type TestDatabase } from "../../../../test/support/engines.ts";
import { mariadbOfThisRing, type SharedMariadb } from "../../../../test/support/mariadb-of-this-ring.ts";
import type { IdentityConfig } from "../../config/index.ts";
import { createIdentityService } from "../../main.ts";
import { startTestService, type TestService } from "../../testing/index.ts";

describe("a start that cannot succeed", () => {
  let site: TestService;
  beforeEach(async () => {
    site = await startTestService();
    await site.identity.audit.close();
    site.identity.facts.store.close();
    await site.identity.database.close();
    for (const name of readdirSync(site.directory)) if (name.startsWith("facts.db")) rmSync(file(name));
  });
  afterEach(async () => {
    await site.app.close();
    rmSync(site.directory, { recursive: true, force: true });
  });

  const file = (name: string): string => join(site.directory, name);
  /** Everything below the site's directory, with what it holds. */
  const files = (): Record<string, string> =>
    Object.fromEntries(
      (readdirSync(site.directory, { recursive: true }) as string[])
        .filter((name) => statSync(file(name)).isFile())
        .map((name) => [name, readFileSync(file(name)).toString("base64")]),
    );
  const openFiles = (): string[] =>
    readdirSync("/proc/self/fd").flatMap((fd) => {
      try {
        const path = readlinkSync(`/proc/self/fd/${fd}`);
        return path.startsWith(site.directory) ? [path] : [];
      } catch {
        return [];
      }
    });
  const sockets = (): number => process.getActiveResourcesInfo().filter((name) => /TCP|PipeWrap|Server/.test(name)).length;

  type Groups = { [Group in keyof IdentityConfig]?: Partial<IdentityConfig[Group]> };
  /** Starts with changed settings and gives the error, having looked that nothing came of the attempt. */
  async function failure(changes: Groups = {}): Promise<MultisiteError> {
    const { config, clock, random, log } = site.identity;
    const merged = { ...config } as Record<string, object>;
    for (const [group, values] of Object.entries(changes)) merged[group] = { ...merged[group], ...values };
    const before = { files: files(), sockets: sockets(), open: openFiles() };
    const outcome = await createIdentityService(merged as unknown as IdentityConfig, { clock, random, log }).then(
      async (service) => {
        await service.close();
        return undefined;
      },
      (thrown: unknown) => thrown,
    );
    expect(outcome).toBeInstanceOf(MultisiteError);
    // What a reader of a database in WAL mode makes beside it holds nothing and is taken over by the next start.
    const after = Object.entries(files()).filter(([name]) => !/-(wal|shm)$/.test(name));
    expect(Object.fromEntries(after)).toEqual(
      Object.fromEntries(Object.entries(before.files).filter(([name]) => !/-(wal|shm)$/.test(name))),
    );
    expect(openFiles()).toEqual(before.open);
    await expect.poll(sockets).toBeLessThanOrEqual(before.sockets);
    const { message } = outcome as MultisiteError;
    expect(message).toMatch(/^[[A-Z/].{20,}\S$/);
    expect(message).not.toMatch(/\n|undefined|SQLITE|ER_/);
    return outcome as MultisiteError;
  }
  const sqlite = (path: string): Groups => ({ database: { connection: `sqlite:///${path}` } });

  describe.each(["fernet_tokens", "credential"] as const)("for its %s keys", (group) => {
    const directory = (): string => site.identity.config[group].key_repository;
    const code = async (changes: Groups = {}): Promise<string> => {
      const error = await failure(changes);
      expect(error.message).toContain(changes[group]?.key_repository ?? directory());
      return error.code.replace("identity.key_repository.", "");
    };

    test("everybody may read them", async () => {
      chmodSync(directory(), 0o755);
      expect(await code()).toBe("world_readable");
    });
    test("one holds junk", async () => {
      writeFileSync(join(directory(), "1"), "junk");
      expect(await code()).toBe("invalid_key");
    });
    test("one holds bytes that are no text", async () => {
      writeFileSync(join(directory(), "0"), Buffer.from([0xff, 0x00, 0xfe]));
      expect(await code()).toBe("invalid_key");
    });
    test("the path leads through a file", async () => {
      const blocked = join(directory(), "1", "keys");
      expect(await code({ [group]: { key_repository: blocked } })).toBe("unreadable");
    });
    if (group === "fernet_tokens") {
      test("the directory is a file", async () => {
        expect(await code({ [group]: { key_repository: join(directory(), "1") } })).toBe("missing");
      });
      test("there is no directory", async () => {
        rmSync(directory(), { recursive: true });
        expect(await code()).toBe("missing");
      });
      test("the directory is empty, or holds other things only", async () => {
        for (const name of readdirSync(directory())) rmSync(join(directory(), name));
        expect(await code()).toBe("empty");
        writeFileSync(join(directory(), "README"), "keys");
        writeFileSync(join(directory(), "0"), "");
        mkdirSync(join(directory(), "1"));
        expect(await code()).toBe("empty");
      });
    }
  });

  describe("for its database file", () => {
    test("there is none: it is not made", async () => {
      expect((await failure(sqlite(file("other.db")))).code).toBe("identity.database.missing");
    });
    test("its directory is missing, or it is a directory", async () => {
      expect((await failure(sqlite(file("none/other.db")))).code).toBe("kernel.sql.open");
      expect((await failure(sqlite(site.directory))).code).toBe("kernel.sql.open");
    });
    test("it is empty", async () => {
      writeFileSync(file("empty.db"), "");
      const error = await failure(sqlite(file("empty.db")));
      expect([error.code, error.message]).toEqual(["identity.database.empty", expect.stringContaining("identity bootstrap")]);
    });
    test("it is no database", async () => {
      writeFileSync(file("junk.db"), "junk ".repeat(1000));
      expect(await failure(sqlite(file("junk.db")))).toMatchObject({
        code: "kernel.sql.open",
        message: expect.stringContaining("is no SQLite database"),
      });
    });
    test("it has other tables", async () => {
      const other = new DatabaseSync(file("other.db"));
      other.exec("CREATE TABLE invoice (id INTEGER)");
      other.close();
      expect(await failure(sqlite(file("other.db")))).toMatchObject({
        code: "identity.database.version",
        message: expect.stringContaining("tables that are not Keystone's"),
      });
    });
    test.each([
      ["an earlier schema", "DELETE FROM alembic_version WHERE version_num = '29e87d24a316'"],
      ["a later schema", "UPDATE alembic_version SET version_num = 'b4f8b3f584e0' WHERE version_num = '29e87d24a316'"],
      ["no version", "DELETE FROM alembic_version"],
    ])("it has %s", async (_name, statement) => {
      copyFileSync(file("identity.db"), file("other.db"));
      const other = new DatabaseSync(file("other.db"));
      other.exec(statement);
      other.close();
      expect((await failure(sqlite(file("other.db")))).code).toBe("identity.database.version");
    });
    test("the URL is of another kind", async () => {
      expect((await failure({ database: { connection: "postgresql://x/y" } })).code).toBe("kernel.sql.url");
    });
  });

  describe.runIf(isMariadbInstalled())("for its MariaDB", () => {
    let server: SharedMariadb;
    let database: TestDatabase;
    let users = 0;
    beforeAll(async () => {
      server = await mariadbOfThisRing();
      database = await (engines().find(({ name }) => name === "mariadb") as ReturnType<typeof engines>[number]).createDatabase();
      return () => database.drop();
    });
    const at = (changes: object): Groups => ({
      database: { connection: formatSqlLocation({ ...database.location, ...changes } as SqlLocation) },
    });
    const databaseName = (): string => (database.location as { database: string }).database;
    const createUser = async (grant?: string): Promise<{ user: string; password: string }> => {
      const user = `u_${process.pid}_${++users}`;
      await server.execute(`CREATE USER ${user}@localhost IDENTIFIED BY 'right'`);
      if (grant !== undefined) await server.execute(`GRANT ${grant} TO ${user}@localhost`);
      return { user, password: "right" };
    };

    test("it is down", async () => {
      expect((await failure(at({ socketPath: file("no.sock") }))).code).toBe("kernel.sql.unreachable");
    });
    test("the password is wrong, and is not shown", async () => {
      const error = await failure(at({ ...(await createUser()), password: "secret-but-wrong" }));
      expect(error.code).toBe("kernel.sql.login");
      expect(error.message).not.toContain("secret-but-wrong");
    });
    test("the user has no rights", async () => {
      expect((await failure(at(await createUser()))).code).toBe("kernel.sql.rights");
    });
    test("the database is not there", async () => {
      expect((await failure(at({ database: "none_such" }))).code).toBe("kernel.sql.missing");
    });
    test("the database is empty", async () => {
      expect((await failure(at(await createUser(`SELECT ON ${databaseName()}.*`)))).code).toBe("identity.database.empty");
    });
  });

  describe("for other files", () => {
    test("a policy file that is broken names the line", async () => {
      writeFileSync(file("policy.yaml"), '"identity:list_users": "role:admin"\n"identity:get_user": [\n');
      expect(await failure()).toMatchObject({
        code: "identity.policy.file.invalid",
        message: expect.stringMatching(/policy\.yaml:\d/),
      });
    });
    test("a policy file that cannot be read", async () => {
      mkdirSync(file("policy.yaml"));
      expect((await failure()).code).toBe("identity.policy.file.unreadable");
    });
    test("a certificate that is missing, alone, or no certificate", async () => {
      const listen = { certificate: file("a.crt"), private_key: file("a.key") };
      expect((await failure({ listen })).code).toBe("kernel.http.tls_unreadable");
      expect((await failure({ listen: { certificate: file("a.crt") } })).code).toBe("identity.listen.tls");
      writeFileSync(file("a.crt"), "junk");
      writeFileSync(file("a.key"), "junk");
      expect((await failure({ listen })).code).toBe("kernel.http.tls_invalid");
    });
    test("a facts file that is no database, or has no directory", async () => {
      writeFileSync(file("facts.db"), "junk ".repeat(1000));
      expect((await failure()).code).toBe("kernel.facts.open");
      expect((await failure({ facts: { path: file("none/facts.db") } })).code).toBe("kernel.facts.open");
    });
    test("an audit file that cannot be written", async () => {
      const facts = { path: undefined };
      expect((await failure({ facts, audit: { path: file("none/audit.log") } })).code).toBe("identity.audit.file");
    });
  });
});
