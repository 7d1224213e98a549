import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../testing/index.ts";
import { addMember } from "../../testing/members.ts";

describe("projects", () => {
  let service: TestService;
  let token: string;
  beforeAll(async () => {
    service = await startTestService();
    token = await service.adminToken();
  });
  afterAll(() => service.close());

  const post = (project: unknown) => service.request("POST", "/v3/projects", { token, body: { project } });
  const patch = (id: string, project: unknown) => service.request("PATCH", `/v3/projects/${id}`, { token, body: { project } });
  const get = (path: string) => service.request("GET", `/v3/projects${path}`, { token });
  const remove = (id: string) => service.request("DELETE", `/v3/projects/${id}`, { token });
  const create = async (project: Record<string, unknown>) => {
    const answer = await post(project);
    expect(answer.status, answer.text).toBe(201);
    return answer.body.project as { id: string };
  };

  test("201: a project is shown with Keystone's fields in Keystone's order, unknown attributes first", async () => {
    const body = { name: "gp", domain_id: "default", description: "d", tags: ["a", "b"], zone: "extra", "a:b": 1 };
    const { body: made } = await post(body);
    const { id } = made.project;
    expect(made.project).toEqual({
      zone: "extra",
      a_b: 1,
      id,
      name: "gp",
      domain_id: "default",
      description: "d",
      enabled: true,
      parent_id: "default",
      is_domain: false,
      tags: ["a", "b"],
      options: {},
      links: { self: `http://identity.test:5000/v3/projects/${id}` },
    });
    expect(Object.keys(made.project).slice(0, 3)).toEqual(["zone", "a_b", "id"]);
    expect((await get(`/${id}`)).body).toEqual(made);
  });

  test("201: name is trimmed, description defaults to empty and may be null, the domain to that of the configuration", async () => {
    const { body } = await post({ name: "  spaced ", description: null });
    expect(body.project).toMatchObject({ name: "spaced", description: null, domain_id: "default", parent_id: "default" });
    expect((await get(`/${body.project.id}`)).body.project.description).toBeNull();
    expect((await post({ name: "plain" })).body.project.description).toBe("");
  });

  test("400: a body that does not fit the schema is answered with the first violation", async () => {
    expect((await post({})).body.error.message).toBe("'name' is a required property");
    expect((await post(null)).body.error.message).toBe("None is not of type 'object'");
    expect((await post({ name: "" })).body.error.message).toBe("Invalid input for field 'name': '' is too short");
    expect((await post({ name: "t", tags: ["x/y"] })).status).toBe(400);
    expect((await post({ name: "t", options: { other: true } })).status).toBe(400);
  });

  test("400: the place of a project must exist and be in its domain", async () => {
    const domain = await create({ name: "elsewhere", is_domain: true });
    const foreign = await create({ name: "foreign", domain_id: domain.id });
    expect((await post({ name: "x", domain_id: "none" })).body.error).toEqual({
      code: 400,
      message: "Could not find domain: none.",
      title: "Bad Request",
    });
    expect((await post({ name: "x", parent_id: "none" })).body.error.message).toBe("Could not find project: none.");
    expect((await post({ name: "x", domain_id: "default", parent_id: domain.id })).body.error.message).toBe(
      `Cannot create project, the parent (${domain.id}) is acting as a domain, but this project's domain id (default) does not match the parent's id.`,
    );
    expect((await post({ name: "x", domain_id: "default", parent_id: foreign.id })).body.error.message).toBe(
      `Cannot create project, since it specifies its domain_id default, but specifies a parent in a different domain (${domain.id}).`,
    );
    expect((await post({ name: "x", is_domain: true, parent_id: "default" })).body.error.message).toBe(
      "only root projects are allowed to act as domains.",
    );
  });

  test("409: a name is unique within its domain, and among domains", async () => {
    const first = await create({ name: "taken" });
    const again = await post({ name: "taken" });
    expect(again.status).toBe(409);
    expect(again.body.error.message).toMatch(
      /^Conflict occurred attempting to store project - it is not permitted to have two projects with either the same name or same id in the same domain: name is taken, project id [0-9a-f]{32}\.$/,
    );
    expect((await post({ name: "Default", is_domain: true })).body.error.message).toBe(
      "Conflict occurred attempting to store project - it is not permitted to have two projects acting as domains with the same name: Default.",
    );
    const other = await create({ name: "free" });
    expect((await patch(other.id, { name: "taken" })).status).toBe(409);
    expect((await get(`/${other.id}`)).body.project.name).toBe("free");
    expect((await get(`/${first.id}`)).status).toBe(200);
  });

  test("403: a tree is no deeper than max_project_tree_depth", async () => {
    let parentId = "default";
    for (let level = 1; level <= 5; level++) parentId = (await create({ name: `level${level}`, parent_id: parentId })).id;
    const answer = await post({ name: "level6", parent_id: parentId });
    expect(answer.status).toBe(403);
    expect(answer.body.error.message).toBe(`Max hierarchy depth reached for ${parentId} branch.`);
  });

  test("400 and 403: a branch is disabled from its leaves and enabled from its root", async () => {
    const root = await create({ name: "root" });
    const leaf = await create({ name: "leaf", parent_id: root.id });
    expect((await patch(root.id, { enabled: false })).body.error.message).toBe(
      `Cannot disable project ${root.id} since its subtree contains enabled projects.`,
    );
    expect((await patch(leaf.id, { enabled: false })).status).toBe(200);
    expect((await patch(root.id, { enabled: false })).status).toBe(200);
    expect((await patch(leaf.id, { enabled: true })).body.error.message).toBe(
      `Cannot enable project ${leaf.id} since it has disabled parents`,
    );
    expect((await post({ name: "below", parent_id: leaf.id })).body.error.message).toBe(
      `cannot create a project in a branch containing a disabled project: ${root.id}`,
    );
  });

  test("200: an update changes what it names, adds unknown attributes and shows them twice", async () => {
    const { id } = await create({ name: "changing", zone: "one", tags: ["t"] });
    const { status, body } = await patch(id, { description: "new", region: 2 });
    expect(status).toBe(200);
    expect(body.project).toMatchObject({ name: "changing", description: "new", zone: "one", region: 2, tags: ["t"] });
    expect(body.project.extra).toEqual({ zone: "one", region: 2 });
    expect((await get(`/${id}`)).body.project).not.toHaveProperty("extra");
  });

  test("400 and 403: ID, domain, parent and kind of a project are fixed", async () => {
    const { id } = await create({ name: "fixed" });
    const other = await create({ name: "other" });
    expect((await patch(id, { id: "x" })).body.error.message).toBe("Cannot change ID");
    expect((await patch(id, { domain_id: "x" })).body.error.message).toBe("Cannot change Domain ID");
    const moved = await patch(id, { parent_id: other.id });
    expect([moved.status, moved.body.error.message]).toEqual([403, "Update of `parent_id` is not allowed."]);
    expect((await patch(id, { is_domain: true })).body.error.message).toBe("Update of `is_domain` is not allowed.");
    expect((await patch(id, {})).body.error.message).toBe("{} does not have enough properties");
    expect((await patch(id, { domain_id: "default", parent_id: "default", is_domain: false })).status).toBe(200);
    expect((await patch("none", { name: "x" })).body.error.message).toBe("Could not find project: none.");
  });

  test("403: an immutable project stays as it is until it is made mutable", async () => {
    const { id } = await create({ name: "frozen", options: { immutable: true } });
    const text = `Unable to update immutable project resource: \`${id}. Set resource option "immutable" to false first.`;
    expect((await patch(id, { name: "thawed" })).body.error.message).toBe(text);
    expect((await patch(id, { name: "thawed", options: { immutable: false } })).body.error.message).toBe(text);
    expect((await remove(id)).body.error.message).toBe(text.replace("update", "delete"));
    const tags = await service.request("PUT", `/v3/projects/${id}/tags/a`, { token });
    expect(tags.body.error.message).toBe(
      `Cannot create project tags for ${id}, project is immutable. Set "immutable" option to false before creating project tags.`,
    );
    expect((await patch(id, { options: { immutable: false } })).body.project.options).toEqual({ immutable: false });
    expect((await patch(id, { options: { immutable: null } })).body.project.options).toEqual({});
    expect((await remove(id)).status).toBe(204);
  });

  test("403 and 204: a project goes when nothing is below it, and its name is free again", async () => {
    const parent = await create({ name: "parent" });
    const child = await create({ name: "child", parent_id: parent.id, tags: ["x"], options: { immutable: false } });
    expect((await remove(parent.id)).body.error.message).toBe(
      `Cannot delete the project ${parent.id} since it is not a leaf in the hierarchy. Use the cascade option if you want to delete a whole subtree.`,
    );
    expect((await remove(child.id)).status).toBe(204);
    expect((await remove(child.id)).body.error.message).toBe(`Could not find project: ${child.id}.`);
    expect((await remove(parent.id)).status).toBe(204);
    await create({ name: "parent" });
  });

  test("404: a token of a deleted project is revoked, and stays so", async () => {
    const { id } = await create({ name: "short-lived" });
    const member = await addMember(service, "member", { project: id });
    await service.clock.advance(1000);
    expect((await remove(id)).status).toBe(204);
    const validated = await service.request("GET", "/v3/auth/tokens", { token, subjectToken: member.token });
    expect(validated.status).toBe(404);
    const events = await service.identity.database.query.selectFrom("revocation_event").select("project_id").execute();
    expect(events).toContainEqual({ project_id: id });
  });

  test("401 and 403: nobody without a token, and no reader of another project, gets in", async () => {
    const own = await create({ name: "own" });
    const other = await create({ name: "not-own" });
    const reader = await addMember(service, "reader", { project: own.id });
    const asReader = (method: string, path: string) =>
      service.request(method, path, { token: reader.token, body: { project: { name: "n" } } });
    expect((await service.request("GET", "/v3/projects")).status).toBe(401);
    expect((await service.request("POST", "/v3/projects", { body: { project: { name: "n" } } })).status).toBe(401);
    expect((await service.request("GET", `/v3/projects/${own.id}`, { token: reader.token })).status).toBe(200);
    expect((await asReader("GET", `/v3/projects/${other.id}`)).status).toBe(403);
    expect((await asReader("GET", "/v3/projects/none")).status).toBe(403);
    expect((await asReader("GET", "/v3/projects")).body.error.message).toBe(
      "You are not authorized to perform the requested action: identity:list_projects.",
    );
    for (const method of ["PATCH", "DELETE"]) expect((await asReader(method, `/v3/projects/${own.id}`)).status).toBe(403);
    expect((await asReader("POST", "/v3/projects")).status).toBe(403);
  });
});
