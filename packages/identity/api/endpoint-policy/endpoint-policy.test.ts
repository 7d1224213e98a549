import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../testing/index.ts";
import { addMember } from "../../testing/members.ts";

describe("policies of endpoints", () => {
  let service: TestService;
  let token: string;
  let serviceId: string;
  let endpointId: string;
  beforeAll(async () => {
    service = await startTestService();
    token = await service.adminToken();
    serviceId = (await call("POST", "/v3/services", { service: { type: "t" } })).body.service.id;
    await call("PUT", "/v3/regions/top", { region: {} });
    await call("PUT", "/v3/regions/below", { region: { parent_region_id: "top" } });
    const endpoint = { service_id: serviceId, region_id: "below", interface: "public", url: "http://e.test" };
    endpointId = (await call("POST", "/v3/endpoints", { endpoint })).body.endpoint.id;
  });
  beforeEach(() => service.identity.database.query.deleteFrom("policy_association").execute());
  afterAll(() => service.close());

  const call = (method: string, path: string, body?: unknown) =>
    service.request(method, path, { token, ...(body === undefined ? {} : { body }) });
  const makePolicy = async (): Promise<string> =>
    (await call("POST", "/v3/policies", { policy: { type: "t", blob: "b" } })).body.policy.id;
  const of = (policyId: string, path: string) => `/v3/policies/${policyId}/OS-ENDPOINT-POLICY/${path}`;
  const inForce = () => call("GET", `/v3/endpoints/${endpointId}/OS-ENDPOINT-POLICY/policy`);

  test("an association is created, checked and deleted for each kind of subject", async () => {
    const policyId = await makePolicy();
    for (const path of [`endpoints/${endpointId}`, `services/${serviceId}`, `services/${serviceId}/regions/top`]) {
      expect((await call("GET", of(policyId, path))).body.error.message).toBe("Could not find policy association.");
      expect((await call("PUT", of(policyId, path))).status).toBe(204);
      expect((await call("GET", of(policyId, path))).status).toBe(204);
      expect((await call("HEAD", of(policyId, path))).status).toBe(204);
      const { endpoints } = (await call("GET", of(policyId, "endpoints"))).body;
      expect(endpoints.map(({ id }: { id: string }) => id)).toEqual([endpointId]);
      expect((await call("DELETE", of(policyId, path))).status).toBe(204);
      expect((await call("GET", of(policyId, path))).status).toBe(404);
      expect((await call("DELETE", of(policyId, path))).status).toBe(204);
    }
  });

  test("the policy in force is the endpoint's, else the nearest region's, else the service's", async () => {
    const [own, near, far, general] = [await makePolicy(), await makePolicy(), await makePolicy(), await makePolicy()];
    const none = await inForce();
    expect(none.status).toBe(404);
    expect(none.body.error.message).toBe(`No policy is associated with endpoint ${endpointId}.`);
    const steps: [string, string][] = [
      [general, `services/${serviceId}`],
      [far, `services/${serviceId}/regions/top`],
      [near, `services/${serviceId}/regions/below`],
      [own, `endpoints/${endpointId}`],
    ];
    for (const [policyId, path] of steps) {
      await call("PUT", of(policyId, path));
      const { body } = await inForce();
      expect(body).toEqual({
        policy: { id: policyId, type: "t", blob: "b", links: { self: `http://identity.test:5000/v3/endpoints/${policyId}` } },
      });
    }
  });

  test("a subject has one policy at most: the last one that was given", async () => {
    const [first, second] = [await makePolicy(), await makePolicy()];
    await call("PUT", of(first, `services/${serviceId}`));
    await call("PUT", of(second, `services/${serviceId}`));
    expect((await call("GET", of(first, `services/${serviceId}`))).status).toBe(404);
    expect((await inForce()).body.policy.id).toBe(second);
  });

  test("endpoints of a policy are shown without `region`, as in Keystone", async () => {
    const policyId = await makePolicy();
    await call("PUT", of(policyId, `endpoints/${endpointId}`));
    const { body } = await call("GET", of(policyId, "endpoints"));
    const self = `http://identity.test:5000/v3/endpoints/${endpointId}`;
    const endpoint = { interface: "public", region_id: "below", service_id: serviceId, url: "http://e.test", enabled: true };
    expect(body.endpoints).toEqual([{ ...endpoint, id: endpointId, links: { self } }]);
  });

  test("associations go with the policy, and with what they are for", async () => {
    const policyId = await makePolicy();
    await call("PUT", of(policyId, `services/${serviceId}`));
    await call("DELETE", `/v3/policies/${policyId}`);
    expect((await inForce()).body.error.message).toBe(`No policy is associated with endpoint ${endpointId}.`);
    const other = await makePolicy();
    await call("PUT", "/v3/regions/gone", { region: {} });
    await call("PUT", of(other, `services/${serviceId}/regions/gone`));
    await call("DELETE", "/v3/regions/gone");
    expect(await service.identity.database.query.selectFrom("policy_association").selectAll().execute()).toEqual([]);
  });

  test("unknown policies, endpoints, services and regions are 404", async () => {
    const policyId = await makePolicy();
    for (const path of [
      of("none", `endpoints/${endpointId}`),
      of(policyId, "endpoints/none"),
      of(policyId, "services/none"),
      of(policyId, `services/${serviceId}/regions/none`),
    ]) {
      const refused = await call("PUT", path);
      expect(refused.status).toBe(404);
      expect(refused.body.error.message).toMatch(/: none\.$/);
    }
  });

  test("system readers may look, only administrators may change, members and strangers neither", async () => {
    const policyId = await makePolicy();
    const path = of(policyId, `services/${serviceId}`);
    await call("PUT", path);
    const reader = await addMember(service, "reader", { system: true });
    const member = await addMember(service, "member", { project: service.adminProjectId });
    expect((await service.request("GET", path, { token: reader.token })).status).toBe(204);
    expect((await service.request("PUT", path, { token: reader.token })).status).toBe(403);
    expect((await service.request("DELETE", path, { token: reader.token })).status).toBe(403);
    expect((await service.request("GET", path, { token: member.token })).status).toBe(403);
    expect((await service.request("GET", of(policyId, "endpoints"), { token: member.token })).status).toBe(403);
    expect((await service.request("GET", path)).status).toBe(401);
  });
});
