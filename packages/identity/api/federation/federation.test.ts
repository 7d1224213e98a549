import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../testing/index.ts";
import { addMember } from "../../testing/members.ts";

const BASE = "http://identity.test:5000/v3";
const RULES = [{ local: [{ user: { name: "{0}" } }], remote: [{ type: "HTTP_OIDC_SUB" }] }];
const PROVIDER_PATH = "/v3/OS-FEDERATION/identity_providers/gidp";

describe("federation", () => {
  let service: TestService;
  let token: string;
  beforeAll(async () => {
    service = await startTestService();
    token = await service.adminToken();
    await insertAsKeystoneDoes(service);
  });
  afterAll(() => service.close());

  const call = (method: string, path: string, body?: unknown) =>
    service.request(method, path, { token, ...(body === undefined ? {} : { body }) });

  test("what a Keystone left in the database is shown as Keystone shows it", async () => {
    const provider = {
      id: "gidp",
      domain_id: "default",
      enabled: true,
      description: "i",
      remote_ids: ["https://a.test", "https://b.test"],
      authorization_ttl: 60,
      links: {
        self: `${BASE}/OS-FEDERATION/identity_providers/gidp`,
        protocols: `${BASE}/OS-FEDERATION/identity_providers/gidp/protocols`,
      },
    };
    expect((await call("GET", PROVIDER_PATH)).body).toEqual({ identity_provider: provider });
    expect((await call("GET", "/v3/OS-FEDERATION/identity_providers")).body).toEqual({
      identity_providers: [provider],
      links: { next: null, previous: null, self: `${BASE}/OS-FEDERATION/identity_providers` },
    });
    const links = { self: `${BASE}/protocols/mapped`, identity_provider: `${BASE}/gidp` };
    expect((await call("GET", `${PROVIDER_PATH}/protocols/mapped`)).body).toEqual({
      protocol: { id: "mapped", mapping_id: "gmap", links },
    });
    expect((await call("GET", `${PROVIDER_PATH}/protocols`)).body.protocols).toEqual([
      { id: "mapped", idp_id: "gidp", mapping_id: "gmap", remote_id_attribute: null, links },
    ]);
    const mapping = { id: "gmap", rules: RULES, links: { self: `${BASE}/OS-FEDERATION/mappings/gmap` } };
    expect((await call("GET", "/v3/OS-FEDERATION/mappings/gmap")).body).toEqual({ mapping });
    expect((await call("GET", "/v3/OS-FEDERATION/mappings")).body.mappings).toEqual([mapping]);
    const serviceProvider = {
      auth_url: "https://sp.test/auth",
      id: "gsp",
      enabled: true,
      description: null,
      relay_state_prefix: "ss:mem:",
      sp_url: "https://sp.test/ecp",
      links: { self: `${BASE}/OS-FEDERATION/service_providers/gsp` },
    };
    expect((await call("GET", "/v3/OS-FEDERATION/service_providers/gsp")).body).toEqual({ service_provider: serviceProvider });
    expect((await call("GET", "/v3/OS-FEDERATION/service_providers")).body.service_providers).toEqual([serviceProvider]);
  });

  test("lists of providers are filtered by ID and by being enabled", async () => {
    for (const name of ["identity_providers", "service_providers"]) {
      const count = async (query: string) => (await call("GET", `/v3/OS-FEDERATION/${name}?${query}`)).body[name].length;
      expect(await count("enabled=true")).toBe(1);
      expect(await count("enabled=false")).toBe(0);
      expect(await count("id=other")).toBe(0);
    }
  });

  test.each([
    ["identity_providers/none", "Could not find Identity Provider: none."],
    ["identity_providers/gidp/protocols/none", "Could not find federated protocol none for Identity Provider: gidp."],
    ["identity_providers/none/protocols/mapped", "Could not find federated protocol mapped for Identity Provider: none."],
    ["mappings/none", "Could not find mapping: none."],
    ["service_providers/none", "Could not find Service Provider: none."],
  ])("unknown %s is 404 in Keystone's words, to read, change and delete", async (path, message) => {
    for (const method of ["GET", "PATCH", "DELETE"]) {
      const refused = await call(method, `/v3/OS-FEDERATION/${path}`);
      expect(refused.status).toBe(404);
      expect(refused.body.error.message).toBe(message);
    }
  });

  test.each(["identity_providers/gidp", "identity_providers/gidp/protocols/mapped", "mappings/gmap", "service_providers/gsp"])(
    "changes of %s are 501 for administrators, 403 for others, 401 for strangers",
    async (path) => {
      const { token: memberToken } = await addMember(service, "member", { project: service.adminProjectId });
      for (const method of ["PUT", "PATCH", "DELETE"]) {
        const refused = await call(method, `/v3/OS-FEDERATION/${path}`);
        expect(refused.status).toBe(501);
        expect(refused.body.error).toEqual({
          code: 501,
          message: "The action you have requested has not been implemented.",
          title: "Not Implemented",
        });
        expect((await service.request(method, `/v3/OS-FEDERATION/${path}`, { token: memberToken })).status).toBe(403);
        expect((await service.request(method, `/v3/OS-FEDERATION/${path}`)).status).toBe(401);
      }
      expect((await service.request("GET", `/v3/OS-FEDERATION/${path}`, { token: memberToken })).status).toBe(403);
      expect((await call("GET", `/v3/OS-FEDERATION/${path}`)).status).toBe(200);
    },
  );

  test("SAML is not configured: its metadata is 500, and assertions get as far as the signature", async () => {
    const metadata = await service.request("GET", "/v3/OS-FEDERATION/saml2/metadata");
    expect(metadata.status).toBe(500);
    expect(metadata.body.error.message).toBe("An unexpected error prevented the server from fulfilling your request.");
    const unscoped = (await addMember(service, "member", undefined)).token;
    const request = (tokenId: string, provider: string) => ({
      auth: { identity: { token: { id: tokenId } }, scope: { service_provider: { id: provider } } },
    });
    for (const path of ["/v3/auth/OS-FEDERATION/saml2", "/v3/auth/OS-FEDERATION/saml2/ecp"]) {
      expect((await service.request("POST", path, { body: { auth: {} } })).body.error.message).toBe(
        "'identity' is a required property",
      );
      expect((await service.request("POST", path, { body: request(token, "none") })).status).toBe(404);
      expect((await service.request("POST", path, { body: request("bad", "gsp") })).status).toBe(404);
      const refused = await service.request("POST", path, { body: request(unscoped, "gsp") });
      expect(refused.body.error.message).toContain("Use a project scoped token when attempting to create a SAML assertion");
      expect((await service.request("POST", path, { body: request(token, "gsp") })).status).toBe(500);
      expect((await service.request("GET", path)).status).toBe(405);
    }
  });

  test.each(["GET", "POST"])("nobody logs in by federation (%s)", async (method) => {
    const status = async (path: string) => (await service.request(method, path)).status;
    expect(await status(`${PROVIDER_PATH}/protocols/mapped/auth`)).toBe(401);
    expect(await status("/v3/OS-FEDERATION/identity_providers/none/protocols/mapped/auth")).toBe(404);
    const unsupported = await service.request(method, `${PROVIDER_PATH}/protocols/saml2/auth`);
    expect(unsupported.status).toBe(401);
    expect(unsupported.body.error.identity.methods).toContain("mapped");
    expect(await status("/v3/auth/OS-FEDERATION/websso/mapped?origin=http://dash")).toBe(401);
    const sso = "/v3/auth/OS-FEDERATION/identity_providers/gidp/protocols/mapped/websso";
    expect((await service.request(method, sso)).body.error.message).toBe("Request must have an origin query parameter");
    expect(await status(`${sso}?origin=http://dash`)).toBe(401);
  });
});

/** Rows as Keystone's own API makes them. */
async function insertAsKeystoneDoes({ identity }: TestService): Promise<void> {
  const { query } = identity.database;
  await query
    .insertInto("identity_provider")
    .values({ id: "gidp", enabled: 1, description: "i", domain_id: "default", authorization_ttl: 60 })
    .execute();
  for (const remoteId of ["https://b.test", "https://a.test"]) {
    await query.insertInto("idp_remote_ids").values({ idp_id: "gidp", remote_id: remoteId }).execute();
  }
  await query
    .insertInto("mapping")
    .values({ id: "gmap", rules: JSON.stringify(JSON.stringify(RULES)) })
    .execute();
  await query
    .insertInto("federation_protocol")
    .values({ id: "mapped", idp_id: "gidp", mapping_id: "gmap", remote_id_attribute: null })
    .execute();
  await query
    .insertInto("service_provider")
    .values({
      id: "gsp",
      enabled: 1,
      description: null,
      auth_url: "https://sp.test/auth",
      sp_url: "https://sp.test/ecp",
      relay_state_prefix: "ss:mem:",
    })
    .execute();
}
