import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../testing/index.ts";

describe("implied roles", () => {
  let service: TestService;
  let admin: string;
  const ids: Record<string, string> = {};
  const base = "http://identity.test:5000/v3";
  beforeAll(async () => {
    service = await startTestService();
    admin = await service.adminToken();
    for (const name of ["prior", "implied", "other"]) ids[name] = await createRole({ name });
    ids.drole = await createRole({ name: "drole", domain_id: "default" });
    for (const { id, name } of await service.identity.database.query.selectFrom("role").select(["id", "name"]).execute()) {
      ids[name] = id;
    }
  });
  afterAll(() => service.close());

  const createRole = async (role: object): Promise<string> =>
    (await service.request("POST", "/v3/roles", { token: admin, body: { role } })).body.role.id;
  const rule = (prior: string, implied: string): string => `/v3/roles/${ids[prior]}/implies/${ids[implied]}`;
  const send = (method: string, path: string) => service.request(method, path, { token: admin });
  const reference = (name: string) => ({ id: ids[name], links: { self: `${base}/roles/${ids[name]}` }, name });

  test("201, 200, 204: a rule is made, shown, checked, listed and removed with Keystone's bodies", async () => {
    const made = await send("PUT", rule("prior", "implied"));
    expect(made.status).toBe(201);
    const inference = { prior_role: reference("prior"), implies: reference("implied") };
    expect(made.text.trim()).toBe(
      JSON.stringify({ role_inference: inference, links: { self: base.replace("/v3", "") + rule("prior", "implied") } }),
    );
    expect((await send("GET", rule("prior", "implied"))).text).toBe(made.text);
    const head = await send("HEAD", rule("prior", "implied"));
    expect([head.status, head.text]).toEqual([204, ""]);
    expect((await send("GET", `/v3/roles/${ids.prior}/implies`)).body).toEqual({
      role_inference: { prior_role: reference("prior"), implies: [reference("implied")] },
      links: { self: `${base}/roles/${ids.prior}/implies` },
    });
    const all = await send("GET", "/v3/role_inferences");
    expect(all.body.role_inferences).toContainEqual({ prior_role: reference("prior"), implies: [reference("implied")] });
    expect(all.body.role_inferences).toContainEqual({ prior_role: reference("admin"), implies: [reference("member")] });
    expect((await send("DELETE", rule("prior", "implied"))).status).toBe(204);
    expect((await send("GET", rule("prior", "implied"))).status).toBe(404);
  });

  test("403: nothing may imply admin, and no global role one of a domain", async () => {
    for (const implied of ["admin", "drole"]) {
      const answer = await send("PUT", rule("prior", implied));
      expect(answer.status).toBe(403);
      expect(answer.body.error.message).toBe(`${ids[implied]} cannot be an implied roles.`);
    }
    expect((await send("PUT", rule("drole", "other"))).status).toBe(201);
  });

  test("409: a rule cannot be made twice", async () => {
    expect((await send("PUT", rule("other", "implied"))).status).toBe(201);
    const again = await send("PUT", rule("other", "implied"));
    expect(again.status).toBe(409);
    expect(again.body.error.message).toBe("Conflict occurred attempting to store implied_role - Duplicate entry.");
  });

  test("404: a missing rule and a missing role are told apart", async () => {
    for (const method of ["GET", "DELETE"]) {
      const answer = await send(method, rule("implied", "prior"));
      expect(answer.body.error.message).toBe(`${ids.implied} does not imply ${ids.prior}.`);
      expect(answer.status).toBe(404);
    }
    expect((await send("GET", `/v3/roles/${ids.prior}/implies/none`)).body.error.message).toBe("Could not find role: none.");
  });

  test("401: no rule is shown or changed without a token", async () => {
    for (const [method, path] of [
      ["GET", rule("prior", "implied")],
      ["PUT", rule("prior", "implied")],
      ["DELETE", rule("prior", "implied")],
      ["GET", `/v3/roles/${ids.prior}/implies`],
      ["GET", "/v3/role_inferences"],
    ] as const) {
      expect((await service.request(method, path)).status).toBe(401);
    }
  });
});
