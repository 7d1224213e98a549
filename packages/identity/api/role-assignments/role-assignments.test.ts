import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { passwordAuth, startTestService, type TestService } from "../../testing/index.ts";
import { testRows } from "../../testing/rows.ts";

describe("role assignments", () => {
  let service: TestService;
  let admin: string;
  const ids: Record<string, string> = {};
  let reader = "";
  beforeAll(async () => {
    service = await startTestService();
    admin = await service.adminToken();
    const rows = testRows(service);
    ids.domain = await rows.domain("d");
    ids.project = await rows.project("p", { id: ids.domain, domainId: ids.domain });
    ids.child = await rows.project("c", { id: ids.project, domainId: ids.domain });
    const user = await rows.user("u", ids.domain);
    ids.user = user.id;
    ids.group = await rows.group("g", [user.id], ids.domain);
    ids.plain = await rows.role("plain");
    ids.drole = await rows.role("drole", ids.domain);
    for (const { id, name } of await service.identity.database.query.selectFrom("role").select(["id", "name"]).execute()) {
      ids[name] = id;
    }
    for (const path of [
      `domains/${ids.domain}/users/${ids.user}/roles/${ids.reader}`,
      `roles/${ids.drole}/implies/${ids.plain}`,
      `projects/${ids.project}/groups/${ids.group}/roles/${ids.drole}`,
      `OS-INHERIT/projects/${ids.project}/users/${ids.user}/roles/${ids.member}/inherited_to_projects`,
      `system/groups/${ids.group}/roles/${ids.plain}`,
    ]) {
      const answer = await service.request("PUT", `/v3/${path}`, { token: admin });
      if (answer.status >= 300) throw new Error(`${path} answered ${answer.text}`);
    }
    reader = await service.login(passwordAuth(user.id, user.password, { domain: { id: ids.domain } }));
  });
  afterAll(() => service.close());

  const list = (query: string, token = admin) => service.request("GET", `/v3/role_assignments?${query}`, { token });
  const roleNames = async (query: string): Promise<string[]> => {
    const { body } = await list(`${query}&include_names`);
    return body.role_assignments.map((item: { role: { name: string } }) => item.role.name).sort();
  };

  test("400: combinations that contradict each other are refused with Keystone's words", async () => {
    const cases: [string, string][] = [
      ["scope.domain.id=a&scope.project.id=b", "Specify a domain or project, not both"],
      ["scope.domain.id=a&scope.system=all", "Specify system or domain, not both"],
      ["scope.project.id=a&scope.system=all", "Specify system or project, not both"],
      ["user.id=a&group.id=b", "Specify a user or group, not both"],
      ["effective&group.id=a", "Combining effective and group filter will always result in an empty list."],
      [
        "effective&scope.domain.id=a&scope.OS-INHERIT:inherited_to=projects",
        "Combining effective, domain and inherited filters will always result in an empty list.",
      ],
      ["include_subtree", "scope.project.id must be specified if include_subtree is also specified"],
    ];
    for (const [query, message] of cases) {
      const answer = await list(query);
      expect([answer.status, answer.body.error.message]).toEqual([400, message]);
    }
  });

  test("200: a domain-specific role is stored and shown, but in effect only as what it implies", async () => {
    expect(await roleNames(`scope.project.id=${ids.project}&group.id=${ids.group}`)).toEqual(["drole"]);
    expect(await roleNames(`scope.project.id=${ids.project}&user.id=${ids.user}&effective`)).toEqual(["plain"]);
    const named = await list(`scope.project.id=${ids.project}&group.id=${ids.group}&include_names`);
    expect(named.body.role_assignments[0].role).toEqual({
      id: ids.drole,
      name: "drole",
      domain: { id: ids.domain, name: "d" },
    });
  });

  test("200: an inherited project role holds below its project, not on it", async () => {
    expect(await roleNames(`scope.project.id=${ids.child}&effective`)).toEqual(["member", "reader"]);
    expect(await roleNames(`scope.project.id=${ids.project}&effective`)).toEqual(["plain"]);
    expect(await roleNames(`scope.project.id=${ids.project}&effective&include_subtree`)).toEqual(["member", "plain", "reader"]);
    expect(await roleNames(`effective&role.id=${ids.reader}&user.id=${ids.user}`)).toEqual(["reader", "reader"]);
  });

  test("200: filters by role, by what is inherited, and by the system", async () => {
    expect(await roleNames(`role.id=${ids.member}`)).toEqual(["member"]);
    expect(await roleNames(`user.id=${ids.user}&scope.OS-INHERIT:inherited_to=projects`)).toEqual(["member"]);
    expect(await roleNames(`user.id=${ids.user}&scope.OS-INHERIT:inherited_to=none`)).toEqual(["reader"]);
    expect(await roleNames("scope.system=all")).toEqual(["admin", "plain"]);
    expect(await roleNames(`group.id=${ids.group}`)).toEqual(["drole", "plain"]);
    expect(await roleNames("scope.project.id=unknown")).toEqual([]);
  });

  test("404: effective lists about a project or user that does not exist", async () => {
    expect((await list("effective&user.id=nobody")).body.error.message).toBe("Could not find user: nobody.");
    expect((await list("effective&scope.project.id=none")).body.error.message).toBe("Could not find project: none.");
    expect((await list("include_subtree&scope.project.id=none")).status).toBe(404);
  });

  test("200: a reader of a domain sees what is assigned in it, and nothing else", async () => {
    const scopes = (await list("", reader)).body.role_assignments.map((item: { scope: object }) => item.scope);
    expect(scopes).toHaveLength(3);
    expect(scopes).toEqual(
      expect.arrayContaining([
        { domain: { id: ids.domain } },
        { project: { id: ids.project } },
        { project: { id: ids.project }, "OS-INHERIT:inherited_to": "projects" },
      ]),
    );
    const effective = (await list("effective", reader)).body.role_assignments;
    expect(effective).toHaveLength(4);
    const all = (await list("effective")).body.role_assignments;
    expect(all.length).toBeGreaterThan(effective.length);
  });

  test("403 and 401: a project's member and the anonymous see no assignments, a domain reader no tree", async () => {
    const token = await service.login(passwordAuth(ids.user as string, "u-password", { project: { id: ids.child } }));
    expect((await list("", token)).status).toBe(403);
    expect((await list(`include_subtree&scope.project.id=${ids.project}`, reader)).status).toBe(403);
    expect((await service.request("GET", "/v3/role_assignments")).status).toBe(401);
    expect((await service.request("GET", "/v3/role_assignments?include_subtree")).status).toBe(401);
  });

  test("200: users and groups that are gone have empty names", async () => {
    const { query } = service.identity.database;
    const row = { target_id: ids.child as string, role_id: ids.plain as string, inherited: 0 };
    await query
      .insertInto("assignment")
      .values({ ...row, type: "UserProject", actor_id: "gone" })
      .execute();
    const { body } = await list("user.id=gone&include_names");
    expect(body.role_assignments[0].user).toEqual({ id: "gone", name: "", domain: { id: "", name: "" } });
    await query.deleteFrom("assignment").where("actor_id", "=", "gone").execute();
  });
});
