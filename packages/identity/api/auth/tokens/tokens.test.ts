import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { passwordAuth, startTestService, type TestService } from "../../../testing/index.ts";

describe("tokens", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
  });
  afterAll(() => service.close());

  test("201: a password login gives a project-scoped token that validates to the same body", async () => {
    const scope = { project: { name: "admin", domain: { id: "default" } } };
    const issued = await service.request("POST", "/v3/auth/tokens", {
      body: { auth: passwordAuth(service.adminUserId, service.adminPassword, scope) },
    });
    expect(issued.status).toBe(201);
    const token = issued.headers["x-subject-token"] as string;
    const validated = await service.request("GET", "/v3/auth/tokens", { token, subjectToken: token });
    expect(validated.status).toBe(200);
    expect(validated.body).toEqual(issued.body);
    expect(issued.body.token.roles.map((role: { name: string }) => role.name)).toEqual(["admin", "member", "reader"]);
    expect(issued.body.token.catalog[0].endpoints[0].url).toBe("http://identity.test:5000/v3");
  });

  test("401: a wrong password and an unknown user get the same answer", async () => {
    const wrong = await service.request("POST", "/v3/auth/tokens", { body: { auth: passwordAuth(service.adminUserId, "no") } });
    const unknown = await service.request("POST", "/v3/auth/tokens", { body: { auth: passwordAuth("f".repeat(32), "no") } });
    expect(wrong.status).toBe(401);
    expect(unknown.status).toBe(401);
    expect(wrong.text).toBe(unknown.text);
    expect(wrong.headers["www-authenticate"]).toBe('Keystone uri="http://identity.test:5000/v3"');
  });

  test("404: a revoked token is refused by the very next validation", async () => {
    const admin = await service.adminToken();
    await service.clock.advance(1000);
    const token = await service.adminToken();
    expect((await service.request("DELETE", "/v3/auth/tokens", { token: admin, subjectToken: token })).status).toBe(204);
    expect((await service.request("GET", "/v3/auth/tokens", { token: admin, subjectToken: token })).status).toBe(404);
  });

  test("404: an expired token is refused, unless allow_expired asks for it within the window", async () => {
    const expired = await service.adminToken();
    await service.clock.advance(3_600_000);
    const token = await service.adminToken();
    expect((await service.request("GET", "/v3/auth/tokens", { token, subjectToken: expired })).status).toBe(404);
    const allowed = await service.request("GET", "/v3/auth/tokens?allow_expired=1", { token, subjectToken: expired });
    expect(allowed.status).toBe(200);
  });

  test("405 and 404: unknown methods and unknown paths are answered, not crashed upon", async () => {
    expect((await service.request("PATCH", "/v3/auth/tokens")).status).toBe(405);
    const unknown = await service.request("GET", "/v3/nothing");
    expect(unknown.status).toBe(404);
    expect(unknown.headers["content-type"]).toContain("text/html");
  });
});
