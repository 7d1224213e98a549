import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../testing/index.ts";
import { addMember } from "../../testing/members.ts";

describe("configuration of domains", () => {
  let service: TestService;
  let token: string;
  let domainId: string;
  beforeAll(async () => {
    service = await startTestService({ config: { security_compliance: { password_regex: "^.{7,}$" } } });
    token = await service.adminToken();
    const made = await service.request("POST", "/v3/domains", { token, body: { domain: { name: "configured" } } });
    domainId = made.body.domain.id;
  });
  afterAll(() => service.close());

  const ask = (method: string, path = "", config?: unknown, id = domainId) =>
    service.request(method, `/v3/domains/${id}/config${path}`, { token, ...(config === undefined ? {} : { body: { config } }) });
  const message = async (answer: ReturnType<typeof ask>): Promise<string> => {
    const { status, body } = await answer;
    return `${status} ${body.error.message}`;
  };
  const invalid = (reason: string): string => `403 Invalid domain specific configuration: ${reason}.`;
  const missing = (what: string, id = domainId): string => `404 Could not find ${what} in domain configuration for domain ${id}.`;

  test("201, then 200: a configuration is stored whole, and what is sensitive is never shown", async () => {
    const config = { identity: { driver: "ldap" }, ldap: { url: "ldap://x", password: "secret", page_size: 5 } };
    const shown = { identity: { driver: "ldap" }, ldap: { url: "ldap://x", page_size: 5 } };
    const first = await ask("PUT", "", config);
    expect([first.status, first.body.config]).toEqual([201, shown]);
    expect((await ask("GET")).body.config).toEqual(shown);
    expect((await ask("GET", "/ldap")).body.config).toEqual({ ldap: { url: "ldap://x", page_size: 5 } });
    expect((await ask("GET", "/ldap/url")).body.config).toEqual({ url: "ldap://x" });
    expect(await message(ask("GET", "/ldap/password"))).toBe(missing("option password in group ldap"));
    const { query } = service.identity.database;
    const kept = await query.selectFrom("sensitive_config").select("value").where("domain_id", "=", domainId).execute();
    expect(kept).toEqual([{ value: '"secret"' }]);
    expect((await ask("PUT", "", { ldap: { url: "ldap://y" } })).status).toBe(200);
    expect((await ask("GET")).body.config).toEqual({ ldap: { url: "ldap://y" } });
    expect(await query.selectFrom("sensitive_config").selectAll().execute()).toEqual([]);
  });

  test("200: an update adds to what is stored, at the place of the path alone", async () => {
    await ask("PUT", "", { identity: { driver: "ldap" }, ldap: { url: "ldap://x" } });
    expect((await ask("PATCH", "", { ldap: { user: "u" } })).body.config).toEqual({
      identity: { driver: "ldap" },
      ldap: { url: "ldap://x", user: "u" },
    });
    expect((await ask("PATCH", "/ldap", { ldap: { url: "ldap://y" } })).body.config.ldap).toEqual({ url: "ldap://y", user: "u" });
    expect((await ask("PATCH", "/ldap/url", { url: "ldap://z" })).body.config.ldap.url).toBe("ldap://z");
    expect(await message(ask("PATCH", "/ldap", { identity: { driver: "sql" } }))).toBe(
      invalid("request to update group ldap, but config provided contains group identity instead"),
    );
    expect(await message(ask("PATCH", "/ldap", { identity: { driver: "sql" }, ldap: { url: "u" } }))).toBe(
      invalid("Trying to update group ldap, so that, and only that, group must be specified in the config"),
    );
    expect(await message(ask("PATCH", "/ldap/url", { url: "u", user: "v" }))).toBe(
      invalid("Trying to update option url in group ldap, so that, and only that, option must be specified  in the config"),
    );
    expect(await message(ask("PATCH", "/ldap/url", { user: "v" }))).toBe(
      invalid("Trying to update option url in group ldap, but config provided contains option user instead"),
    );
    expect(await message(ask("PATCH", "/ldap/suffix", { suffix: "s" }))).toBe(missing("option suffix in group ldap"));
  });

  test("403: groups and options outside the list, and bodies without options, are refused", async () => {
    expect(await message(ask("PUT", "", {}))).toBe(invalid("No options specified"));
    expect(await message(ask("PUT", "", { ldap: {} }))).toBe(
      invalid("The value of group ldap specified in the config should be a dictionary of options"),
    );
    expect(await message(ask("PUT", "", { token: { expiration: 1 } }))).toBe(
      invalid("Group token is not supported for domain specific configurations"),
    );
    expect(await message(ask("PUT", "", { ldap: { colour: 1 } }))).toBe(
      invalid("Option colour in group ldap is not supported for domain specific configurations"),
    );
    expect(await message(ask("GET", "/constructor"))).toBe(
      invalid("Group constructor is not supported for domain specific configurations"),
    );
    expect((await ask("PUT", "", ["ldap"])).status).toBe(400);
  });

  test("204 and 404: a part or the whole is deleted, and then not there", async () => {
    await ask("PUT", "", { identity: { driver: "ldap" }, ldap: { url: "ldap://x", password: "p" } });
    expect((await ask("DELETE", "/ldap/password")).status).toBe(204);
    expect(await message(ask("DELETE", "/ldap/password"))).toBe(missing("option password in group ldap"));
    expect((await ask("DELETE", "/ldap")).status).toBe(204);
    expect(await message(ask("DELETE", "/ldap/url"))).toBe(missing("group ldap"));
    expect(await message(ask("GET", "/ldap"))).toBe(missing("group ldap"));
    expect((await ask("DELETE")).status).toBe(204);
    expect(await message(ask("GET"))).toBe(missing("any options"));
    expect((await ask("DELETE")).status).toBe(204);
  });

  test("404: a domain that does not exist has no configuration", async () => {
    expect(await message(ask("GET", "", undefined, "none"))).toBe(missing("any options", "none"));
    for (const [method, config] of [["PUT", {}], ["PATCH", {}], ["DELETE"]] as const) {
      expect(await message(ask(method, "", config, "none"))).toBe("404 Could not find domain: none.");
    }
  });

  test("200: defaults are Keystone's", async () => {
    const get = (path: string) => service.request("GET", `/v3/domains/config${path}`, { token });
    expect((await get("/identity/default")).body).toEqual({ config: { identity: { driver: "sql", list_limit: null } } });
    expect((await get("/ldap/url/default")).body).toEqual({ config: { url: "ldap://localhost" } });
    const all = (await get("/default")).body.config;
    expect(Object.keys(all)).toEqual(["identity", "ldap"]);
    expect(Object.keys(all.ldap)).toHaveLength(49);
    expect(all.ldap).not.toHaveProperty("password");
    expect((await get("/ldap/password/default")).body.error.message).toBe(
      "Invalid domain specific configuration: Reading the default for option password in group ldap is not supported.",
    );
    expect((await get("/token/default")).status).toBe(403);
  });

  test("200 and 403: everybody may learn what passwords must look like, in the default domain", async () => {
    const member = await addMember(service, "member", { project: service.adminProjectId });
    const get = (path: string, id = "default") =>
      service.request("GET", `/v3/domains/${id}/config/security_compliance${path}`, { token: member.token });
    expect((await get("")).body.config).toEqual({
      security_compliance: { password_regex: "^.{7,}$", password_regex_description: null },
    });
    expect((await get("/password_regex")).body.config).toEqual({ password_regex: "^.{7,}$" });
    expect((await get("/lockout_duration")).body.error.message).toBe(
      "Invalid domain specific configuration: Reading security compliance values other than password_regex and password_regex_description is not allowed..",
    );
    expect((await get("", domainId)).status).toBe(403);
  });

  test("401 and 403: configuration is for administrators; system readers read it", async () => {
    await ask("PUT", "", { identity: { driver: "ldap" } });
    const member = await addMember(service, "member", { domain: domainId });
    const reader = await addMember(service, "reader", { system: true });
    const status = async (method: string, path: string, as?: string) =>
      (await service.request(method, path, { ...(as ? { token: as } : {}), body: { config: { identity: { driver: "sql" } } } }))
        .status;
    const path = `/v3/domains/${domainId}/config`;
    for (const method of ["GET", "PUT", "PATCH", "DELETE"]) {
      expect(await status(method, path)).toBe(401);
      expect(await status(method, path, member.token)).toBe(403);
      expect(await status(method, path, reader.token)).toBe(method === "GET" ? 200 : 403);
    }
    expect(await status("GET", "/v3/domains/config/default", member.token)).toBe(403);
    expect(await status("GET", "/v3/domains/config/default", reader.token)).toBe(200);
  });
});
