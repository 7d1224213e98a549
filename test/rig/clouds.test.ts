import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "../../packages/kernel/clock/index.ts";
import { systemRandom } from "../../packages/kernel/random/index.ts";
import { createSystemTransport } from "../../packages/kernel/transport/index.ts";
import { loadCloud } from "../../packages/openstack/clouds/index.ts";
import { createConnection } from "../../packages/openstack/connection/index.ts";
import { startTestServer, type TestServer } from "../../packages/openstack/testing/index.ts";
import { ringTwo } from "../../rig/debian/packages.ts";
import { loginWithSdk } from "../../rig/openstacksdk/index.ts";
import { describeReal } from "../support/describe-real.ts";

interface Case {
  readonly title: string;
  /** `KEYSTONE` and `HOME` stand for the identity service and the home. */
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
}

const USER = "username: ann, password: pw, user_domain_name: Default";
const PROJECT = "project_name: vnf, project_domain_id: default";
const base = { OS_AUTH_URL: "KEYSTONE", OS_USERNAME: "ann", OS_PASSWORD: "pw", OS_USER_DOMAIN_ID: "default" };

const cases: readonly Case[] = [
  {
    title: "the only cloud of the working directory, before that of the home",
    files: {
      "work/clouds.yaml": `clouds: {north: {auth: {auth_url: KEYSTONE, ${USER}, ${PROJECT}}, region_name: North}}`,
      ".config/openstack/clouds.yaml": "clouds: {other: {auth: {auth_url: KEYSTONE}}}",
    },
  },
  {
    title: "a password in secure.yaml, TLS files, another interface",
    files: {
      ".config/openstack/clouds.yaml": `clouds:
  north: &north
    auth: {auth_url: KEYSTONE/v3, username: ann, user_domain_id: default, project_id: p1}
    interface: internal
    cacert: ~/ca.pem
    cert: HOME/c.pem
    key: HOME/k.pem
  south: {<<: *north, region_name: South, verify: false}`,
      // What is named must be there, or the client does not log in.
      "c.pem": "",
      "k.pem": "",
      ".config/openstack/secure.yaml": "clouds: {north: {auth: {password: hidden}}, south: {auth: {password: other}}}",
    },
    environment: { OS_CLOUD: "north" },
  },
  {
    title: "an alias with its own region, which nobody verifies",
    files: {
      ".config/openstack/clouds.yaml": `clouds:
  north: &north {auth: {auth_url: KEYSTONE, ${USER}, ${PROJECT}}, cacert: /ca.pem}
  south: {<<: *north, region_name: South, verify: false}`,
    },
    environment: { OS_CLOUD: "south" },
  },
  {
    title: "a region of several, with values of its own",
    files: {
      "conf.yaml": `clouds:
  all:
    auth: {auth_url: KEYSTONE, ${USER}, ${PROJECT}}
    regions:
      - One
      - {name: Two, values: {interface: admin, network_endpoint_override: "http://two:9696", auth: {project_name: other}}}`,
    },
    environment: { OS_CLIENT_CONFIG_FILE: "HOME/conf.yaml", OS_REGION_NAME: "Two" },
  },
  {
    title: "a cloud of the file, whatever else the environment says",
    files: { "work/clouds.yaml": `clouds: {north: {auth: {auth_url: KEYSTONE, ${USER}, ${PROJECT}}}}` },
    environment: { ...base, OS_CLOUD: "north", OS_PASSWORD: "not this", OS_INTERFACE: "admin" },
  },
  {
    title: "the environment before a file with one cloud",
    files: { "work/clouds.yaml": `clouds: {north: {auth: {auth_url: KEYSTONE, ${USER}}}}` },
    environment: {
      ...base,
      OS_PROJECT_NAME: "vnf",
      OS_PROJECT_DOMAIN_ID: "default",
      OS_REGION_NAME: "Env",
      OS_CACERT: "/ca.pem",
    },
  },
  {
    title: "one domain for user and project",
    environment: { ...base, OS_USER_DOMAIN_ID: "", OS_PROJECT_NAME: "p", OS_DOMAIN_NAME: "D" },
  },
  { title: "a scope of a domain", environment: { ...base, OS_DOMAIN_ID: "d1" } },
  { title: "a scope of the system", environment: { ...base, OS_SYSTEM_SCOPE: "all", OS_INSECURE: "true" } },
  { title: "older names", environment: { ...base, OS_TENANT_ID: "p1", OS_ENDPOINT_TYPE: "internalURL" } },
  {
    title: "an application credential by ID",
    environment: {
      OS_AUTH_URL: "KEYSTONE",
      OS_AUTH_TYPE: "v3applicationcredential",
      OS_APPLICATION_CREDENTIAL_ID: "i",
      OS_APPLICATION_CREDENTIAL_SECRET: "s",
    },
  },
  {
    title: "an application credential by name",
    files: {
      "work/clouds.yaml": `clouds:
  north:
    auth_type: v3applicationcredential
    auth: {auth_url: KEYSTONE, application_credential_name: n, application_credential_secret: s, username: ann, user_domain_name: Default}`,
    },
  },
  { title: "a token", environment: { OS_AUTH_URL: "KEYSTONE/v3", OS_AUTH_TYPE: "v3token", OS_TOKEN: "t", OS_PROJECT_ID: "p1" } },
  { title: "v3password without a scope", environment: { ...base, OS_AUTH_TYPE: "v3password", OS_AUTH_URL: "KEYSTONE/v3" } },
  {
    title: "a profile, and an auth_url that holds the region",
    files: {
      ".config/openstack/clouds-public.yaml": `public-clouds: {telco: {auth: {auth_url: "KEYSTONE/{region_name}/v3"}, interface: internal}}`,
      "work/clouds.yaml": `clouds: {north: {profile: telco, region_name: west, auth: {${USER}, ${PROJECT}}}}`,
    },
  },
];

describeReal("clouds.yaml, secure.yaml and OS_*, beside the real openstacksdk", ringTwo, () => {
  let home: string;
  let keystone: TestServer;
  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), "clouds-"));
    mkdirSync(join(home, "work"));
    keystone = await startTestServer(({ method, path }) => {
      if (method === "POST") return { status: 401, body: { error: { message: "only listening" } } };
      const root = keystone.url + path.replace(/(\/v3)?\/?$/, "");
      const version = { id: "v3.14", status: "stable", links: [{ rel: "self", href: `${root}/v3/` }] };
      return path.replace(/\/$/, "").endsWith("v3")
        ? { status: 200, body: { version } }
        : { status: 300, body: { versions: { values: [version] } } };
    });
  });
  afterEach(async () => {
    rmSync(home, { recursive: true });
    await keystone[Symbol.asyncDispose]();
  });

  test.each(cases)("$title", async ({ files = {}, environment: written = {} }) => {
    const place = (text: string): string => text.replaceAll("KEYSTONE", keystone.url).replaceAll("HOME", home);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(home, path)), { recursive: true });
      writeFileSync(join(home, path), place(text));
    }
    const environment = Object.fromEntries(Object.entries(written).map(([name, value]) => [name, value && place(value)]));
    const where = { workingDirectory: join(home, "work"), homeDirectory: home };
    const logins = (): unknown[] => keystone.asked.filter(({ method }) => method === "POST");

    const sdk = await loginWithSdk(environment, where);
    const [theirs] = logins();
    const cloud = loadCloud({ environment, ...where });
    const { tls } = cloud;
    const certificate = tls.certificateFile ?? null;
    expect({
      name: cloud.name,
      regionName: cloud.regionName ?? null,
      interface: cloud.interfaces.network ?? cloud.interface,
      endpointOverride: cloud.endpointOverrides.network ?? null,
      verify: tls.isInsecure ? false : (tls.caFile ?? true),
      certificate: tls.keyFile === undefined ? certificate : [certificate, tls.keyFile],
    }).toEqual({ ...sdk, interface: sdk.interface.replace("URL", "") });

    const connection = createConnection(cloud, { transport: createSystemTransport(), clock: systemClock, random: systemRandom });
    await expect(connection.login()).rejects.toMatchObject({ code: "openstack.credentials" });
    const [, ours] = logins() as { path: string; body: unknown }[];
    expect(theirs, "openstacksdk has logged in").toBeDefined();
    expect({ path: ours?.path, body: ours?.body }).toEqual({
      path: (theirs as { path: string }).path,
      body: (theirs as { body: unknown }).body,
    });
  });
});
