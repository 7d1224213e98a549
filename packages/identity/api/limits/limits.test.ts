import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService } from "../../testing/index.ts";
import { addMember } from "../../testing/members.ts";

/** A service with a default for `cores`, a domain and a project in it. */
async function startLimitService(model: "flat" | "strict_two_level") {
  const service = await startTestService({ config: { unified_limit: { enforcement_model: model } } });
  const token = await service.adminToken();
  const { id: serviceId } = await service.identity.database.query.selectFrom("service").select("id").executeTakeFirstOrThrow();
  const ask = (method: string, path: string, body?: unknown, as = token) =>
    service.request(method, `/v3${path}`, { token: as, ...(body === undefined ? {} : { body }) });
  const cores = { service_id: serviceId, resource_name: "cores" };
  await ask("POST", "/registered_limits", { registered_limits: [{ ...cores, default_limit: 10 }] });
  const domainId: string = (await ask("POST", "/domains", { domain: { name: "d" } })).body.domain.id;
  const project = async (name: string): Promise<string> =>
    (await ask("POST", "/projects", { project: { name, domain_id: domainId } })).body.project.id;
  const post = (...limits: object[]) => ask("POST", "/limits", { limits: limits.map((limit) => ({ ...cores, ...limit })) });
  return { service, token, ask, post, project, domainId, serviceId, cores };
}

describe("limits", () => {
  let rig: Awaited<ReturnType<typeof startLimitService>>;
  let projectId: string;
  beforeAll(async () => {
    rig = await startLimitService("flat");
    projectId = await rig.project("limited");
  });
  afterAll(() => rig.service.close());

  test("201 and 200: a limit is shown with Keystone's fields, changed, and deleted", async () => {
    const { ask, post, serviceId } = rig;
    const made = await post({ project_id: projectId, resource_limit: 7, description: "l" });
    expect(made.status, made.text).toBe(201);
    const { id } = made.body.limits[0];
    expect(made.body).toEqual({
      limits: [
        {
          id,
          project_id: projectId,
          domain_id: null,
          resource_limit: 7,
          description: "l",
          service_id: serviceId,
          region_id: null,
          resource_name: "cores",
          links: { self: `http://identity.test:5000/v3/limits/${id}` },
        },
      ],
    });
    expect((await ask("GET", `/limits/${id}`)).body.limit).toEqual(made.body.limits[0]);
    expect((await ask("PATCH", `/limits/${id}`, { limit: { resource_limit: 0 } })).body.limit.resource_limit).toBe(0);
    expect((await ask("PATCH", `/limits/${id}`, { limit: { project_id: "x" } })).status).toBe(400);
    expect((await ask("DELETE", `/limits/${id}`)).status).toBe(204);
    expect((await ask("GET", `/limits/${id}`)).body.error.message).toBe(`Could not find limit for ${id}.`);
  });

  test("201: the ID of a domain as project_id makes a limit of the domain", async () => {
    const made = await rig.post({ project_id: rig.domainId, resource_limit: 7 });
    expect(made.body.limits[0]).toMatchObject({ project_id: null, domain_id: rig.domainId });
    const again = await rig.post({ domain_id: rig.domainId, resource_limit: 7 });
    expect([again.status, again.body.error.message]).toEqual([
      409,
      "Conflict occurred attempting to store limit - Duplicate entry.",
    ]);
    await rig.ask("DELETE", `/limits/${made.body.limits[0].id}`);
  });

  test("400 and 403: everything that a limit names exists, and it has a default to differ from", async () => {
    const { post } = rig;
    const message = async (limit: object) => (await post(limit)).body.error.message as string;
    expect(await message({ project_id: "none", resource_limit: 1 })).toMatch(/^Expecting to find project_id in limit\./);
    expect(await message({ domain_id: "none", resource_limit: 1 })).toMatch(/^Expecting to find domain_id in limit\./);
    expect(await message({ project_id: projectId, service_id: "none", resource_limit: 1 })).toMatch(
      /^Expecting to find service_id in limit\./,
    );
    expect(await message({ project_id: projectId, region_id: "none", resource_limit: 1 })).toMatch(
      /^Expecting to find region_id in limit\./,
    );
    expect(await message({ project_id: projectId, resource_name: "other", resource_limit: 1 })).toBe(
      "Unable to create a limit that has no corresponding registered limit.",
    );
    expect(await message({ project_id: projectId, region_id: "RegionOne", resource_limit: 1 })).toBe(
      "Unable to create a limit that has no corresponding registered limit.",
    );
    expect((await post({ resource_limit: 1 })).body.error.message).toMatch(
      /^Invalid input for field '0': .* is not valid under any of the given schemas$/,
    );
    expect((await post({ project_id: projectId, domain_id: rig.domainId, resource_limit: 1 })).status).toBe(400);
  });

  test("200: a caller sees the limits of their own scope", async () => {
    const { ask, post, service, domainId } = rig;
    const other = await rig.project("other");
    await post({ project_id: projectId, resource_limit: 1 }, { project_id: other, resource_limit: 2 });
    await post({ domain_id: domainId, resource_limit: 3 }, { project_id: service.adminProjectId, resource_limit: 4 });
    const seen = async (as: string, query = ""): Promise<number[]> =>
      (await ask("GET", `/limits${query}`, undefined, as)).body.limits.map(
        (limit: { resource_limit: number }) => limit.resource_limit,
      );
    const inProject = await addMember(service, "reader", { project: projectId });
    const inDomain = await addMember(service, "reader", { domain: domainId });
    const inSystem = await addMember(service, "reader", { system: true });
    expect(await seen(inProject.token)).toEqual([1]);
    expect(await seen(inProject.token, `?project_id=${other}`)).toEqual([]);
    expect(await seen(inDomain.token)).toEqual([1, 2, 3]);
    expect(await seen(inDomain.token, `?domain_id=${domainId}`)).toEqual([3]);
    expect(await seen(inSystem.token)).toEqual([1, 2, 3, 4]);
    expect(await seen(inSystem.token, "?resource_name=cores&resource_name__contains=zz")).toEqual([]);
    expect(await seen((await addMember(service, "reader", undefined)).token)).toEqual([]);

    const idOf = async (query: string) => (await ask("GET", `/limits${query}`, undefined, inSystem.token)).body.limits[0].id;
    const foreign = await idOf(`?project_id=${service.adminProjectId}`);
    const own = await idOf(`?project_id=${projectId}`);
    expect((await ask("GET", `/limits/${own}`, undefined, inProject.token)).status).toBe(200);
    expect((await ask("GET", `/limits/${own}`, undefined, inDomain.token)).status).toBe(200);
    expect((await ask("GET", `/limits/${foreign}`, undefined, inProject.token)).status).toBe(403);
    expect((await ask("GET", `/limits/${foreign}`, undefined, inDomain.token)).status).toBe(403);
    for (const [method, path] of [
      ["POST", "/limits"],
      ["PATCH", `/limits/${own}`],
      ["DELETE", `/limits/${own}`],
    ] as const) {
      expect((await ask(method, path, {}, inProject.token)).status).toBe(403);
      expect((await service.request(method, `/v3${path}`)).status).toBe(401);
    }
    expect((await service.request("GET", "/v3/limits")).status).toBe(401);
  });

  test("200: the model is known to everybody with a token", async () => {
    const member = await addMember(rig.service, "member", { project: projectId });
    expect((await rig.ask("GET", "/limits/model", undefined, member.token)).body).toEqual({
      model: {
        name: "flat",
        description: "Limit enforcement and validation does not take project hierarchy into consideration.",
      },
    });
    expect((await rig.service.request("GET", "/v3/limits/model")).status).toBe(401);
  });

  test("200: include_limits shows the limits of the projects around another", async () => {
    const { ask, domainId } = rig;
    const body = { project: { name: "below", domain_id: domainId, parent_id: projectId } };
    const childId = (await ask("POST", "/projects", body)).body.project.id;
    await rig.post({ project_id: childId, resource_limit: 9 });
    const member = await addMember(rig.service, "admin", { project: childId });
    const subtree = async (query: string) =>
      (await ask("GET", `/projects/${projectId}?subtree_as_list${query}`, undefined, member.token)).body.project.subtree;
    expect((await subtree("&include_limits"))[0].project.limits).toMatchObject([{ project_id: childId, resource_limit: 9 }]);
    expect((await subtree(""))[0].project).not.toHaveProperty("limits");
    await ask("DELETE", `/projects/${childId}`);
  });

  test("204: a project takes its limits with it", async () => {
    const id = await rig.project("gone");
    await rig.post({ project_id: id, resource_limit: 1 });
    expect((await rig.ask("DELETE", `/projects/${id}`)).status).toBe(204);
    const { query } = rig.service.identity.database;
    expect(await query.selectFrom("limit").select("id").where("project_id", "=", id).execute()).toEqual([]);
  });
});

describe("limits of the model strict_two_level", () => {
  let rig: Awaited<ReturnType<typeof startLimitService>>;
  beforeAll(async () => {
    rig = await startLimitService("strict_two_level");
  });
  afterAll(() => rig.service.close());

  test("403: a project stays within its domain, a domain above its projects, and without a domain's limit the default counts", async () => {
    const { ask, post, domainId, serviceId } = rig;
    const projectId = await rig.project("child");
    const text = (level: string, value: number) =>
      `Invalid resource limit: The resource limit (${level}, resource_name: cores, resource_limit: ${value}, service_id: ${serviceId}, region_id: None) doesn't satisfy current hierarchy model..`;
    const overDefault = await post({ project_id: projectId, resource_limit: 11 });
    expect([overDefault.status, overDefault.body.error.message]).toEqual([403, text(`project_id: ${projectId}`, 11)]);
    const child = (await post({ project_id: projectId, resource_limit: 6 })).body.limits[0];
    expect((await post({ domain_id: domainId, resource_limit: 5 })).body.error.message).toBe(text(`domain_id: ${domainId}`, 5));
    expect((await post({ domain_id: domainId, resource_limit: 20 })).status).toBe(201);
    expect((await ask("PATCH", `/limits/${child.id}`, { limit: { resource_limit: 20 } })).status).toBe(200);
    expect((await ask("PATCH", `/limits/${child.id}`, { limit: { resource_limit: 21 } })).status).toBe(403);
  });

  test("403: a tree of projects is no deeper than the model can follow", async () => {
    const { ask, domainId } = rig;
    const top = await rig.project("top");
    const below = (name: string, parentId: string) =>
      ask("POST", "/projects", { project: { name, domain_id: domainId, parent_id: parentId } });
    const second = await below("second", top);
    expect(second.status).toBe(201);
    expect((await below("third", second.body.project.id)).status).toBe(403);
  });
});
