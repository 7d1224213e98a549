import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../testing/index.ts";
import { addMember, type Member } from "../../testing/members.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

describe("credentials", () => {
  let service: TestService;
  let admin: string;
  let owner: Member;
  let other: Member;

  beforeAll(async () => {
    service = await startTestService({ config: { credential: { user_limit: 8 } } });
    admin = await service.adminToken();
    owner = await addMember(service, "member", { project: service.adminProjectId });
    other = await addMember(service, "member", { project: service.adminProjectId });
  });
  afterAll(() => service.close());

  const create = (token: string, credential: object) =>
    service.request("POST", "/v3/credentials", { token, body: { credential } });
  const ec2 = (access: string) => ({
    type: "ec2",
    user_id: owner.userId,
    project_id: service.adminProjectId,
    blob: JSON.stringify({ access, secret: "SK" }),
  });

  test("201: an EC2 credential's ID is the hash of its access key, and every later read shows the same body", async () => {
    const made = await create(owner.token, ec2("AK1"));
    expect(made.status).toBe(201);
    expect(made.body.credential).toEqual({
      ...ec2("AK1"),
      id: sha256("AK1"),
      links: { self: `http://identity.test:5000/v3/credentials/${sha256("AK1")}` },
    });
    const path = `/v3/credentials/${sha256("AK1")}`;
    expect((await service.request("GET", path, { token: owner.token })).body).toEqual(made.body);
    const list = await service.request("GET", `/v3/credentials?user_id=${owner.userId}`, { token: admin });
    expect(list.body.credentials).toEqual([made.body.credential]);
  });

  test("a secret is never in the database as it is", async () => {
    await create(owner.token, { type: "totp", user_id: owner.userId, blob: "GEZDGNBVGY3TQOJQ" });
    const rows = await service.identity.database.query.selectFrom("credential").selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain("GEZDGNBVGY3TQOJQ");
    expect(JSON.stringify(rows)).not.toContain("SK");
    expect(rows.every((row) => row.key_hash === service.identity.credentialCipher.primaryKeyHash())).toBe(true);
  });

  test("409: an access key can be stored only once", async () => {
    await create(owner.token, ec2("AK-twice"));
    const second = await create(owner.token, ec2("AK-twice"));
    expect(second.status).toBe(409);
    expect(second.body.error.message).toBe(
      `Conflict occurred attempting to store credential - Duplicate entry found with ID ${sha256("AK-twice")}.`,
    );
  });

  test.each([
    [{ type: "ec2", blob: "no json", project_id: "p" }, "Invalid blob in credential"],
    [{ type: "ec2", blob: "{}", project_id: "p" }, "Expecting to find blob in credential"],
    [{ type: "ec2", blob: '{"secret":"s"}', project_id: "p" }, "Expecting to find access in credential"],
    [{ type: "ec2", blob: '{"access":"a"}' }, "is not valid under any of the given schemas"],
    [{ type: "totp" }, "is not valid under any of the given schemas"],
  ])("400: %j is refused", async (given, message) => {
    const answer = await create(owner.token, { user_id: owner.userId, ...given });
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toContain(message);
  });

  test("PATCH takes only the blob, and cannot tie an EC2 credential to a delegation (CVE-2026-90460)", async () => {
    await create(owner.token, ec2("AK-patch"));
    const patch = (credential: object) =>
      service.request("PATCH", `/v3/credentials/${sha256("AK-patch")}`, { token: owner.token, body: { credential } });
    const retyped = await patch({ blob: "{}", type: "cert" });
    expect(retyped.status).toBe(400);
    expect(retyped.body.error.message).toContain("Additional properties are not allowed ('type' was unexpected)");
    const tied = await patch({ blob: '{"access":"AK-patch","secret":"SK2","trust_id":"t"}' });
    expect(tied.body.error.message).toBe("trust_id can not be updated for credential");
    const changed = await patch({ blob: '{"access": "AK-patch", "secret": "SK2"}' });
    expect(changed.status).toBe(200);
    expect(changed.body.credential.blob).toBe('{"access": "AK-patch", "secret": "SK2"}');
    const read = await service.request("GET", `/v3/credentials/${sha256("AK-patch")}`, { token: owner.token });
    expect(read.body).toEqual(changed.body);
  });

  test("403 and a list without it: another user's credential stays theirs", async () => {
    await create(owner.token, ec2("AK-mine"));
    const path = `/v3/credentials/${sha256("AK-mine")}`;
    for (const method of ["GET", "DELETE"]) {
      expect((await service.request(method, path, { token: other.token })).status).toBe(403);
    }
    expect((await create(other.token, ec2("AK-stolen"))).status).toBe(403);
    expect((await service.request("GET", "/v3/credentials", { token: other.token })).body.credentials).toEqual([]);
    expect((await service.request("GET", path)).status).toBe(401);
    const unknown = await service.request("GET", "/v3/credentials/nothing", { token: other.token });
    expect(unknown.status).toBe(403);
    expect((await service.request("GET", "/v3/credentials/nothing", { token: admin })).status).toBe(404);
  });

  test("204: a deleted credential is gone", async () => {
    await create(owner.token, ec2("AK-deleted"));
    const path = `/v3/credentials/${sha256("AK-deleted")}`;
    expect((await service.request("DELETE", path, { token: owner.token })).status).toBe(204);
    expect((await service.request("GET", path, { token: admin })).status).toBe(404);
  });

  test("403: the limit of a user's credentials holds", async () => {
    const statuses = [];
    for (let index = 0; index < 9; index++) {
      const answer = await create(other.token, { type: "cert", user_id: other.userId, blob: "b" });
      statuses.push(answer.status);
    }
    expect(statuses).toEqual([...Array(8).fill(201), 403]);
  });
});
