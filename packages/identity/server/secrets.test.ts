import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryBus } from "@multisite/kernel/bus";
import { openLog } from "@multisite/kernel/log";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { passwordAuth, startTestService, type TestAnswer, type TestRequest, type TestService } from "../testing/index.ts";

/** Words that stand for themselves wherever they turn up. */
const NEW_PASSWORD = "Xnew-hidden-password-1";
const WRONG_PASSWORD = "Xwrong-hidden-password-2";
const MALFORMED_PASSWORD = "Xmalformed-hidden-password-3";
const CREDENTIAL_SECRET = "Xcredential-hidden-secret-4";
const CHOSEN_SECRET = "Xchosen-hidden-secret-5";
const SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

let logDirectory: string;
let service: TestService;
const bus = createMemoryBus();
const secrets = new Set<string>();
const errorBodies: string[] = [];

const logText = (): string => readFileSync(join(logDirectory, "service.log"), "utf8");
const auditText = (): string => readFileSync(join(service.directory, "audit.log"), "utf8");

beforeEach(async () => {
  logDirectory = mkdtempSync(join(tmpdir(), "multisite-secrets-"));
  secrets.clear();
  errorBodies.length = 0;
  const { log } = openLog({ level: "debug", path: join(logDirectory, "service.log") });
  service = await startTestService({ log, audit: true, connectBus: bus.connect });
  const directories = [service.identity.config.fernet_tokens.key_repository, service.identity.config.credential.key_repository];
  for (const directory of directories) {
    for (const name of readdirSync(directory)) secrets.add(readFileSync(join(directory, name), "utf8").trim());
  }
  secrets.add(service.adminPassword);
  for (const word of [NEW_PASSWORD, WRONG_PASSWORD, MALFORMED_PASSWORD, CREDENTIAL_SECRET, CHOSEN_SECRET, SEED])
    secrets.add(word);
});
afterEach(async () => {
  await service.close();
  rmSync(logDirectory, { recursive: true, force: true });
});

/** Sends a request and remembers what of it must show nowhere. */
async function send(method: string, path: string, options: TestRequest = {}): Promise<TestAnswer> {
  const answer = await service.request(method, path, options);
  const token = answer.headers["x-subject-token"];
  if (token !== undefined) secrets.add(token);
  const receipt = answer.headers["openstack-auth-receipt"];
  if (receipt !== undefined) secrets.add(receipt);
  if (answer.status >= 400) errorBodies.push(answer.text);
  return answer;
}

async function login(): Promise<string> {
  const scope = { project: { id: service.adminProjectId } };
  const answer = await send("POST", "/v3/auth/tokens", {
    body: { auth: passwordAuth(service.adminUserId, service.adminPassword, scope) },
  });
  return answer.headers["x-subject-token"] as string;
}

/** No part of any secret that is long enough to be of use. */
async function expectNothingShown(): Promise<void> {
  await service.identity.audit.close();
  await expect.poll(logText).not.toBe("");
  const places = {
    log: logText(),
    audit: auditText(),
    bus: bus.messages.map(({ body }) => body).join("\n"),
    errors: errorBodies.join("\n"),
  };
  const shown: string[] = [];
  for (const [place, text] of Object.entries(places)) {
    for (const secret of secrets) {
      const at = text.indexOf(secret);
      if (at >= 0) shown.push(`${place}: …${text.slice(Math.max(0, at - 120), at)}«${secret.slice(0, 16)}»`);
    }
    if (/\$2b\$|gAAAA/.test(text)) shown.push(`${place}: a hash or a token: ${/.{80}(\$2b\$|gAAAA)/.exec(text)?.[0]}`);
  }
  expect(shown).toEqual([]);
}

describe("no password, token, secret or key shows in log, audit, bus or error body", () => {
  test("of logins, good and bad", async () => {
    const token = await login();
    await send("POST", "/v3/auth/tokens", { body: { auth: passwordAuth(service.adminUserId, WRONG_PASSWORD) } });
    await send("POST", "/v3/auth/tokens", { body: { auth: passwordAuth("0".repeat(32), WRONG_PASSWORD) } });
    await send("POST", "/v3/auth/tokens", { body: { auth: { identity: { methods: ["token"], token: { id: token } } } } });
    const broken = `${token.slice(0, -6)}AAAAAA`;
    secrets.add(broken);
    await send("POST", "/v3/auth/tokens", { body: { auth: { identity: { methods: ["token"], token: { id: broken } } } } });
    await send("GET", "/v3/auth/tokens", { token, subjectToken: broken });
    await send("GET", "/v3/auth/tokens", { token: broken, subjectToken: token });
    await send("GET", "/v3/auth/tokens", { token, subjectToken: token });
    await send("DELETE", "/v3/auth/tokens", { token, subjectToken: token });
    await send("GET", "/v3/auth/tokens", { token, subjectToken: token });
    await send("POST", "/v3/auth/tokens", {
      body: { auth: { identity: { methods: ["totp"], totp: { user: { id: service.adminUserId, passcode: WRONG_PASSWORD } } } } },
    });
    await send("POST", "/v3/auth/tokens", {
      headers: { "openstack-auth-receipt": broken },
      body: { auth: passwordAuth(service.adminUserId, service.adminPassword) },
    });
    expect(errorBodies.length).toBeGreaterThan(5);
    await expectNothingShown();
  });

  test("of bodies that break the schema or are no JSON", async () => {
    const token = await login();
    const odd = { nested: MALFORMED_PASSWORD };
    const bodies: [string, string, unknown][] = [
      ["POST", "/v3/auth/tokens", `{"auth": {"password": "${MALFORMED_PASSWORD}"`],
      [
        "POST",
        "/v3/auth/tokens",
        { auth: { identity: { methods: ["password"], password: { user: { id: "x", password: odd } } } } },
      ],
      ["POST", "/v3/auth/tokens", { auth: { identity: { methods: ["password"], password: MALFORMED_PASSWORD } } }],
      ["POST", "/v3/users", { user: { name: "u", password: odd } }],
      ["POST", "/v3/users", { user: { name: 1, password: MALFORMED_PASSWORD } }],
      ["POST", "/v3/users", { user: [{ name: "u", password: MALFORMED_PASSWORD }] }],
      ["POST", `/v3/users/${service.adminUserId}/password`, { user: { original_password: odd, password: NEW_PASSWORD } }],
      ["POST", "/v3/credentials", { credential: { type: "ec2", blob: CREDENTIAL_SECRET, user_id: 5 } }],
      ["POST", "/v3/credentials", { credential: { type: "ec2", blob: { secret: CREDENTIAL_SECRET }, user_id: 5 } }],
      [
        "POST",
        `/v3/users/${service.adminUserId}/application_credentials`,
        { application_credential: { name: 1, secret: CHOSEN_SECRET } },
      ],
      [
        "POST",
        `/v3/users/${service.adminUserId}/application_credentials`,
        { application_credential: { name: "n", secret: [CHOSEN_SECRET] } },
      ],
    ];
    for (const [method, path, body] of bodies)
      expect((await send(method, path, { token, body })).status).toBeGreaterThanOrEqual(400);
    await expectNothingShown();
  });

  test("of users, credentials, application credentials and trusts", async () => {
    const token = await login();
    const user = await send("POST", "/v3/users", { token, body: { user: { name: "u", password: NEW_PASSWORD } } });
    expect(user.status).toBe(201);
    const userId = user.body.user.id as string;
    await send("PATCH", `/v3/users/${userId}`, { token, body: { user: { password: CHOSEN_SECRET } } });
    await send("POST", `/v3/users/${userId}/password`, {
      body: { user: { original_password: CHOSEN_SECRET, password: NEW_PASSWORD } },
    });
    await send("POST", `/v3/users/${userId}/password`, {
      body: { user: { original_password: WRONG_PASSWORD, password: NEW_PASSWORD } },
    });
    for (const type of ["ec2", "totp", "cert"]) {
      const blob = type === "totp" ? SEED : JSON.stringify({ access: "a", secret: CREDENTIAL_SECRET });
      const body = { credential: { type, blob, user_id: service.adminUserId, project_id: service.adminProjectId } };
      expect((await send("POST", "/v3/credentials", { token, body })).status).toBe(201);
      expect((await send("POST", "/v3/credentials", { token, body })).status).toBeGreaterThan(0);
    }
    const path = `/v3/users/${service.adminUserId}/application_credentials`;
    const made = await send("POST", path, { token, body: { application_credential: { name: "one" } } });
    expect(made.status).toBe(201);
    secrets.add(made.body.application_credential.secret);
    await send("POST", path, { token, body: { application_credential: { name: "one", secret: CHOSEN_SECRET } } });
    const byCredential = (secret: string) => ({
      auth: {
        identity: {
          methods: ["application_credential"],
          application_credential: { id: made.body.application_credential.id, secret },
        },
      },
    });
    expect((await send("POST", "/v3/auth/tokens", { body: byCredential(made.body.application_credential.secret) })).status).toBe(
      201,
    );
    expect((await send("POST", "/v3/auth/tokens", { body: byCredential(WRONG_PASSWORD) })).status).toBe(401);
    await send("POST", "/v3/OS-TRUST/trusts", {
      token,
      body: {
        trust: {
          trustor_user_id: service.adminUserId,
          trustee_user_id: userId,
          impersonation: true,
          project_id: service.adminProjectId,
          roles: [{ name: "admin" }],
        },
      },
    });
    const ec2 = await send("POST", `/v3/users/${service.adminUserId}/credentials/OS-EC2`, {
      token,
      body: { tenant_id: service.adminProjectId },
    });
    expect(ec2.status).toBe(201);
    secrets.add(ec2.body.credential.secret);
    await expectNothingShown();
  });

  test("of requests that fail inside", async () => {
    const token = await login();
    const { query } = service.identity.database;
    await sql`drop table credential`.execute(query);
    await sql`drop table password`.execute(query);
    const blob = JSON.stringify({ access: "a", secret: CREDENTIAL_SECRET });
    const answers = [
      await send("POST", "/v3/credentials", {
        token,
        body: { credential: { type: "cert", blob, user_id: service.adminUserId } },
      }),
      await send("POST", "/v3/users", { token, body: { user: { name: "u", password: NEW_PASSWORD } } }),
      await send("POST", "/v3/auth/tokens", { body: { auth: passwordAuth(service.adminUserId, service.adminPassword) } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([500, 500, 500]);
    expect(answers.map(({ body }) => body.error.message)).toEqual(
      Array(3).fill("An unexpected error prevented the server from fulfilling your request."),
    );
    await expect.poll(logText).toMatch(/request failed.*no such table/s);
    await expectNothingShown();
  });
});

test("a request's line has its IDs, its route and its user, and a token in the path only as its template", async () => {
  const token = await login();
  const globalRequestId = "req-0a0a0a0a-1111-4222-8333-444444444444";
  const answer = await send("GET", `/v3/roles/${token}`, { token, headers: { "x-openstack-request-id": globalRequestId } });
  await expect.poll(logText).toContain(globalRequestId);
  const lines = logText()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.find((line) => line.globalRequestId === globalRequestId)).toEqual({
    level: "info",
    time: expect.any(String),
    requestId: answer.headers["x-openstack-request-id"],
    globalRequestId,
    method: "GET",
    route: "/v3/roles/{role_id}",
    status: answer.status,
    durationMs: expect.any(Number),
    userId: service.adminUserId,
    projectId: service.adminProjectId,
    address: "127.0.0.1",
    msg: "request",
  });
});
