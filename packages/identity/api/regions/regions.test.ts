import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../testing/index.ts";
import { addMember } from "../../testing/members.ts";

describe("regions", () => {
  let service: TestService;
  let token: string;
  beforeAll(async () => {
    service = await startTestService();
    token = await service.adminToken();
  });
  afterAll(() => service.close());

  const call = (method: string, path: string, region?: unknown) =>
    service.request(method, `/v3/regions${path}`, { token, ...(region === undefined ? {} : { body: { region } }) });
  const self = (id: string) => ({ self: `http://identity.test:5000/v3/regions/${id}` });

  test("create, get, update and list answer with Keystone's bodies", async () => {
    const given = { id: "RegionG", description: "g", parent_region_id: "RegionOne" };
    const created = await call("POST", "", given);
    expect(created.status).toBe(201);
    expect(created.body).toEqual({ region: { ...given, links: self("RegionG") } });
    expect((await call("GET", "/RegionG")).body).toEqual(created.body);
    const updated = await call("PATCH", "/RegionG", { description: null, color: "red" });
    expect(updated.status).toBe(200);
    const changed = { ...given, description: "", color: "red", links: self("RegionG") };
    expect(updated.body).toEqual({ region: changed });
    const list = await call("GET", "?parent_region_id=RegionOne");
    expect(list.body).toEqual({
      regions: [changed],
      links: { next: null, previous: null, self: "http://identity.test:5000/v3/regions?parent_region_id=RegionOne" },
    });
  });

  test("an ID comes from the path, from the body, or is made; a taken one is 409", async () => {
    const put = await call("PUT", "/RegionH", { description: "h" });
    expect(put.status).toBe(201);
    expect(put.body.region).toEqual({ id: "RegionH", description: "h", parent_region_id: null, links: self("RegionH") });
    expect((await call("POST", "", {})).body.region.id).toMatch(/^[0-9a-f]{32}$/);
    const other = await call("PUT", "/RegionI", { id: "RegionJ" });
    expect(other.status).toBe(400);
    expect(other.body.error.message).toBe('Conflicting region IDs specified: "RegionI" != "RegionJ"');
    const taken = await call("POST", "", { id: "RegionH" });
    expect(taken.status).toBe(409);
    expect(taken.body.error.message).toBe("Conflict occurred attempting to store region - Duplicate ID, RegionH..");
  });

  test("a parent must exist and must not be the region itself or below it", async () => {
    const unknown = await call("POST", "", { id: "lost", parent_region_id: "nowhere" });
    expect(unknown.status).toBe(404);
    expect(unknown.body.error.message).toBe("Could not find region: nowhere.");
    await call("POST", "", { id: "top" });
    await call("POST", "", { id: "middle", parent_region_id: "top" });
    await call("POST", "", { id: "bottom", parent_region_id: "middle" });
    for (const parent of ["top", "bottom"]) {
      const circle = await call("PATCH", "/top", { parent_region_id: parent });
      expect(circle.status).toBe(400);
      expect(circle.body.error.message).toMatch(/^The specified parent region top would create a circular region hierarchy\.$/);
    }
    expect((await call("PATCH", "/bottom", { parent_region_id: null })).body.region.parent_region_id).toBeNull();
  });

  test("deleting takes the regions below along, and is refused while one of them has endpoints", async () => {
    await call("POST", "", { id: "parent" });
    await call("POST", "", { id: "child", parent_region_id: "parent" });
    const [bootstrapped] = (await service.request("GET", "/v3/endpoints", { token })).body.endpoints;
    const endpoint = { interface: "public", service_id: bootstrapped.service_id, region_id: "child", url: "http://child.test" };
    const { id } = (await service.request("POST", "/v3/endpoints", { token, body: { endpoint } })).body.endpoint;
    const refused = await call("DELETE", "/parent");
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toBe(
      "Unable to delete region parent because it or its child regions have associated endpoints.",
    );
    await service.request("DELETE", `/v3/endpoints/${id}`, { token });
    expect((await call("DELETE", "/parent")).status).toBe(204);
    expect((await call("GET", "/child")).status).toBe(404);
    expect((await call("DELETE", "/parent")).status).toBe(404);
  });

  test("bodies that do not fit the schema get the text of Python's jsonschema", async () => {
    expect((await call("POST", "", { id: 7 })).body.error.message).toBe(
      "Invalid input for field 'id': 7 is not of type 'string'",
    );
    expect((await call("PATCH", "/RegionOne", {})).body.error.message).toBe("{} does not have enough properties");
    const missing = await service.request("POST", "/v3/regions", { token, body: { wrong: {} } });
    expect(missing.body.error.message).toBe("None is not of type 'object'");
    expect((await call("PATCH", "/RegionOne", { id: "x" })).body.error.message).toBe("Cannot change ID");
  });

  test("everybody with a token may read, only administrators may change, nobody without one may do either", async () => {
    const member = await addMember(service, "member", { project: service.adminProjectId });
    const asMember = (method: string, path: string) =>
      service.request(method, path, { token: member.token, ...(method === "GET" ? {} : { body: { region: {} } }) });
    expect((await asMember("GET", "/v3/regions")).status).toBe(200);
    expect((await asMember("GET", "/v3/regions/RegionOne")).status).toBe(200);
    for (const [method, path, action] of [
      ["POST", "/v3/regions", "create_region"],
      ["PUT", "/v3/regions/x", "create_region"],
      ["PATCH", "/v3/regions/RegionOne", "update_region"],
      ["DELETE", "/v3/regions/RegionOne", "delete_region"],
    ] as const) {
      const refused = await asMember(method, path);
      expect(refused.status).toBe(403);
      expect(refused.body.error.message).toContain(`identity:${action}`);
      expect((await service.request(method, path)).status).toBe(401);
    }
    expect((await service.request("GET", "/v3/regions")).status).toBe(401);
  });
});
