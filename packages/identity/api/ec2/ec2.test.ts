import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../testing/index.ts";
import { addMember, type Member } from "../../testing/members.ts";

describe("EC2 credentials of a user", () => {
  let service: TestService;
  let owner: Member;
  let other: Member;
  let path: string;

  beforeAll(async () => {
    service = await startTestService();
    owner = await addMember(service, "member", { project: service.adminProjectId });
    other = await addMember(service, "member", { project: service.adminProjectId });
    path = `/v3/users/${owner.userId}/credentials/OS-EC2`;
  });
  afterAll(() => service.close());

  const create = (token: string, tenantId: string) => service.request("POST", path, { token, body: { tenant_id: tenantId } });

  test("201, 200, 204: made, read, listed, deleted, with the access key as ID", async () => {
    const made = await create(owner.token, service.adminProjectId);
    expect(made.status).toBe(201);
    const { access, secret } = made.body.credential;
    expect(made.body.credential).toEqual({
      user_id: owner.userId,
      tenant_id: service.adminProjectId,
      access,
      secret,
      trust_id: null,
      links: { self: `http://identity.test:5000${path}/${access}` },
    });
    expect((await service.request("GET", `${path}/${access}`, { token: owner.token })).body).toEqual(made.body);
    const list = await service.request("GET", path, { token: owner.token });
    expect(list.body).toEqual({
      credentials: [made.body.credential],
      links: { next: null, self: `http://identity.test:5000${path}`, previous: null },
    });
    expect((await service.request("DELETE", `${path}/${access}`, { token: owner.token })).status).toBe(204);
    expect((await service.request("GET", `${path}/${access}`, { token: owner.token })).status).toBe(404);
  });

  test("403 and 401: only the owner gets at them", async () => {
    const made = await create(owner.token, service.adminProjectId);
    const one = `${path}/${made.body.credential.access}`;
    expect((await service.request("GET", one, { token: other.token })).status).toBe(403);
    expect((await service.request("DELETE", one, { token: other.token })).status).toBe(403);
    expect((await service.request("GET", path, { token: other.token })).status).toBe(403);
    expect((await create(other.token, service.adminProjectId)).status).toBe(403);
    expect((await service.request("GET", one)).status).toBe(401);
  });

  test("404: an unknown project", async () => {
    const answer = await create(owner.token, "nothing");
    expect(answer.status).toBe(404);
    expect(answer.body.error.message).toBe("Could not find project: nothing.");
  });
});
