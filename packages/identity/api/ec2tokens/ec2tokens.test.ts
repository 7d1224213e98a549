import { uuidHex } from "@multisite/kernel/random";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSignedRequest, type SignedRequest } from "../../ec2/index.ts";
import { computeS3Signature } from "../../ec2/s3-signature.ts";
import { computeSignature } from "../../ec2/signature.ts";
import { createCredential } from "../../store/credentials.ts";
import { passwordAuth, startTestService, type TestAnswer, type TestService } from "../../testing/index.ts";
import { addMember, type Member } from "../../testing/members.ts";
import { encryptBlob } from "../credentials/blob.ts";
import { hashAccessKey } from "../credentials/create.ts";

interface Key {
  readonly access: string;
  readonly secret: string;
}

describe("tokens from signed requests", () => {
  let service: TestService;
  let admin: string;
  let owner: Member;
  let other: Member;
  let key: Key;

  beforeAll(async () => {
    service = await startTestService();
    owner = await addMember(service, "member", { project: service.adminProjectId });
    other = await addMember(service, "reader", { project: service.adminProjectId });
    admin = await service.adminToken();
    key = await createKey(owner);
  });
  afterAll(() => service.close());

  async function createKey(member: Member): Promise<Key> {
    const path = `/v3/users/${member.userId}/credentials/OS-EC2`;
    const made = await service.request("POST", path, { token: member.token, body: { tenant_id: service.adminProjectId } });
    return made.body.credential;
  }

  /** A key whose blob says more than this API would write, as an older Keystone may have. */
  async function storeKey(userId: string, blob: object, type = "ec2"): Promise<Key> {
    const { identity } = service;
    const created = { access: uuidHex(identity.random), secret: "s" };
    await createCredential(identity.database.query, {
      id: hashAccessKey(created.access),
      userId,
      projectId: service.adminProjectId,
      type,
      extra: {},
      ...encryptBlob(identity.credentialCipher, type, JSON.stringify({ ...created, ...blob })),
    });
    return created;
  }

  const isoNow = (offsetMs = 0): string => new Date(service.clock.nowMs() + offsetMs).toISOString();

  function sign({ access, secret }: Key, params: Record<string, string> = { Timestamp: isoNow() }): Record<string, unknown> {
    const given = { access, host: "ec2.test:8788", verb: "GET", path: "/", params: { SignatureVersion: "2", ...params } };
    const request = readSignedRequest({ credentials: { ...given, signature: "x" } }) as SignedRequest;
    return { ...given, signature: computeSignature(secret, request) };
  }

  const exchangeEc2 = (credentials: object, token = admin): Promise<TestAnswer> =>
    service.request("POST", "/v3/ec2tokens", { token, body: { credentials } });

  test("200: a signed request becomes the owner's token, which validates to the same body", async () => {
    const answer = await exchangeEc2(sign(key));
    expect(answer.status).toBe(200);
    expect(answer.body.token.methods).toEqual(["ec2credential"]);
    expect(answer.body.token.user.id).toBe(owner.userId);
    expect(answer.body.token.project.id).toBe(service.adminProjectId);
    expect(answer.body.token.roles.map((role: { name: string }) => role.name)).toEqual(["member", "reader"]);
    const subjectToken = answer.headers["x-subject-token"] as string;
    expect((await service.request("GET", "/v3/auth/tokens", { token: admin, subjectToken })).body).toEqual(answer.body);
  });

  test("403: whoever has only signed a request gets no way into this API, also when the token is known", async () => {
    const token = (await exchangeEc2(sign(key))).headers["x-subject-token"] as string;
    await service.app.listen({ host: "127.0.0.1", port: 0 });
    const { port } = service.app.server.address() as { port: number };
    const asSelf = { headers: { "X-Auth-Token": token, "X-Subject-Token": token } };
    for (let again = 0; again < 2; again++) {
      const own = await service.request("GET", "/v3/auth/projects", { token });
      expect([own.status, own.body.error.message]).toEqual([403, "You are not authorized to perform the requested action."]);
      expect((await service.request("GET", `/v3/users/${owner.userId}`, { token })).status).toBe(403);
      expect((await fetch(`http://127.0.0.1:${port}/v3/auth/tokens`, asSelf)).status).toBe(403);
    }
  });

  test.each(["credential", "ec2Credentials"])("200: also under the name %s", async (name) => {
    const answer = await service.request("POST", "/v3/ec2tokens", { token: admin, body: { [name]: sign(key) } });
    expect(answer.status).toBe(200);
  });

  test("200: a signature without the port is accepted", async () => {
    const request = sign(key) as { host: string };
    const portless = readSignedRequest({ credentials: { ...request, host: "ec2.test" } }) as SignedRequest;
    expect((await exchangeEc2({ ...request, signature: computeSignature(key.secret, portless) })).status).toBe(200);
  });

  test("401 and 403: nobody but services and administrators may ask (CVE-2025-65073)", async () => {
    const credentials = sign(key);
    for (const path of ["/v3/ec2tokens", "/v3/s3tokens"]) {
      expect((await service.request("POST", path, { body: { credentials } })).status).toBe(401);
      expect((await service.request("POST", path, { token: owner.token, body: { credentials } })).status).toBe(403);
      expect((await service.request("GET", path, { token: admin })).status).toBe(405);
    }
  });

  test("400, 401 and 404: an empty body, a wrong or missing signature, an unknown key, a key of another type", async () => {
    expect((await service.request("POST", "/v3/ec2tokens", { token: admin })).status).toBe(400);
    const request = sign(key);
    expect((await exchangeEc2({ ...request, signature: "wrong" })).status).toBe(401);
    expect((await exchangeEc2({ ...request, signature: undefined })).status).toBe(401);
    expect((await exchangeEc2({ ...request, verb: "POST" })).status).toBe(401);
    expect((await exchangeEc2({ signature: "s" })).status).toBe(401);
    expect((await exchangeEc2({ ...request, access: "unknown" })).status).toBe(404);
    const cert = await storeKey(owner.userId, {}, "cert");
    expect((await exchangeEc2(sign(cert))).status).toBe(401);
  });

  test("401: a signature ends after auth_ttl, and one with a time that is none", async () => {
    expect((await exchangeEc2(sign(key, { Timestamp: isoNow(-899_000) }))).status).toBe(200);
    expect((await exchangeEc2(sign(key, { Timestamp: isoNow(-901_000) }))).status).toBe(401);
    expect((await exchangeEc2(sign(key, { Timestamp: "yesterday" }))).status).toBe(401);
    expect((await exchangeEc2(sign(key, {}))).status).toBe(200);
  });

  test("200 without the token itself: an S3 request", async () => {
    const stringToSign = `AWS4-HMAC-SHA256\n20261122T000000Z\n20261122/region/s3/aws4_request\n${"0".repeat(64)}`;
    const credentials = {
      access: key.access,
      token: Buffer.from(stringToSign).toString("base64url"),
      signature: computeS3Signature(key.secret, Buffer.from(stringToSign)),
    };
    const answer = await service.request("POST", "/v3/s3tokens", { token: admin, body: { credentials } });
    expect(answer.status).toBe(200);
    expect(answer.body.token.user.id).toBe(owner.userId);
    expect(answer.headers["x-subject-token"]).toBeUndefined();
    const wrong = await service.request("POST", "/v3/s3tokens", {
      token: admin,
      body: { credentials: { ...credentials, signature: "wrong" } },
    });
    expect(wrong.status).toBe(401);
  });

  test("401: a disabled owner, and one without a role on the project", async () => {
    const member = await addMember(service, "member", { project: service.adminProjectId });
    const theirs = await createKey(member);
    const query = service.identity.database.query;
    await query.updateTable("user").set({ enabled: 0 }).where("id", "=", member.userId).execute();
    expect((await exchangeEc2(sign(theirs))).status).toBe(401);
    await query.updateTable("user").set({ enabled: 1 }).where("id", "=", member.userId).execute();
    expect((await exchangeEc2(sign(theirs))).status).toBe(200);
    await query.deleteFrom("assignment").where("actor_id", "=", member.userId).execute();
    expect((await exchangeEc2(sign(theirs))).status).toBe(401);
  });

  test("a key that a trust made gives the trust's token, and none once the trust is gone", async () => {
    const trust = {
      trustor_user_id: owner.userId,
      trustee_user_id: other.userId,
      project_id: service.adminProjectId,
      roles: [{ name: "member" }],
      impersonation: true,
    };
    const made = await service.request("POST", "/v3/OS-TRUST/trusts", { token: owner.token, body: { trust } });
    const { id } = made.body.trust;
    const theirs = await storeKey(owner.userId, { trust_id: id });
    const answer = await exchangeEc2(sign(theirs));
    expect(answer.body.token["OS-TRUST:trust"].id).toBe(id);
    expect(answer.body.token.user.id).toBe(owner.userId);
    await service.request("DELETE", `/v3/OS-TRUST/trusts/${id}`, { token: owner.token });
    expect((await exchangeEc2(sign(theirs))).status).toBe(404);
  });

  test("a key that an application credential made gives no more than that, nor in another project", async () => {
    const path = `/v3/users/${owner.userId}/application_credentials`;
    const body = { application_credential: { name: "a", roles: [{ name: "reader" }] } };
    const { id } = (await service.request("POST", path, { token: owner.token, body })).body.application_credential;
    const theirs = await storeKey(owner.userId, { app_cred_id: id });
    const answer = await exchangeEc2(sign(theirs));
    expect(answer.body.token.roles.map((role: { name: string }) => role.name)).toEqual(["reader"]);
    expect(answer.body.token.application_credential.id).toBe(id);
    const query = service.identity.database.query;
    await query.updateTable("application_credential").set({ project_id: "other" }).where("id", "=", id).execute();
    expect((await exchangeEc2(sign(theirs))).status).toBe(401);
  });

  test("403: a token from a signed request makes no credentials, tokens or trusts", async () => {
    const token = (await exchangeEc2(sign(key))).headers["x-subject-token"] as string;
    const credential = { type: "totp", user_id: owner.userId, blob: "b" };
    expect((await service.request("POST", "/v3/credentials", { token, body: { credential } })).status).toBe(403);
    const path = `/v3/users/${owner.userId}/application_credentials`;
    const body = { application_credential: { name: "x" } };
    expect((await service.request("POST", path, { token, body })).status).toBe(403);
    const auth = { identity: { methods: ["token"], token: { id: token } } };
    expect((await service.request("POST", "/v3/auth/tokens", { body: { auth } })).status).toBe(403);
    expect((await service.request("GET", `/v3/OS-TRUST/trusts?trustor_user_id=${owner.userId}`, { token })).status).toBe(403);
    expect(await service.login(passwordAuth(owner.userId, "member-password"))).toMatch(/^gAAAA/);
  });
});
