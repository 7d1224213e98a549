import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { passwordAuth, startTestService, type TestService } from "../../testing/index.ts";
import { testRows } from "../../testing/rows.ts";

describe("system grants", () => {
  let service: TestService;
  let admin: string;
  let userId: string;
  let groupId: string;
  let roleId: string;
  let domainRoleId: string;
  beforeAll(async () => {
    service = await startTestService();
    admin = await service.adminToken();
    const rows = testRows(service);
    userId = (await rows.user("u")).id;
    groupId = await rows.group("g", [userId]);
    roleId = await rows.role("plain");
    domainRoleId = await rows.role("drole", "default");
  });
  afterAll(() => service.close());

  const send = (method: string, path: string, token: string | undefined = admin) =>
    service.request(method, `/v3/system${path}`, { token });

  test("204: a role on the system is granted, checked, listed and revoked, for users and groups", async () => {
    for (const path of [`/users/${userId}/roles`, `/groups/${groupId}/roles`]) {
      const grant = `${path}/${roleId}`;
      const missing = await send("GET", grant);
      expect(missing.status).toBe(404);
      expect(missing.body.error.message).toMatch(/, project, domain, or system: system\.$/);
      expect((await send("PUT", grant)).status).toBe(204);
      expect((await send("PUT", grant)).status).toBe(204);
      expect((await send("HEAD", grant)).status).toBe(204);
      const list = await send("GET", path);
      expect(list.body.roles.map((role: { id: string }) => role.id)).toEqual([roleId]);
      expect(list.body.links.self).toBe(`http://identity.test:5000/v3/system${path}`);
      expect((await send("DELETE", grant)).status).toBe(204);
      expect((await send("DELETE", grant)).status).toBe(404);
    }
  });

  test("400: a domain's role means nothing on the system", async () => {
    const answer = await send("PUT", `/users/${userId}/roles/${domainRoleId}`);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toBe(
      `Role ${domainRoleId} is a domain-specific role. Unable to use a domain-specific role in a system assignment.`,
    );
  });

  test("404: a missing role is named before a missing user", async () => {
    expect((await send("PUT", "/users/none/roles/none")).body.error.message).toBe("Could not find role: none.");
    expect((await send("PUT", `/users/none/roles/${roleId}`)).body.error.message).toBe("Could not find user: none.");
    expect((await send("GET", "/groups/none/roles")).body.error.message).toBe("Could not find group: none.");
  });

  test("201: a group's role on the system lets its members scope to it, until it is revoked", async () => {
    const auth = passwordAuth(userId, "u-password", { system: { all: true } });
    expect((await service.request("POST", "/v3/auth/tokens", { body: { auth } })).status).toBe(401);
    await send("PUT", `/groups/${groupId}/roles/${roleId}`);
    const token = await service.login(auth);
    await send("DELETE", `/groups/${groupId}/roles/${roleId}`);
    expect((await service.request("GET", "/v3/auth/tokens", { token: admin, subjectToken: token })).status).toBe(404);
  });

  test("403 and 401: grants on the system are for administrators", async () => {
    const token = await service.login(passwordAuth(userId, "u-password"));
    for (const method of ["GET", "PUT", "DELETE"]) {
      expect((await send(method, `/users/${userId}/roles/${roleId}`, token)).status).toBe(403);
      expect((await service.request(method, `/v3/system/users/${userId}/roles/${roleId}`)).status).toBe(401);
    }
    expect((await send("GET", `/users/${userId}/roles`, token)).status).toBe(403);
  });
});
