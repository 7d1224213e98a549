import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Cloud, type CloudQuestion, loadCloud } from "./index.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "clouds-"));
});
afterEach(() => rmSync(home, { recursive: true }));

function write(path: string, text: string): string {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), text);
  return join(home, path);
}

function load(question: Partial<CloudQuestion> = {}): Cloud {
  return loadCloud({ environment: {}, workingDirectory: join(home, "work"), homeDirectory: home, ...question });
}

/** With its secrets, for comparing. */
function auth(question: Partial<CloudQuestion> = {}): unknown {
  const { auth: found } = load(question);
  if (found.kind === "none") return { ...found, token: found.token?.reveal() };
  const credentials = Object.entries(found.credentials).map(([name, value]) => [
    name,
    typeof value === "object" && "reveal" in value ? value.reveal() : value,
  ]);
  return { authUrl: found.authUrl, ...Object.fromEntries(credentials) };
}

const north = `
clouds:
  north:
    auth:
      auth_url: https://north.example:5000
      username: ann
      project_name: vnf
      user_domain_name: Default
      project_domain_name: Default
    region_name: North
    interface: internal
    cacert: ~/ca.pem
`;

describe("a cloud of clouds.yaml", () => {
  test("has its password from secure.yaml, and is found in the working directory before the home", () => {
    write("work/clouds.yaml", north);
    write(".config/openstack/clouds.yaml", "clouds: {other: {}}");
    write(".config/openstack/secure.yaml", "clouds: {north: {auth: {password: 0123}}}");
    expect(auth({ cloud: "north" })).toEqual({
      authUrl: "https://north.example:5000/v3",
      kind: "password",
      user: { name: "ann", domain: { name: "Default" } },
      // As it stands: a number would be 83, or 123.
      password: "0123",
      scope: { project: { name: "vnf", domain: { name: "Default" } } },
    });
    expect(load({ cloud: "north" })).toMatchObject({
      regionName: "North",
      interface: "internal",
      tls: { caFile: join(home, "ca.pem"), isInsecure: false },
    });
  });

  test("is chosen by its name, by OS_CLOUD, by OS_* themselves, or by being the only one", () => {
    const two = write(
      "two.yaml",
      "clouds: {a: {auth_type: none, auth: {endpoint: a}}, b: {auth_type: none, auth: {endpoint: b}}}",
    );
    const one = write("one.yaml", "clouds: {a: {auth_type: none, auth: {endpoint: a}}}");
    const described = { OS_AUTH_TYPE: "none", OS_ENDPOINT: "http://c" };
    const nameOf = (file: string, environment: Record<string, string>, cloud?: string): string =>
      load({ environment: { OS_CLIENT_CONFIG_FILE: file, ...environment }, ...(cloud && { cloud }) }).name;
    expect(nameOf(two, { OS_CLOUD: "b", ...described }, "a")).toBe("a");
    expect(nameOf(two, { OS_CLOUD: "b", ...described })).toBe("b");
    expect(nameOf(two, described)).toBe("envvars");
    expect(nameOf(one, { OS_REGION_NAME: "R" })).toBe("a");
    expect(() => nameOf(two, {})).toThrow("No cloud was named; there are: a, b.");
    expect(() => nameOf(two, {}, "c")).toThrow("There is no cloud c; there are: a, b.");
  });

  test("has the region that is asked for, with that region's values", () => {
    const file = write(
      "clouds.yaml",
      `clouds:
  all:
    auth_type: none
    auth: {endpoint: "http://all"}
    regions: [One, {name: Two, values: {interface: admin, network-endpoint-override: "http://two"}}]`,
    );
    const environment = { OS_CLIENT_CONFIG_FILE: file };
    expect(load({ environment })).toMatchObject({ regionName: "One", interface: "public" });
    for (const question of [{ environment, regionName: "Two" }, { environment: { ...environment, OS_REGION_NAME: "Two" } }]) {
      expect(load(question)).toMatchObject({
        regionName: "Two",
        interface: "admin",
        endpointOverrides: { network: "http://two" },
      });
    }
    expect(() => load({ environment, regionName: "Three" })).toThrow("Cloud all has no region Three; it has: One, Two.");
  });

  test("takes what it does not say from its profile in clouds-public.yaml; auth_url may hold the region", () => {
    write(
      ".config/openstack/clouds-public.yaml",
      "public-clouds: {telco: {auth: {auth_url: 'https://{region_name}.telco.example/v3'}, auth_type: v3token}}",
    );
    write("work/clouds.yaml", "clouds: {x: {profile: telco, region_name: west, auth: {token: t}}}");
    expect(auth()).toEqual({ authUrl: "https://west.telco.example/v3", kind: "token", token: "t" });
  });

  test.each([
    ["a secret that is no YAML", "clouds: {a: {auth: {password: 's3cr3t}}}"],
    ["a list", "- s3cr3t"],
  ])("a file that is none (%s) is named, and nothing of it is shown", (_, text) => {
    const file = write("bad.yaml", text);
    const failure = (): unknown => load({ environment: { OS_CLIENT_CONFIG_FILE: file } });
    expect(failure).toThrow(file);
    expect(failure).not.toThrow("s3cr3t");
  });
});

describe("the ways to log in", () => {
  const base = { OS_AUTH_URL: "http://keystone:5000/v3/", OS_USERNAME: "ann", OS_PASSWORD: "pw" };
  const user = { name: "ann", domain: { id: "default" } };
  test.each([
    ["without a scope", {}, { kind: "password", user, password: "pw" }],
    ["a project by ID", { OS_PROJECT_ID: "p" }, { scope: { project: { id: "p" } } }],
    ["a project by its old name", { OS_TENANT_NAME: "p" }, { scope: { project: { name: "p", domain: { id: "default" } } } }],
    [
      "one domain for both",
      { OS_PROJECT_NAME: "p", OS_DOMAIN_NAME: "D" },
      { user: { name: "ann", domain: { name: "D" } }, scope: { project: { name: "p", domain: { name: "D" } } } },
    ],
    ["a default domain", { OS_DEFAULT_DOMAIN: "d", OS_PROJECT_NAME: "p" }, { user: { name: "ann", domain: { id: "d" } } }],
    ["a domain", { OS_DOMAIN_ID: "d" }, { scope: { domain: { id: "d" } }, user }],
    ["the system", { OS_SYSTEM_SCOPE: "all" }, { scope: { system: { all: true } } }],
    ["a user by ID", { OS_USER_ID: "u" }, { user: { id: "u" } }],
    [
      "v3token",
      { OS_AUTH_TYPE: "v3token", OS_TOKEN: "t", OS_PROJECT_ID: "p" },
      { kind: "token", token: "t", scope: { project: { id: "p" } } },
    ],
    [
      "v3applicationcredential by ID, which takes no scope",
      {
        OS_AUTH_TYPE: "v3applicationcredential",
        OS_APPLICATION_CREDENTIAL_ID: "i",
        OS_APPLICATION_CREDENTIAL_SECRET: "s",
        OS_PROJECT_ID: "p",
      },
      { kind: "application_credential", id: "i", secret: "s", authUrl: "http://keystone:5000/v3" },
    ],
    [
      "v3applicationcredential by name",
      { OS_AUTH_TYPE: "v3applicationcredential", OS_APPLICATION_CREDENTIAL_NAME: "n", OS_APPLICATION_CREDENTIAL_SECRET: "s" },
      { kind: "application_credential", name: "n", user, secret: "s" },
    ],
    [
      "admin_token",
      { OS_AUTH_TYPE: "admin_token", OS_ENDPOINT: "http://n", OS_TOKEN: "t" },
      { kind: "none", endpoint: "http://n", token: "t" },
    ],
  ])("%s", (_, environment, expected) => {
    expect(auth({ environment: { ...base, ...environment } })).toMatchObject(expected);
  });

  test("a missing setting is named, and so are the ways that there are", () => {
    expect(() => load({ environment: { OS_AUTH_URL: "http://k", OS_USERNAME: "ann" } })).toThrow(
      "Cloud envvars has no password.",
    );
    expect(() => load({ environment: { ...base, OS_AUTH_TYPE: "v3oidcpassword" } })).toThrow(
      "has auth_type v3oidcpassword; supported are: password,",
    );
    expect(() => load({ environment: { ...base, OS_INTERFACE: "outer" } })).toThrow("has interface outer");
    expect(() => load()).toThrow("No clouds.yaml and no OS_AUTH_URL was found.");
  });

  test("TLS, time limit and interface are read in all their spellings", () => {
    const environment = {
      ...base,
      OS_CACERT: "/ca",
      OS_CERT: "/c",
      OS_KEY: "/k",
      OS_ENDPOINT_TYPE: "internalURL",
      OS_API_TIMEOUT: "9",
    };
    expect(load({ environment })).toMatchObject({
      interface: "internal",
      timeoutMs: 9000,
      tls: { caFile: "/ca", certificateFile: "/c", keyFile: "/k", isInsecure: false },
    });
    expect(load({ environment: { ...environment, OS_INSECURE: "true" } }).tls.isInsecure).toBe(true);
    expect(load({ environment: { ...environment, OS_VERIFY: "no" } }).tls.isInsecure).toBe(true);
  });
});
