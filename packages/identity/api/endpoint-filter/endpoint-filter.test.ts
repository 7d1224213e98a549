import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../testing/index.ts";
import { addMember } from "../../testing/members.ts";

describe("endpoint filter", () => {
  let service: TestService;
  let token: string;
  let serviceId: string;
  let endpointId: string;
  let projectId: string;
  beforeAll(async () => {
    service = await startTestService();
    token = await service.adminToken();
    projectId = service.adminProjectId;
    serviceId = (await call("POST", "/v3/services", { service: { type: "gtype", name: "g" } })).body.service.id;
    endpointId = await makeEndpoint({});
  });
  afterAll(() => service.close());

  const call = (method: string, path: string, body?: unknown) =>
    service.request(method, path, { token, ...(body === undefined ? {} : { body }) });
  const filter = (method: string, path: string, body?: unknown) => call(method, `/v3/OS-EP-FILTER${path}`, body);
  const makeEndpoint = async (changes: object): Promise<string> => {
    const endpoint = { interface: "public", service_id: serviceId, url: "http://g.test", ...changes };
    return (await call("POST", "/v3/endpoints", { endpoint })).body.endpoint.id;
  };
  const makeGroup = async (filters: object): Promise<string> =>
    (await filter("POST", "/endpoint_groups", { endpoint_group: { name: "eg", filters } })).body.endpoint_group.id;
  const linkTo = (path: string) => `http://identity.test:5000/v3/${path}`;
  /** Service IDs of the project's catalog, with their endpoints' IDs. */
  const catalog = async (): Promise<[string, string[]][]> => {
    const { body } = await service.request("GET", "/v3/auth/tokens", { token, subjectToken: token });
    return body.token.catalog.map((entry: { id: string; endpoints: { id: string }[] }) => [
      entry.id,
      entry.endpoints.map(({ id }) => id),
    ]);
  };

  test("endpoint groups are created, shown, changed, listed and deleted with Keystone's bodies", async () => {
    const given = { name: "eg", description: "d", filters: { interface: "public", service_id: serviceId } };
    const created = await filter("POST", "/endpoint_groups", { endpoint_group: given });
    expect(created.status).toBe(201);
    const { id } = created.body.endpoint_group;
    const shown = { ...given, id, links: { self: linkTo(`OS-EP-FILTER/endpoint_groups/${id}`) } };
    expect(created.body).toEqual({ endpoint_group: shown });
    expect((await filter("GET", `/endpoint_groups/${id}`)).body).toEqual(created.body);
    expect((await filter("GET", "/endpoint_groups?name=eg")).body).toEqual({
      endpoint_groups: [shown],
      links: { next: null, previous: null, self: linkTo("OS-EP-FILTER/endpoint_groups?name=eg") },
    });
    expect((await filter("GET", "/endpoint_groups?name=other")).body.endpoint_groups).toEqual([]);
    const members = await filter("GET", `/endpoint_groups/${id}/endpoints`);
    expect(members.body.endpoints.map((endpoint: { id: string }) => endpoint.id)).toEqual([endpointId]);
    expect(members.body.endpoints[0].links.self).toBe(linkTo(`endpoints/${endpointId}`));
    const changed = await filter("PATCH", `/endpoint_groups/${id}`, { endpoint_group: { description: null } });
    expect(changed.body.endpoint_group).toEqual({ ...shown, description: null });
    expect((await filter("DELETE", `/endpoint_groups/${id}`)).status).toBe(204);
    const gone = await filter("GET", `/endpoint_groups/${id}`);
    expect(gone.status).toBe(404);
    expect(gone.body.error.message).toBe(`Could not find Endpoint Group: ${id}.`);
  });

  test("a group filters by interface, service and region, by at least one of them, and knows nothing else", async () => {
    const messageOf = async (group: object) =>
      (await filter("POST", "/endpoint_groups", { endpoint_group: group })).body.error.message;
    expect(await messageOf({ name: "x", filters: {} })).toBe("filters field is required and cannot be empty");
    expect(await messageOf({ name: "x", filters: { url: "u" } })).toMatch(
      /^Expecting to find service_id or region_id or interface in endpoint_group\./,
    );
    expect(await messageOf({ name: "x", filters: { interface: "public" }, color: "red" })).toBe(
      "'color' is an invalid keyword argument for EndpointGroup",
    );
    expect(await messageOf({ filters: { interface: "public" } })).toBe("'name' is a required property");
  });

  test("an endpoint is associated with a project once, checked, listed both ways, and taken away", async () => {
    const path = `/projects/${projectId}/endpoints/${endpointId}`;
    const missing = await filter("GET", path);
    expect(missing.status).toBe(404);
    expect(missing.body.error.message).toBe(`Endpoint ${endpointId} not found in project ${projectId}`);
    expect((await filter("PUT", path)).status).toBe(204);
    expect((await filter("GET", path)).status).toBe(204);
    expect((await filter("HEAD", path)).status).toBe(204);
    const again = await filter("PUT", path);
    expect(again.status).toBe(409);
    expect(again.body.error.message).toBe("Conflict occurred attempting to store project_endpoint - Duplicate entry.");
    const endpoints = (await filter("GET", `/projects/${projectId}/endpoints`)).body;
    expect(endpoints.endpoints.map((endpoint: { id: string }) => endpoint.id)).toEqual([endpointId]);
    expect(endpoints.links.self).toBe(linkTo(`OS-EP-FILTER/projects/${projectId}/endpoints`));
    const projects = (await filter("GET", `/endpoints/${endpointId}/projects`)).body.projects;
    expect(projects).toMatchObject([{ id: projectId, name: "admin", links: { self: linkTo(`projects/${projectId}`) } }]);
    expect((await filter("DELETE", path)).status).toBe(204);
    expect((await filter("DELETE", path)).status).toBe(404);
    expect((await filter("PUT", `/projects/none/endpoints/${endpointId}`)).body.error.message).toBe(
      "Could not find project: none.",
    );
    expect((await filter("PUT", `/projects/${projectId}/endpoints/none`)).body.error.message).toBe(
      "Could not find endpoint: none.",
    );
  });

  test("a group is associated with a project once, shown with Keystone's relative link, listed both ways, and taken away", async () => {
    const groupId = await makeGroup({ interface: "public" });
    const path = `/endpoint_groups/${groupId}/projects/${projectId}`;
    expect((await filter("GET", path)).body.error.message).toBe("Endpoint Group Project Association not found");
    expect((await filter("PUT", path)).status).toBe(204);
    expect((await filter("PUT", path)).status).toBe(409);
    const links = { self: `/OS-EP-FILTER/endpoint_groups/${groupId}/projects/${projectId}` };
    expect((await filter("GET", path)).body).toEqual({
      project_endpoint_group: { endpoint_group_id: groupId, project_id: projectId, links },
    });
    const groups = (await filter("GET", `/projects/${projectId}/endpoint_groups`)).body.endpoint_groups;
    expect(groups).toMatchObject([{ id: groupId, links: { self: linkTo(`OS-EP-FILTER/endpoint_groups/${groupId}`) } }]);
    expect((await filter("GET", `/endpoint_groups/${groupId}/projects`)).body.projects).toMatchObject([{ id: projectId }]);
    expect((await filter("GET", "/endpoint_groups/none/projects")).body.projects).toEqual([]);
    expect((await filter("DELETE", path)).status).toBe(204);
    expect((await filter("DELETE", path)).status).toBe(404);
    await filter("DELETE", `/endpoint_groups/${groupId}`);
  });

  test("deleting a group takes it from its projects", async () => {
    const groupId = await makeGroup({ interface: "public" });
    await filter("PUT", `/endpoint_groups/${groupId}/projects/${projectId}`);
    expect((await filter("DELETE", `/endpoint_groups/${groupId}`)).status).toBe(204);
    expect((await filter("GET", `/projects/${projectId}/endpoint_groups`)).body.endpoint_groups).toEqual([]);
  });

  test("the catalog of the project shows what is associated, and only services that are left with endpoints", async () => {
    const whole = await catalog();
    expect(whole.map(([id]) => id)).toContain(serviceId);
    const path = `/projects/${projectId}/endpoints/${endpointId}`;
    await filter("PUT", path);
    expect(await catalog()).toEqual([[serviceId, [endpointId]]]);
    const groupId = await makeGroup({ region_id: "RegionOne" });
    await filter("PUT", `/endpoint_groups/${groupId}/projects/${projectId}`);
    expect((await catalog()).map(([id]) => id).sort()).toEqual(whole.map(([id]) => id).sort());
    await filter("DELETE", `/endpoint_groups/${groupId}`);
    await filter("DELETE", path);
    expect(await catalog()).toEqual(whole);
  });

  test("an association with a disabled endpoint empties the catalog instead of opening it", async () => {
    const disabledId = await makeEndpoint({ enabled: false });
    const path = `/projects/${projectId}/endpoints/${disabledId}`;
    await filter("PUT", path);
    expect(await catalog()).toEqual([]);
    await filter("DELETE", path);
    await call("PATCH", `/v3/services/${serviceId}`, { service: { enabled: false } });
    await filter("PUT", `/projects/${projectId}/endpoints/${endpointId}`);
    expect(await catalog()).toEqual([]);
    await filter("DELETE", `/projects/${projectId}/endpoints/${endpointId}`);
    await call("PATCH", `/v3/services/${serviceId}`, { service: { enabled: true } });
  });

  test("attributes of an endpoint that Keystone does not know stand in the catalog too", async () => {
    const namedId = await makeEndpoint({ name: "n", description: "d" });
    const { body } = await service.request("GET", "/v3/auth/tokens", { token, subjectToken: token });
    const endpoints = body.token.catalog.flatMap((entry: { endpoints: { id: string }[] }) => entry.endpoints);
    expect(endpoints.find(({ id }: { id: string }) => id === namedId)).toEqual({
      id: namedId,
      name: "n",
      description: "d",
      interface: "public",
      region_id: null,
      region: null,
      url: "http://g.test",
    });
  });

  test("only administrators and system readers get in, and readers change nothing", async () => {
    const member = await addMember(service, "member", { project: projectId });
    const reader = await addMember(service, "reader", { system: true });
    const association = `/v3/OS-EP-FILTER/projects/${projectId}/endpoints/${endpointId}`;
    const reads = ["/v3/OS-EP-FILTER/endpoint_groups", `/v3/OS-EP-FILTER/projects/${projectId}/endpoints`];
    for (const path of reads) {
      expect((await service.request("GET", path, { token: member.token })).status).toBe(403);
      expect((await service.request("GET", path, { token: reader.token })).status).toBe(200);
      expect((await service.request("GET", path)).status).toBe(401);
    }
    for (const method of ["PUT", "DELETE"]) {
      expect((await service.request(method, association, { token: reader.token })).status).toBe(403);
      expect((await service.request(method, association)).status).toBe(401);
    }
  });
});
