import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../testing/index.ts";
import { addMember } from "../../testing/members.ts";

describe("lists of projects", () => {
  let service: TestService;
  let token: string;
  const ids: Record<string, string> = {};
  beforeAll(async () => {
    service = await startTestService({ config: { resource: { list_limit: 8 } } });
    token = await service.adminToken();
    const create = async (key: string, project: Record<string, unknown>) => {
      const answer = await service.request("POST", "/v3/projects", { token, body: { project } });
      ids[key] = answer.body.project.id;
    };
    await create("domain", { name: "d", is_domain: true });
    await create("web", { name: "web", domain_id: ids.domain, tags: ["blue", "fast"] });
    await create("Webmail", { name: "Webmail", domain_id: ids.domain, tags: ["blue"] });
    await create("child", { name: "child", parent_id: ids.web, domain_id: ids.domain, enabled: false, tags: ["fast", "red"] });
    await create("bare", { name: "bare", domain_id: ids.domain });
  });
  afterAll(() => service.close());

  const names = async (query: string, as = token): Promise<string[]> => {
    const { status, body, text } = await service.request("GET", `/v3/projects?${query}`, { token: as });
    expect(status, text).toBe(200);
    return body.projects.map((project: { name: string }) => project.name).sort();
  };
  const inDomain = (query: string) => names(`domain_id=${ids.domain}&${query}`);

  test("200: every filter narrows the list, exactly or by part of the value", async () => {
    expect(await inDomain("")).toEqual(["Webmail", "bare", "child", "web"]);
    expect(await inDomain("name=web")).toEqual(["web"]);
    expect(await inDomain("enabled=false")).toEqual(["child"]);
    expect(await inDomain("enabled=0&name=web")).toEqual([]);
    expect(await names(`parent_id=${ids.web}`)).toEqual(["child"]);
    expect(await inDomain("name__contains=eb")).toEqual(["Webmail", "web"]);
    expect(await inDomain("name__startswith=we")).toEqual(["web"]);
    expect(await inDomain("name__istartswith=WE")).toEqual(["Webmail", "web"]);
    expect(await inDomain("name__endswith=mail")).toEqual(["Webmail"]);
    expect(await inDomain("unknown=1")).toHaveLength(4);
  });

  test("200: domains are listed only when asked for, and the root of all domains never", async () => {
    expect(await names("is_domain=true")).toEqual(["Default", "d"]);
    expect(await names("name=d")).toEqual([]);
    expect(await names("name=d&is_domain=1")).toEqual(["d"]);
  });

  test("200: tags filter by all, any, not all and none of the given ones", async () => {
    expect(await inDomain("tags=blue,fast")).toEqual(["web"]);
    expect(await inDomain("tags-any=fast,red")).toEqual(["child", "web"]);
    expect(await inDomain("not-tags=blue,fast")).toEqual(["Webmail", "bare", "child"]);
    expect(await inDomain("not-tags-any=blue,red")).toEqual(["bare"]);
    expect(await inDomain("tags=blue&not-tags-any=fast")).toEqual(["Webmail"]);
    expect(await inDomain("tags=nothing&not-tags=blue")).toEqual([]);
  });

  test("200: a list over the limit is cut and says so", async () => {
    for (let index = 0; index < 9; index++) {
      await service.request("POST", "/v3/projects", { token, body: { project: { name: `many${index}` } } });
    }
    const { body } = await service.request("GET", "/v3/projects?name__startswith=many", { token });
    expect(body.projects).toHaveLength(8);
    expect(body.truncated).toBe(true);
    expect(body.links).toEqual({
      next: null,
      self: "http://identity.test:5000/v3/projects?name__startswith=many",
      previous: null,
    });
    expect((await service.request("GET", "/v3/projects?name=many1", { token })).body).not.toHaveProperty("truncated");
  });

  test("200: the reader of a domain sees the projects of that domain alone", async () => {
    const reader = await addMember(service, "reader", { domain: ids.domain ?? "" });
    expect(await names("", reader.token)).toEqual(["Webmail", "bare", "child", "web"]);
    expect(await names("domain_id=default", reader.token)).toEqual([]);
    const system = await addMember(service, "reader", { system: true });
    expect(await names("domain_id=default&name=admin", system.token)).toEqual(["admin"]);
  });

  test("200: the tree around a project as IDs is whole, as a list only what the caller has a role on", async () => {
    const get = (key: string, query: string, as = token) =>
      service.request("GET", `/v3/projects/${ids[key]}?${query}`, { token: as });
    expect((await get("child", "parents_as_ids")).body.project.parents).toEqual({
      [ids.web ?? ""]: { [ids.domain ?? ""]: null },
    });
    expect((await get("web", "subtree_as_ids")).body.project.subtree).toEqual({ [ids.child ?? ""]: null });
    expect((await get("child", "subtree_as_ids")).body.project.subtree).toBeNull();
    expect((await get("child", "parents_as_list")).body.project.parents).toEqual([]);
    expect((await get("child", "parents_as_list=0")).body.project).not.toHaveProperty("parents");

    const member = await addMember(service, "admin", { project: ids.web ?? "" });
    const shown = (await get("child", "parents_as_list&subtree_as_list", member.token)).body.project;
    expect(shown.parents.map((parent: { project: { name: string } }) => parent.project.name)).toEqual(["web"]);
    expect(shown.parents[0].project.links.self).toBe(`http://identity.test:5000/v3/projects/${ids.web}`);
    expect(shown.subtree).toEqual([]);
    const both = await get("child", "parents_as_list&parents_as_ids");
    expect([both.status, both.body.error.message]).toEqual([
      400,
      "Cannot use parents_as_list and parents_as_ids query params at the same time.",
    ]);
  });

  test("200: roles inherited from a domain or a project above count for the list of the tree", async () => {
    const { query } = service.identity.database;
    const grant = async (type: string, targetId: string | undefined) => {
      const member = await addMember(service, "admin", { system: true });
      const role = await query.selectFrom("role").select("id").where("name", "=", "reader").executeTakeFirstOrThrow();
      const row = { type, actor_id: member.userId, target_id: targetId ?? "", role_id: role.id, inherited: 1 };
      await query.insertInto("assignment").values(row).execute();
      return member.token;
    };
    const subtreeOf = async (key: string, as: string): Promise<string[]> => {
      const { body } = await service.request("GET", `/v3/projects/${ids[key]}?subtree_as_list`, { token: as });
      return body.project.subtree.map((item: { project: { name: string } }) => item.project.name).sort();
    };
    expect(await subtreeOf("domain", await grant("UserDomain", ids.domain))).toEqual(["Webmail", "bare", "child", "web"]);
    expect(await subtreeOf("domain", await grant("UserProject", ids.web))).toEqual(["child"]);
  });
});
