import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../testing/index.ts";
import { addMember } from "../../testing/members.ts";

describe("domains", () => {
  let service: TestService;
  let token: string;
  beforeAll(async () => {
    service = await startTestService();
    token = await service.adminToken();
  });
  afterAll(() => service.close());

  const ask = (method: string, path: string, domain?: unknown) =>
    service.request(method, `/v3/domains${path}`, { token, ...(domain === undefined ? {} : { body: { domain } }) });
  const create = async (domain: Record<string, unknown>): Promise<string> => {
    const answer = await ask("POST", "", domain);
    expect(answer.status, answer.text).toBe(201);
    return answer.body.domain.id;
  };

  test("201 and 200: a domain is shown with Keystone's fields, and is a project as well", async () => {
    const { body } = await ask("POST", "", { name: "gold", description: "golden", note: "n", parent_id: "x", is_domain: false });
    const { id } = body.domain;
    expect(body.domain).toEqual({
      note: "n",
      id,
      name: "gold",
      description: "golden",
      enabled: true,
      tags: [],
      options: {},
      links: { self: `http://identity.test:5000/v3/domains/${id}` },
    });
    expect((await ask("GET", `/${id}`)).body).toEqual(body);
    const project = (await service.request("GET", `/v3/projects/${id}`, { token })).body.project;
    expect(project).toMatchObject({ name: "gold", is_domain: true, domain_id: null, parent_id: null });
    const updated = await ask("PATCH", `/${id}`, { description: "changed", tags: ["t"] });
    expect(updated.body.domain).toEqual({
      ...body.domain,
      description: "changed",
      tags: ["t"],
    });
  });

  test("201 and 400: a domain may bring its ID, if it is one", async () => {
    const id = "0123456789abcdef0123456789abcdef";
    expect((await ask("POST", "", { name: "explicit", explicit_domain_id: id })).body.domain).toMatchObject({ id });
    const bad = await ask("POST", "", { name: "explicit2", explicit_domain_id: "default" });
    expect([bad.status, bad.body.error.message]).toEqual([400, "Domain ID does not conform to required UUID format."]);
  });

  test("400 and 409: names are there, unique, and not that of the federated domain", async () => {
    const id = await create({ name: "unique" });
    const text = (name: string) =>
      `Conflict occurred attempting to store project - it is not permitted to have two projects acting as domains with the same name: ${name}.`;
    expect((await ask("POST", "", { name: "unique" })).body.error.message).toBe(text("unique"));
    expect((await ask("PATCH", `/${id}`, { name: "Default" })).body.error.message).toBe(text("Default"));
    expect((await ask("POST", "", { description: "d" })).body.error.message).toBe("'name' is a required property");
    expect((await ask("POST", "", { name: "Federated" })).body.error.message).toBe("Domain cannot be named Federated");
    expect((await ask("PATCH", `/${id}`, { name: "federated" })).status).toBe(400);
    expect((await ask("POST", "", { name: "o", options: { immutable: "yes" } })).body.error.message).toBe(
      "Expected boolean value, got <class 'str'>",
    );
  });

  test("200: lists are filtered by name and state", async () => {
    await create({ name: "listed-on" });
    await create({ name: "listed-off", enabled: false });
    const names = async (query: string) =>
      (await ask("GET", `?${query}`)).body.domains.map((domain: { name: string }) => domain.name).sort();
    expect(await names("name=listed-on")).toEqual(["listed-on"]);
    expect(await names("name__startswith=listed&enabled=0")).toEqual(["listed-off"]);
    expect(await names("name__icontains=LISTED")).toEqual(["listed-off", "listed-on"]);
    expect(await names("")).toContain("Default");
  });

  test("403: an enabled domain, or one with an immutable project, is not deleted", async () => {
    const id = await create({ name: "kept" });
    const enabled = await ask("DELETE", `/${id}`);
    expect([enabled.status, enabled.body.error.message]).toEqual([
      403,
      "Cannot delete a domain that is enabled, please disable it first.",
    ]);
    const body = { project: { name: "p", domain_id: id, options: { immutable: true } } };
    const project = (await service.request("POST", "/v3/projects", { token, body })).body.project;
    await service.request("POST", "/v3/projects", { token, body: { project: { name: "q", domain_id: id } } });
    await ask("PATCH", `/${id}`, { enabled: false });
    expect((await ask("DELETE", `/${id}`)).body.error.message).toBe(
      `Unable to delete immutable project resource: \`${project.id}. Set resource option "immutable" to false first.`,
    );
    const left = await service.request("GET", `/v3/projects?domain_id=${id}`, { token });
    expect(left.body.projects).toHaveLength(2);
  });

  test("403: an immutable domain stays until it is made mutable", async () => {
    const id = await create({ name: "ice", options: { immutable: true } });
    const text = `Unable to update immutable domain resource: \`${id}. Set resource option "immutable" to false first.`;
    expect((await ask("PATCH", `/${id}`, { enabled: false })).body.error.message).toBe(text);
    expect((await ask("DELETE", `/${id}`)).body.error.message).toBe(text.replace("update", "delete"));
    expect((await ask("PATCH", `/${id}`, { options: { immutable: false } })).status).toBe(200);
    expect((await ask("PATCH", `/${id}`, { enabled: false })).status).toBe(200);
    expect((await ask("DELETE", `/${id}`)).status).toBe(204);
  });

  test("204: a disabled domain goes with its projects, users, roles, configuration and assignments", async () => {
    const id = await create({ name: "doomed" });
    const make = async (project: object) =>
      (await service.request("POST", "/v3/projects", { token, body: { project } })).body.project.id as string;
    const top = await make({ name: "top", domain_id: id });
    await make({ name: "sub", domain_id: id, parent_id: top });
    const user = await addMember(service, "member", { project: top }, id);
    const guest = await addMember(service, "reader", { domain: id });
    await service.request("PUT", `/v3/domains/${id}/config`, { token, body: { config: { identity: { driver: "sql" } } } });
    await ask("PATCH", `/${id}`, { enabled: false });
    const before = await service.request("GET", "/v3/auth/tokens", { token, subjectToken: user.token });
    expect(before.status).toBe(404);
    expect((await ask("DELETE", `/${id}`)).status).toBe(204);

    const { query } = service.identity.database;
    expect(await query.selectFrom("project").select("id").where("domain_id", "=", id).execute()).toEqual([]);
    expect(await query.selectFrom("user").select("id").where("domain_id", "=", id).execute()).toEqual([]);
    expect(await query.selectFrom("local_user").select("id").where("domain_id", "=", id).execute()).toEqual([]);
    expect(await query.selectFrom("whitelisted_config").selectAll().where("domain_id", "=", id).execute()).toEqual([]);
    expect(await query.selectFrom("assignment").selectAll().where("target_id", "in", [id, top]).execute()).toEqual([]);
    expect(await query.selectFrom("user").select("id").where("id", "=", guest.userId).execute()).toHaveLength(1);
    const events = await query.selectFrom("revocation_event").select(["user_id", "project_id"]).execute();
    expect(events).toContainEqual({ user_id: user.userId, project_id: null });
    expect(events).toContainEqual({ user_id: null, project_id: top });
    expect(events).toContainEqual({ user_id: null, project_id: id });
    expect((await ask("GET", `/${id}`)).body.error.message).toBe(`Could not find domain: ${id}.`);
  });

  test("404: the ID of a project is no domain", async () => {
    for (const method of ["GET", "DELETE"]) {
      const answer = await ask(method, `/${service.adminProjectId}`);
      expect([answer.status, answer.body.error.message]).toEqual([404, `Could not find domain: ${service.adminProjectId}.`]);
    }
    expect((await ask("PATCH", "/none", { name: "x" })).status).toBe(404);
  });

  test("401 and 403: a domain is seen by those whose token belongs to it, and changed by administrators alone", async () => {
    const id = await create({ name: "guarded" });
    const member = await addMember(service, "member", { domain: id });
    const projectMember = await addMember(service, "member", { project: service.adminProjectId });
    const as = (method: string, path: string, who: string) =>
      service.request(method, `/v3/domains${path}`, { token: who, body: { domain: { name: "n" } } });
    expect((await service.request("GET", "/v3/domains")).status).toBe(401);
    expect((await as("GET", `/${id}`, member.token)).status).toBe(200);
    expect((await as("GET", "/default", projectMember.token)).status).toBe(200);
    expect((await as("GET", `/${id}`, projectMember.token)).status).toBe(403);
    expect((await as("GET", "/none", projectMember.token)).status).toBe(403);
    expect((await as("GET", "", member.token)).status).toBe(403);
    for (const [method, path] of [
      ["POST", ""],
      ["PATCH", `/${id}`],
      ["DELETE", `/${id}`],
    ] as const) {
      expect((await as(method, path, member.token)).status).toBe(403);
    }
    expect((await as("DELETE", "/none", member.token)).status).toBe(404);
    const reader = await addMember(service, "reader", { system: true });
    expect((await as("GET", "", reader.token)).status).toBe(200);
  });
});

describe("names that are safe in a URL", () => {
  test("400: reserved characters are refused where the operator asks for it", async () => {
    const service = await startTestService({
      config: { resource: { domain_name_url_safe: "new", project_name_url_safe: "new" } },
    });
    const token = await service.adminToken();
    const domain = await service.request("POST", "/v3/domains", { token, body: { domain: { name: "a/b?c" } } });
    expect(domain.body.error.message).toBe("Domain name cannot contain the following reserved characters: /?");
    const project = await service.request("POST", "/v3/projects", { token, body: { project: { name: "x:y" } } });
    expect(project.body.error.message).toBe("Project name cannot contain the following reserved characters: :");
    const renamed = await service.request("PATCH", "/v3/domains/default", { token, body: { domain: { name: "a&b" } } });
    expect(renamed.body.error.message).toBe("Domain name cannot contain the following reserved characters: &");
    await service.close();
  });
});
