import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../testing/index.ts";
import { addMember } from "../../testing/members.ts";

describe("endpoints", () => {
  let service: TestService;
  let token: string;
  let serviceId: string;
  beforeAll(async () => {
    service = await startTestService();
    token = await service.adminToken();
    const made = await service.request("POST", "/v3/services", { token, body: { service: { type: "gtype" } } });
    serviceId = made.body.service.id;
  });
  afterAll(() => service.close());

  const call = (method: string, path: string, endpoint?: unknown) =>
    service.request(method, `/v3/endpoints${path}`, { token, ...(endpoint === undefined ? {} : { body: { endpoint } }) });
  const make = (changes: object) =>
    call("POST", "", { interface: "public", service_id: serviceId, url: "http://g.test", ...changes });

  test("create, get, update and list answer with Keystone's bodies", async () => {
    const given = { service_id: serviceId, region_id: "RegionOne", interface: "public", url: "http://g.test/%(tenant_id)s" };
    const created = await call("POST", "", given);
    expect(created.status).toBe(201);
    const { id } = created.body.endpoint;
    const links = { self: `http://identity.test:5000/v3/endpoints/${id}` };
    const shown = { ...given, id, enabled: true, region: "RegionOne", links };
    expect(created.body).toEqual({ endpoint: shown });
    expect((await call("GET", `/${id}`)).body).toEqual(created.body);
    const updated = await call("PATCH", `/${id}`, { enabled: false });
    expect(updated.body).toEqual({ endpoint: { ...shown, enabled: false } });
    const list = await call("GET", `?service_id=${serviceId}`);
    expect(list.body.endpoints).toEqual([{ ...shown, enabled: false }]);
    expect(list.body.links.self).toBe(`http://identity.test:5000/v3/endpoints?service_id=${serviceId}`);
    expect((await call("GET", "?interface=internal")).body.endpoints).toEqual([]);
    expect((await call("GET", `?region_id=RegionOne&interface=public&service_id=${serviceId}`)).body.endpoints).toHaveLength(1);
    expect((await call("DELETE", `/${id}`)).status).toBe(204);
    expect((await call("GET", `/${id}`)).body.error.message).toBe(`Could not find endpoint: ${id}.`);
  });

  test("an invalid URL is refused in Keystone's words when an endpoint is created", async () => {
    const refused = await make({ url: "http://x/%(nope)s" });
    expect(refused.status).toBe(400);
    expect(refused.body.error.message).toBe("Cannot create an endpoint with an invalid URL: http://x/%(nope)s.");
  });

  test("`region` creates the region that it names, also on update; `region_id` must exist", async () => {
    const created = await make({ region: "RegionNew" });
    expect(created.body.endpoint).toMatchObject({ region: "RegionNew", region_id: "RegionNew" });
    const moved = await call("PATCH", `/${created.body.endpoint.id}`, { region: "RegionNewer" });
    expect(moved.body.endpoint).toMatchObject({ region: "RegionNewer", region_id: "RegionNewer" });
    for (const id of ["RegionNew", "RegionNewer"]) {
      expect((await service.request("GET", `/v3/regions/${id}`, { token })).body.region.description).toBe("");
    }
    const unknown = await make({ region_id: "nowhere" });
    expect(unknown.status).toBe(400);
    expect(unknown.body.error.message).toMatch(/^Expecting to find endpoint region_id in region table\./);
    expect((await make({ service_id: "none" })).body.error.message).toMatch(
      /^Expecting to find endpoint service_id in service table\./,
    );
  });

  test("a failed creation leaves no region behind", async () => {
    expect((await make({ region: "RegionGhost", service_id: "none" })).status).toBe(400);
    expect((await service.request("GET", "/v3/regions/RegionGhost", { token })).status).toBe(404);
  });

  test("unknown attributes are kept, the legacy ID is not shown", async () => {
    const created = await make({ name: "n", legacy_endpoint_id: "old" });
    expect(created.body.endpoint.name).toBe("n");
    expect(created.body.endpoint).not.toHaveProperty("legacy_endpoint_id");
    const updated = await call("PATCH", `/${created.body.endpoint.id}`, { description: "d" });
    expect(updated.body.endpoint).toMatchObject({ name: "n", description: "d" });
  });

  test("bodies that do not fit the schema are 400", async () => {
    expect((await make({ interface: "backdoor" })).body.error.message).toBe(
      "Invalid input for field 'interface': 'backdoor' is not one of ['admin', 'internal', 'public']",
    );
    expect((await call("POST", "", { interface: "public", url: "http://x" })).body.error.message).toBe(
      "'service_id' is a required property",
    );
  });

  test("a new endpoint stands in the catalog of the next token; a disabled one does not", async () => {
    const { id } = (await make({ url: "http://catalog.test/$(project_id)s" })).body.endpoint;
    const urls = async () => {
      const answer = await service.request("GET", "/v3/auth/tokens", { token, subjectToken: token });
      const entry = answer.body.token.catalog.find((candidate: { id: string }) => candidate.id === serviceId);
      return entry.endpoints.map((endpoint: { url: string }) => endpoint.url);
    };
    expect(await urls()).toContain(`http://catalog.test/${service.adminProjectId}`);
    await call("PATCH", `/${id}`, { enabled: false });
    expect(await urls()).not.toContain(`http://catalog.test/${service.adminProjectId}`);
  });

  test("403 and 401; an unknown endpoint is 404 before it is 403", async () => {
    const { token: memberToken } = await addMember(service, "member", { project: service.adminProjectId });
    const { id } = (await make({})).body.endpoint;
    const body = { endpoint: { enabled: true } };
    for (const [method, path] of [
      ["GET", ""],
      ["GET", `/${id}`],
      ["POST", ""],
      ["PATCH", `/${id}`],
      ["DELETE", `/${id}`],
    ] as const) {
      const given = method === "POST" || method === "PATCH" ? { body } : {};
      expect((await service.request(method, `/v3/endpoints${path}`, { token: memberToken, ...given })).status).toBe(403);
      expect((await service.request(method, `/v3/endpoints${path}`, given)).status).toBe(401);
    }
    expect((await service.request("GET", "/v3/endpoints/none", { token: memberToken })).status).toBe(404);
  });
});
