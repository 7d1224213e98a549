// biome-ignore-all lint/suspicious/noTemplateCurlyInString: keystone.conf is written like this
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readIdentityConfig } from "../config/index.ts";
import { importKeystoneConfig } from "./index.ts";
import { maskPasswords } from "./mask.ts";
import { parseIni } from "./parse-ini.ts";
import { substitute } from "./substitute.ts";

const FILE = "/etc/keystone/keystone.conf";

/** In the manner of Debian's package after `dpkg-reconfigure keystone`, with what operators add. */
const SAMPLE = `[DEFAULT]

#
# From keystone
#

# Using this feature is *NOT* recommended. (string value)
#admin_token = <None>
log_file = keystone.log
log_dir = /var/log/keystone
transport_url = rabbit://openstack:s3cr3t@10.0.0.1:5672,openstack:s3cr3t@10.0.0.2:5672/
public_endpoint = http://\${host_name}:5000
typo_here = 1

[auth]
methods = external,password,
  token,application_credential

[cache]
enabled = true
backend = dogpile.cache.pymemcache

[database]
connection = mysql+pymysql://keystone:p%40ss@controller/keystone

[fernet_tokens]
max_active_keys = 5
key_repository: "/etc/keystone/fernet-keys/"

[identity]
driver = sql
max_password_length = 4096
password_hash_rounds = twelve

[token]
expiration = 7200
provider = jws

; the last one wins
[token]
expiration = 1800
`;

const imported = importKeystoneConfig(SAMPLE, FILE);
const row = (option: string) => imported.report.find((entry) => entry.option === option);

describe("import of a keystone.conf", () => {
  test("what is other than the default is taken over, under Keystone's names", () => {
    expect(imported.document).toMatchObject({
      auth: { methods: ["external", "password", "token", "application_credential"] },
      database: { connection: "mysql+pymysql://keystone:p%40ss@controller/keystone" },
      fernet_tokens: { max_active_keys: 5, key_repository: "/etc/keystone/fernet-keys/" },
      token: { expiration: 1800 },
    });
    expect(row("token.expiration")).toMatchObject({ outcome: "taken over", value: "1800", line: 41 });
  });

  test("the result is a configuration that this service reads", () => {
    expect(readIdentityConfig(imported.document, "test").token.expiration).toBe(1800);
  });

  test.each([
    ["identity.max_password_length", "same as default", ""],
    ["identity.driver", "same as default", ""],
    ["DEFAULT.log_dir", "not applicable", "`log`"],
    ["cache.enabled", "not applicable", "no memcached"],
    ["token.provider", "not supported", "Fernet"],
    ["DEFAULT.typo_here", "not supported", "is the name right"],
    ["identity.password_hash_rounds", "not supported", "whole number"],
  ])("%s is reported as %s, with the reason", (option, outcome, reason) => {
    expect(row(option)).toMatchObject({ outcome, reason: expect.stringContaining(reason) });
  });

  test("Keystone's defaults that are not ours are written down", () => {
    expect(row("credential.key_repository")).toMatchObject({
      value: "/etc/keystone/credential-keys/",
      outcome: "taken over",
      line: 0,
    });
    expect(imported.document.oslo_policy).toEqual({
      policy_dirs: ["/etc/keystone/policy.d"],
      policy_file: "/etc/keystone/policy.yaml",
    });
    expect(row("database.connection")?.line).toBeGreaterThan(0);
  });

  test("no password is in the report, and every line of the file is", () => {
    const text = JSON.stringify(imported.report);
    for (const secret of ["s3cr3t", "p%40ss"]) expect(text).not.toContain(secret);
    expect(row("database.connection")?.value).toBe("mysql+pymysql://keystone:***@controller/keystone");
    const written = parseIni(SAMPLE, FILE).map(({ group, option }) => `${group}.${option}`);
    expect(new Set(imported.report.map(({ option }) => option))).toEqual(expect.objectContaining(new Set(written)));
    for (const option of written) expect(row(option), option).toBeDefined();
  });

  test("a former name of an option is understood", () => {
    const { document } = importKeystoneConfig("[DEFAULT]\nsql_connection = mysql://a:b@c/d\n", FILE);
    expect(document.database).toEqual({ connection: "mysql://a:b@c/d" });
  });
});

describe("ini files as oslo.config reads them", () => {
  test("continuation, quotes, colon, and what stands before the first section", () => {
    const text = "a = 1\n  2\n\n[g]\nb: 'x = y'\nc = \"\"\nd =\n";
    expect(parseIni(text, FILE).map(({ group, option, value, line }) => [group, option, value, line])).toEqual([
      ["DEFAULT", "a", "1\n2", 1],
      ["g", "b", "x = y", 5],
      ["g", "c", "", 6],
      ["g", "d", "", 7],
    ]);
  });

  test.each([
    ["[open\n", 1, "a section is written as"],
    ["[g]\nno assignment\n", 2, "no = or :"],
    ["  x\n", 1, "begins with a blank"],
    ["= 1\n", 1, "no name"],
  ])("%j is an error that names the line", (text, line, problem) => {
    expect(() => parseIni(text, FILE)).toThrow(new RegExp(`${FILE}:${line}: .*${problem}`));
  });

  test("whatever plain values are written, they are read back", () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
    const value = fc.stringMatching(/^[^\s"'][^\r\n]{0,20}$/).map((text) => text.trim());
    fc.assert(
      fc.property(fc.dictionary(word, value), (values) => {
        const text = Object.entries(values)
          .map(([name, written]) => `${name} = ${written}\n`)
          .join("");
        expect(Object.fromEntries(parseIni(text, FILE).map(({ option, value: read }) => [option, read]))).toEqual({ ...values });
      }),
    );
  });
});

describe("substitution", () => {
  const values: Record<string, string> = {
    "DEFAULT.host": "h1",
    "g.port": "5000",
    "g.url": "http://$host:$port",
    "g.loop": "$loop",
  };
  const lookup = (group: string, option: string) => values[`${group}.${option}`];

  test.each([
    ["$port", "5000"],
    ["${g.port}!", "5000!"],
    ["${host}", "h1"],
    ["$url/v3", "http://h1:5000/v3"],
    ["$$port \\$port", "$port $port"],
    ["$nobody ${x.nobody}", "$nobody ${x.nobody}"],
    ["100%(port)s", "100%(port)s"],
    ["$loop", "$loop"],
  ])("%s is %s", (written, expected) => {
    expect(substitute(written, "g", lookup)).toBe(expected);
  });
});

test.each([
  ["mysql://user:pass@host/db", "mysql://user:***@host/db"],
  ["rabbit://a:b@h1:1,c:d@h2:2/v", "rabbit://a:***@h2:2/v"],
  ["http://host:5000/v3", "http://host:5000/v3"],
  ["mysql://user:p@ss/w@host/db", "mysql://user:***@host/db"],
])("the password in %s is masked", (url, masked) => {
  expect(maskPasswords(url)).toBe(masked);
});
