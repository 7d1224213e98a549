import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { passwordAuth, startTestService, type TestService } from "../../testing/index.ts";
import { testRows } from "../../testing/rows.ts";

describe("scopes of a token's owner", () => {
  let service: TestService;
  let admin: string;
  let token: string;
  const ids: Record<string, string> = {};
  beforeAll(async () => {
    service = await startTestService();
    admin = await service.adminToken();
    const rows = testRows(service);
    ids.d = await rows.domain("d");
    ids.e = await rows.domain("e");
    ids.top = await rows.project("top", { id: ids.d, domainId: ids.d });
    ids.below = await rows.project("below", { id: ids.top, domainId: ids.d });
    ids.lone = await rows.project("lone", { id: ids.e, domainId: ids.e });
    ids.none = await rows.project("none", { id: ids.e, domainId: ids.e });
    const user = await rows.user("u");
    ids.user = user.id;
    ids.group = await rows.group("g", [user.id]);
    ids.role = await rows.role("plain");
    ids.barren = await rows.role("barren", ids.e);
    token = await service.login(passwordAuth(user.id, user.password));
  });
  afterAll(() => service.close());

  const grant = (path: string) => service.request("PUT", `/v3${path}`, { token: admin });
  const names = async (path: string, key: string, caller = token): Promise<string[]> =>
    (await service.request("GET", path, { token: caller })).body[key].map((item: { name: string }) => item.name).sort();

  test("200: the administrator's scopes have exactly Keystone's fields", async () => {
    const base = "http://identity.test:5000/v3";
    const projects = await service.request("GET", "/v3/auth/projects", { token: admin });
    const id = service.adminProjectId;
    expect(projects.text.trim()).toBe(
      JSON.stringify({
        projects: [
          {
            id,
            name: "admin",
            domain_id: "default",
            description: "Bootstrap project for initializing the cloud.",
            enabled: true,
            parent_id: "default",
            is_domain: false,
            tags: [],
            options: {},
            links: { self: `${base}/projects/${id}` },
          },
        ],
        links: { next: null, self: `${base}/auth/projects`, previous: null },
      }),
    );
    expect((await service.request("GET", "/v3/auth/system", { token: admin })).body).toEqual({
      system: [{ all: true }],
      links: { self: `${base}/auth/system` },
    });
  });

  test("200: a user without roles has no scope", async () => {
    expect(await names("/v3/auth/projects", "projects")).toEqual([]);
    expect(await names("/v3/auth/domains", "domains")).toEqual([]);
    expect((await service.request("GET", "/v3/auth/system", { token })).body.system).toEqual([]);
  });

  test("200: roles of the user, of groups, inherited ones and such as imply others give scopes; a domain's role alone does not", async () => {
    await grant(`/projects/${ids.none}/users/${ids.user}/roles/${ids.barren}`);
    expect(await names("/v3/auth/projects", "projects")).toEqual([]);
    await grant(`/projects/${ids.lone}/groups/${ids.group}/roles/${ids.role}`);
    await grant(`/OS-INHERIT/projects/${ids.top}/users/${ids.user}/roles/${ids.role}/inherited_to_projects`);
    await grant(`/domains/${ids.e}/users/${ids.user}/roles/${ids.role}`);
    expect(await names("/v3/auth/projects", "projects")).toEqual(["below", "lone"]);
    expect(await names("/v3/OS-FEDERATION/projects", "projects")).toEqual(["below", "lone"]);
    expect(await names("/v3/auth/domains", "domains")).toEqual(["e"]);
    expect(await names("/v3/OS-FEDERATION/domains", "domains")).toEqual(["e"]);
    await grant(`/OS-INHERIT/domains/${ids.d}/groups/${ids.group}/roles/${ids.role}/inherited_to_projects`);
    expect(await names("/v3/auth/projects", "projects")).toEqual(["below", "lone", "top"]);
    expect(await names("/v3/auth/domains", "domains")).toEqual(["e"]);
    await grant(`/roles/${ids.barren}/implies/${ids.role}`);
    expect(await names("/v3/auth/projects", "projects")).toEqual(["below", "lone", "none", "top"]);
  });

  test("200: users see their own projects, filtered by name, domain and state", async () => {
    const path = `/v3/users/${ids.user}/projects`;
    expect(await names(path, "projects")).toEqual(["below", "lone", "none", "top"]);
    expect(await names(path, "projects", admin)).toEqual(["below", "lone", "none", "top"]);
    expect(await names(`${path}?domain_id=${ids.d}`, "projects")).toEqual(["below", "top"]);
    expect(await names(`${path}?name=lone`, "projects")).toEqual(["lone"]);
    expect(await names(`${path}?enabled=false`, "projects")).toEqual([]);
  });

  test("403, 404 and 401: others' projects are not shown, nor those of nobody, nor to nobody", async () => {
    expect((await service.request("GET", `/v3/users/${service.adminUserId}/projects`, { token })).status).toBe(403);
    expect((await service.request("GET", "/v3/users/nobody/projects", { token })).status).toBe(403);
    const missing = await service.request("GET", "/v3/users/nobody/projects", { token: admin });
    expect([missing.status, missing.body.error.message]).toEqual([404, "Could not find user: nobody."]);
    for (const path of ["auth/projects", "auth/domains", "auth/system", "OS-FEDERATION/projects", `users/${ids.user}/projects`]) {
      expect((await service.request("GET", `/v3/${path}`)).status).toBe(401);
    }
  });
});
