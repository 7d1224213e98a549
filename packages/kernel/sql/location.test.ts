import { describe, expect, test } from "vitest";
import { formatSqlLocation, parseSqlLocation } from "./location.ts";

describe("database URLs", () => {
  test("SQLAlchemy's URLs are understood, so that a Keystone's connection can be used as it is", () => {
    expect(parseSqlLocation("mysql+pymysql://keystone:p%40ss@10.0.0.5/keystone?charset=utf8")).toEqual({
      kind: "mariadb",
      host: "10.0.0.5",
      port: 3306,
      user: "keystone",
      password: "p@ss",
      database: "keystone",
    });
    expect(parseSqlLocation("sqlite:////var/lib/identity.db")).toEqual({ kind: "sqlite", path: "/var/lib/identity.db" });
    expect(parseSqlLocation("sqlite:////r.db?mode=ro")).toEqual({ kind: "sqlite", path: "/r.db", readOnly: true });
  });

  test("formatting and parsing are inverse, also with a socket and odd characters", () => {
    const location = {
      kind: "mariadb",
      host: "db",
      port: 3307,
      user: "a b",
      password: "/?#%",
      database: "keystone",
      socketPath: "/run/my sql.sock",
    } as const;
    expect(parseSqlLocation(formatSqlLocation(location))).toEqual(location);
    const replica = { kind: "sqlite", path: "/r.db", readOnly: true } as const;
    expect(parseSqlLocation(formatSqlLocation(replica))).toEqual(replica);
  });

  test("an unknown kind of URL is refused with what to write instead", () => {
    expect(() => parseSqlLocation("postgresql://x/y")).toThrow(/mysql:\/\/USER:PASSWORD@HOST/);
  });
});
