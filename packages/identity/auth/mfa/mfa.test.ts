import { Secret } from "@multisite/kernel/secret";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { passwordAuth, startTestService, type TestService } from "../../testing/index.ts";
import { decodeBase32, passcodeOf, timeStepOf } from "../totp/passcode.ts";
import { meetsMfaRules, parseMfaRules, remainingMfaRules } from "./rules.ts";

const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const VAGUE = "The request you have made requires authentication.";

describe("MFA rules", () => {
  const enabled = ["password", "totp", "token"];

  test("one rule that is met is enough, and without rules any login is", () => {
    expect(meetsMfaRules([], ["password"], enabled)).toBe(true);
    const rules = [["password", "totp"], ["token"]];
    expect(meetsMfaRules(rules, ["password"], enabled)).toBe(false);
    expect(meetsMfaRules(rules, ["totp", "password"], enabled)).toBe(true);
    expect(meetsMfaRules(rules, ["token"], enabled)).toBe(true);
  });

  test("methods that are not enabled cannot be asked for, so that nobody is locked out by turning one off", () => {
    expect(meetsMfaRules([["password", "kerberos"]], ["password"], enabled)).toBe(true);
    expect(meetsMfaRules([["kerberos"]], ["password"], enabled)).toBe(true);
  });

  test("what is not a rule is ignored rather than locking the user out", () => {
    expect(parseMfaRules("password")).toEqual([]);
    expect(parseMfaRules([["password", "password"], [], ["totp", 1], "x"])).toEqual([["password"]]);
  });

  test("a receipt names the rules that its methods have begun to meet", () => {
    const rules = [
      ["password", "totp"],
      ["token", "totp"],
      ["password", "kerberos"],
    ];
    expect(remainingMfaRules(rules, ["password"], enabled)).toEqual([["password", "totp"], ["password"]]);
  });
});

describe("one-time codes", () => {
  test("are those of RFC 6238, appendix B, in six digits", () => {
    const key = new Secret(Buffer.from("12345678901234567890"));
    expect(decodeBase32(SECRET)).toEqual(key.reveal());
    const vectors = { 59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037" };
    for (const [seconds, code] of Object.entries(vectors)) {
      expect(passcodeOf(key, timeStepOf(Number(seconds) * 1000))).toBe(code);
    }
    expect(passcodeOf(key, timeStepOf(20_000_000_000_000))).toBe("353130");
  });

  test("secrets are read as Python's b32decode reads them", () => {
    expect(decodeBase32("MFRGG===")?.toString()).toBe("abc");
    expect(decodeBase32("MFRGG")?.toString()).toBe("abc");
    for (const bad of ["", "mfrgg", "MFR!G", "A", "ABC"]) expect(decodeBase32(bad)).toBeUndefined();
  });
});

describe("multi-factor logins", () => {
  let service: TestService;
  let user: { id: string; password: string };
  beforeAll(async () => {
    service = await startTestService();
    user = await service.createUser("mfa", {
      options: { multi_factor_auth_enabled: true, multi_factor_auth_rules: [["password", "totp"]] },
    });
    await addTotpCredential(service, "totp-mfa", user.id, SECRET);
  });
  afterAll(() => service.close());

  const code = (offsetSteps = 0) =>
    passcodeOf(new Secret(decodeBase32(SECRET) as Buffer), timeStepOf(service.clock.nowMs()) + offsetSteps);
  const totpAuth = (passcode: string, id = user.id) => ({
    identity: { methods: ["totp"], totp: { user: { id, passcode } } },
  });
  const attempt = (auth: unknown, receipt?: string) =>
    service.request("POST", "/v3/auth/tokens", {
      body: { auth },
      ...(receipt === undefined ? {} : { headers: { "openstack-auth-receipt": receipt } }),
    });
  const nextStep = () => service.clock.advance(30_000);

  test("401: a password alone gets a receipt, whose code then completes the login", async () => {
    await nextStep();
    const partial = await attempt(passwordAuth(user.id, user.password));
    expect(partial.status).toBe(401);
    expect(partial.headers).not.toHaveProperty("www-authenticate");
    expect(partial.headers["content-type"]).toBe("application/json");
    expect(partial.body).toEqual({
      receipt: {
        methods: ["password"],
        user: { id: user.id, name: "mfa", domain: { id: "default", name: "Default" } },
        expires_at: expect.stringMatching(/^2023-11-14T\d\d:\d\d:\d\d\.000000Z$/),
        issued_at: expect.stringMatching(/^2023-11-14T\d\d:\d\d:\d\d\.000000Z$/),
      },
      required_auth_methods: [["password", "totp"]],
    });
    const { expires_at: expiresAt, issued_at: issuedAt } = partial.body.receipt;
    expect(Date.parse(expiresAt.replace("000Z", "Z")) - Date.parse(issuedAt.replace("000Z", "Z"))).toBe(300_000);
    const receipt = partial.headers["openstack-auth-receipt"] as string;
    const complete = await attempt(totpAuth(code()), receipt);
    expect(complete.status).toBe(201);
    expect([...complete.body.token.methods].sort()).toEqual(["password", "totp"]);
  });

  test("201: both methods at once need no receipt", async () => {
    await nextStep();
    const identity = {
      methods: ["password", "totp"],
      ...passwordPart(user.id, user.password),
      totp: { user: { id: user.id, passcode: code() } },
    };
    expect((await attempt({ identity })).status).toBe(201);
  });

  test("201: a token of a complete login can be exchanged: its methods count", async () => {
    await nextStep();
    const identity = {
      methods: ["password", "totp"],
      ...passwordPart(user.id, user.password),
      totp: { user: { id: user.id, passcode: code() } },
    };
    const token = (await attempt({ identity })).headers["x-subject-token"] as string;
    expect((await attempt({ identity: { methods: ["token"], token: { id: token } } })).status).toBe(201);
  });

  test("401: a code is good once, and a code of another window not at all", async () => {
    await nextStep();
    const partial = (await attempt(passwordAuth(user.id, user.password))).headers["openstack-auth-receipt"] as string;
    const used = code();
    expect((await attempt(totpAuth(used), partial)).status).toBe(201);
    const again = await attempt(totpAuth(used), partial);
    expect([again.status, again.body.error.message]).toEqual([401, VAGUE]);
    await nextStep();
    expect((await attempt(totpAuth(used), partial)).status).toBe(401);
    expect((await attempt(totpAuth(code(1)), partial)).status).toBe(401);
    expect((await attempt(totpAuth(code(-2)), partial)).status).toBe(401);
    await nextStep();
    // One window back is allowed, for those who type slowly.
    expect((await attempt(totpAuth(code(-1)), partial)).status).toBe(201);
  });

  test("401: a code that another site has seen is refused here once the sites have exchanged facts", async () => {
    await nextStep();
    const partial = (await attempt(passwordAuth(user.id, user.password))).headers["openstack-auth-receipt"] as string;
    const step = timeStepOf(service.clock.nowMs());
    const subject = `totp-mfa:${step}`;
    const fact = { kind: "identity.totp.used", subject, atMs: service.clock.nowMs(), body: null, epoch: "west", sequence: 1 };
    service.identity.facts.store.merge([fact], 0);
    expect((await attempt(totpAuth(code()), partial)).status).toBe(401);
  });

  test("401: a receipt of another user, an expired, a forged one, and a token as receipt are refused", async () => {
    await nextStep();
    const other = await service.createUser("other", { options: { multi_factor_auth_rules: [["password", "totp"]] } });
    const foreign = (await attempt(passwordAuth(other.id, other.password))).headers["openstack-auth-receipt"] as string;
    const refused = await attempt(totpAuth(code()), foreign);
    expect(refused.status).toBe(401);
    expect(refused.body.error.message).toBe("Could not find auth receipt: [token].");
    const receipt = (await attempt(passwordAuth(user.id, user.password))).headers["openstack-auth-receipt"] as string;
    await nextStep();
    expect((await attempt(totpAuth(code()), `${receipt.slice(0, -4)}AAAA`)).status).toBe(401);
    await nextStep();
    expect((await attempt(totpAuth(code()), await service.adminToken())).status).toBe(401);
    await service.clock.advance(240_000);
    expect((await attempt(totpAuth(code()), receipt)).status).toBe(401);
  });

  test("201: rules that are turned off, and users without rules, ask for nothing", async () => {
    const off = await service.createUser("off", {
      options: { multi_factor_auth_enabled: false, multi_factor_auth_rules: [["password", "totp"]] },
    });
    expect((await attempt(passwordAuth(off.id, off.password))).status).toBe(201);
  });

  test("201 and 401: without rules a code alone is a login, but not for a disabled user or a short key", async () => {
    const plain = await service.createUser("plain");
    await addTotpCredential(service, "totp-plain", plain.id, SECRET);
    await nextStep();
    expect((await attempt(totpAuth(code(), plain.id))).status).toBe(201);
    expect((await attempt(totpAuth("", plain.id))).status).toBe(401);
    expect((await attempt(totpAuth(code(), "nobody"))).status).toBe(401);
    await nextStep();
    const token = await service.adminToken();
    await service.request("PATCH", `/v3/users/${plain.id}`, { token, body: { user: { enabled: false } } });
    expect((await attempt(totpAuth(code(), plain.id))).status).toBe(401);
  });
});

function passwordPart(id: string, password: string): object {
  return { password: { user: { id, password } } };
}

async function addTotpCredential({ identity }: TestService, id: string, userId: string, blob: string): Promise<void> {
  const { encryptedBlob, keyHash } = identity.credentialCipher.encrypt(blob);
  await identity.database.query
    .insertInto("credential")
    .values({
      id,
      user_id: userId,
      project_id: null,
      type: "totp",
      extra: "{}",
      key_hash: keyHash,
      encrypted_blob: encryptedBlob,
    })
    .execute();
}
