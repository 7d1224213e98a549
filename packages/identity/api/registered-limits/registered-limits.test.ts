import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../testing/index.ts";
import { addMember } from "../../testing/members.ts";

describe("registered limits", () => {
  let service: TestService;
  let token: string;
  let serviceId: string;
  beforeAll(async () => {
    service = await startTestService();
    token = await service.adminToken();
    const row = await service.identity.database.query.selectFrom("service").select("id").executeTakeFirstOrThrow();
    serviceId = row.id;
  });
  afterAll(() => service.close());

  const post = (limits: unknown) =>
    service.request("POST", "/v3/registered_limits", { token, body: { registered_limits: limits } });
  const patch = (id: string, limit: unknown) =>
    service.request("PATCH", `/v3/registered_limits/${id}`, { token, body: { registered_limit: limit } });
  const get = (rest: string) => service.request("GET", `/v3/registered_limits${rest}`, { token });
  const create = async (name: string, more: object = {}): Promise<string> => {
    const answer = await post([{ service_id: serviceId, resource_name: name, default_limit: 10, ...more }]);
    expect(answer.status, answer.text).toBe(201);
    return answer.body.registered_limits[0].id;
  };

  test("201 and 200: several are made at once and shown with Keystone's fields", async () => {
    const answer = await post([
      { service_id: serviceId, region_id: "RegionOne", resource_name: "cores", default_limit: 10, description: "c" },
      { service_id: serviceId, resource_name: "ram", default_limit: -1 },
    ]);
    expect(answer.status).toBe(201);
    expect(Object.keys(answer.body)).toEqual(["registered_limits"]);
    const [cores, ram] = answer.body.registered_limits;
    expect(cores).toEqual({
      id: cores.id,
      service_id: serviceId,
      region_id: "RegionOne",
      resource_name: "cores",
      default_limit: 10,
      description: "c",
      links: { self: `http://identity.test:5000/v3/registered_limits/${cores.id}` },
    });
    expect(ram).toMatchObject({ region_id: null, description: null, default_limit: -1 });
    expect((await get(`/${ram.id}`)).body.registered_limit).toEqual(ram);
    expect((await get("?region_id=RegionOne")).body.registered_limits).toEqual([cores]);
    expect((await get("?resource_name__contains=am")).body.registered_limits).toEqual([ram]);
    expect((await get(`?service_id=${serviceId}`)).body.registered_limits).toHaveLength(2);
  });

  test("409: one default for each resource, and all of a request or none", async () => {
    await create("disks");
    const answer = await post([
      { service_id: serviceId, resource_name: "tapes", default_limit: 1 },
      { service_id: serviceId, resource_name: "disks", default_limit: 1 },
    ]);
    expect([answer.status, answer.body.error.message]).toEqual([
      409,
      "Conflict occurred attempting to store registered_limit - Duplicate entry.",
    ]);
    expect((await get("?resource_name=tapes")).body.registered_limits).toEqual([]);
    await create("disks", { region_id: "RegionOne" });
  });

  test("400: services and regions must exist, and values fit", async () => {
    const answer = await post([{ service_id: "none", resource_name: "x", default_limit: 1 }]);
    expect(answer.body.error.message).toMatch(/^Expecting to find service_id in registered_limit\. The server could not comply/);
    const region = await post([{ service_id: serviceId, region_id: "none", resource_name: "x", default_limit: 1 }]);
    expect(region.body.error.message).toMatch(/^Expecting to find region_id in registered_limit\./);
    expect((await post(undefined)).body.error.message).toBe("{} is not of type 'array'");
    expect((await post([])).body.error.message).toBe("[] is too short");
    expect((await post([{ service_id: serviceId, resource_name: "x", default_limit: -2 }])).body.error.message).toBe(
      "Invalid input for field '0/default_limit': -2 is less than the minimum of -1",
    );
    expect((await post([{ service_id: serviceId, resource_name: "x", default_limit: 1, more: 1 }])).status).toBe(400);
  });

  test("200 and 409: an update changes what it names, and does not take another's resource", async () => {
    const id = await create("ports");
    await create("nets");
    const updated = await patch(id, { default_limit: 0, description: null });
    expect(updated.body.registered_limit).toMatchObject({ id, default_limit: 0, description: null, resource_name: "ports" });
    expect((await patch(id, { resource_name: "nets" })).status).toBe(409);
    expect((await patch(id, { region_id: "none" })).status).toBe(400);
    expect((await patch(id, { region_id: "RegionOne" })).body.registered_limit.region_id).toBe("RegionOne");
    expect((await patch(id, { id: "x" })).status).toBe(400);
    expect((await patch("none", {})).body.error.message).toBe("Could not find registered limit for none.");
  });

  test("403: a default that limits refer to is not changed or deleted; without them it goes", async () => {
    const id = await create("used");
    const body = {
      limits: [{ project_id: service.adminProjectId, service_id: serviceId, resource_name: "used", resource_limit: 1 }],
    };
    const limit = (await service.request("POST", "/v3/limits", { token, body })).body.limits[0];
    const text = `Unable to update or delete registered limit ${id} because there are project limits associated with it.`;
    expect((await patch(id, { default_limit: 1 })).body.error.message).toBe(text);
    const remove = () => service.request("DELETE", `/v3/registered_limits/${id}`, { token });
    expect((await remove()).body.error.message).toBe(text);
    await service.request("DELETE", `/v3/limits/${limit.id}`, { token });
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(404);
  });

  test("401 and 403: everybody with a token reads defaults, administrators write them", async () => {
    const id = await create("guarded");
    const member = await addMember(service, "member", { project: service.adminProjectId });
    const status = async (method: string, path: string, as?: string) =>
      (await service.request(method, `/v3/registered_limits${path}`, { ...(as ? { token: as } : {}), body: {} })).status;
    for (const [method, path, expected] of [
      ["GET", "", 200],
      ["GET", `/${id}`, 200],
      ["POST", "", 403],
      ["PATCH", `/${id}`, 403],
      ["DELETE", `/${id}`, 403],
    ] as const) {
      expect(await status(method, path)).toBe(401);
      expect(await status(method, path, member.token)).toBe(expected);
    }
  });
});
