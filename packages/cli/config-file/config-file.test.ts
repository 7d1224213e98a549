import { optionGroups } from "@multisite/identity";
import { describe, expect, test } from "vitest";
import { parseConfig } from "./index.ts";
import { PATH_OPTIONS } from "./paths.ts";

const parse = (text: string) => parseConfig(text, "/etc/multisite/identity.yaml");

describe("configuration file", () => {
  test("values are taken over and the rest keeps its defaults; an empty file is all defaults", () => {
    expect(parse("token: { expiration: 7200 }").token.expiration).toBe(7200);
    expect(parse("").token.expiration).toBe(3600);
    expect(parse("token:\n").token.expiration).toBe(3600);
  });

  test("relative paths are seen from the file's directory, absolute ones stay", () => {
    const config = parse(
      "fernet_tokens: { key_repository: keys }\ndatabase: { connection: 'sqlite:///data/identity.db' }\noslo_policy: { policy_dirs: [a, /b] }\nlog: { path: /var/log/x }",
    );
    expect(config.fernet_tokens.key_repository).toBe("/etc/multisite/keys");
    expect(config.database.connection).toBe("sqlite:////etc/multisite/data/identity.db");
    expect(config.oslo_policy.policy_dirs).toEqual(["/etc/multisite/a", "/b"]);
    expect(config.oslo_policy.policy_file).toBe("/etc/multisite/policy.yaml");
    expect(config.log.path).toBe("/var/log/x");
    expect(config.fernet_receipts.key_repository).toBeUndefined();
  });

  test("a MariaDB URL is no path", () => {
    const connection = "mysql://keystone:x@10.0.0.5/keystone";
    expect(parse(`database: { connection: '${connection}' }`).database.connection).toBe(connection);
  });

  test("everything that is wrong is named at once, each with its line", () => {
    const text = "token:\n  expiraton: 1\n  expiration: soon\nfernet: {}\n__proto__: {}\nlog: 5\n";
    const file = "/etc/multisite/identity.yaml";
    expect(() => parse(text)).toThrow(`${file}:2: there is no option token.expiraton; did you mean expiration?`);
    expect(() => parse(text)).toThrow(`${file}:3: token.expiration must be a whole number of at least 0`);
    expect(() => parse(text)).toThrow(`${file}:4: there is no group fernet; `);
    expect(() => parse(text)).toThrow(`${file}:5: there is no group __proto__`);
    expect(() => parse(text)).toThrow(`${file}:6: log must hold options`);
  });

  test("what is no YAML, or no document of groups, is an error with its line", () => {
    expect(() => parse("token: {\n")).toThrow(/identity\.yaml:\d: this is not YAML/);
    expect(() => parse("- a\n")).toThrow("settings are written as GROUP: {OPTION: VALUE}");
  });

  test("every option that is treated as a path is there", () => {
    for (const [group, option] of PATH_OPTIONS) {
      expect((optionGroups as Record<string, Record<string, unknown>>)[group], `${group}.${option}`).toHaveProperty(option);
    }
  });
});
