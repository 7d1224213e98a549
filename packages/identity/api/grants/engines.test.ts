import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, type TestDatabase } from "../../../../test/support/engines.ts";
import { startTestService, type TestService } from "../../testing/index.ts";

describe.each(engines())("roles and grants on $name", (engine) => {
  let database: TestDatabase;
  let service: TestService;
  let token: string;
  beforeAll(async () => {
    database = await engine.createDatabase();
    service = await startTestService({ location: database.location });
    token = await service.adminToken();
  });
  afterAll(async () => {
    await service.close();
    await database.drop();
  });

  const status = async (method: string, path: string, body?: object): Promise<number> =>
    (await service.request(method, `/v3${path}`, { token, body })).status;
  const createRole = async (name: string): Promise<string> =>
    (await service.request("POST", "/v3/roles", { token, body: { role: { name } } })).body.role.id;

  test("names and rules are unique, grants are not made twice, and a deleted role takes all of them along", async () => {
    const [one, two] = [await createRole("one"), await createRole("two")];
    const count = async (): Promise<number> => {
      const answer = await service.request("GET", `/v3/role_assignments?role.id=${one}`, { token });
      return answer.body.role_assignments.length;
    };
    expect(await status("POST", "/roles", { role: { name: "one" } })).toBe(409);
    expect(await status("PATCH", `/roles/${two}`, { role: { name: "one" } })).toBe(409);
    expect(await status("PUT", `/roles/${one}/implies/${two}`)).toBe(201);
    expect(await status("PUT", `/roles/${one}/implies/${two}`)).toBe(409);
    const onProject = `/projects/${service.adminProjectId}/users/${service.adminUserId}/roles/${one}`;
    const paths = [
      onProject,
      `/OS-INHERIT${onProject}/inherited_to_projects`,
      `/system/users/${service.adminUserId}/roles/${one}`,
    ];
    for (const path of [...paths, ...paths]) expect(await status("PUT", path)).toBe(204);
    expect(await count()).toBe(3);
    expect(await status("DELETE", onProject)).toBe(204);
    expect(await status("DELETE", onProject)).toBe(404);
    expect(await count()).toBe(2);
    expect(await status("DELETE", `/roles/${one}`)).toBe(204);
    expect(await count()).toBe(0);
    expect(await status("GET", `/roles/${two}`)).toBe(200);
  });

  test("the names of everybody who has a role are found in lists and in scopes", async () => {
    const list = await service.request("GET", "/v3/role_assignments?effective&include_names", { token });
    const shown = list.body.role_assignments.map(
      (item: { user: { name: string }; role: { name: string } }) => `${item.user.name} ${item.role.name}`,
    );
    expect(shown.sort()).toEqual(["admin admin", "admin member", "admin reader"]);
    const projects = await service.request("GET", "/v3/auth/projects", { token });
    expect(projects.body.projects.map((project: { name: string }) => project.name)).toEqual(["admin"]);
  });
});
