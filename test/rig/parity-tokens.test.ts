import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { ringTwo } from "../../rig/debian/packages.ts";
import { type RunningIdentity, startIdentity } from "../../rig/identity.ts";
import { type Keystone, startKeystone } from "../../rig/keystone/index.ts";
import { type Mariadb, startMariadb } from "../../rig/mariadb.ts";
import { createHttpClient } from "../parity/client/http.ts";
import type { ParityClient } from "../parity/client/types.ts";
import { createStage, type Stage } from "../parity/matrix/stage.ts";
import { createWorld } from "../parity/matrix/world.ts";
import { describeReal } from "../support/describe-real.ts";
import { type Belongings, beginLogin, createBelongings, finishLogin, tokenKinds } from "./parity/token-kinds.ts";

/** From a change by the one until the other knows it; ours looks every 50 ms, the real one with every request. */
const NOTICE = { timeout: 2000, interval: 100 };

/** Without it, tokens of application credentials with access rules are validated for nobody. */
const KNOWS_ACCESS_RULES = { "openstack-identity-access-rules": "1.0" };

describeReal("a real Keystone and ours on the same database and keys", ringTwo, () => {
  let mariadb: Mariadb;
  let keystone: Keystone;
  let identity: RunningIdentity;
  let stage: Stage;
  let belongings: Belongings;
  const clients: Record<string, ParityClient> = {};

  beforeAll(async () => {
    mariadb = await startMariadb();
    // Without a cache: what ours writes would be seen late.
    keystone = await startKeystone({ mariadb, cache: "off" });
    const { database, keyDirectory, credentialKeyDirectory, adminPassword } = keystone;
    identity = await startIdentity({
      existing: true,
      mariadb: { server: mariadb, database },
      keyDirectory,
      credentialKeyDirectory,
      adminPassword,
    });
    clients.theirs = createHttpClient(keystone.url);
    clients.ours = createHttpClient(identity.url);
    stage = createStage(clients.ours, await createWorld(clients.ours, { name: "admin", password: adminPassword }));
    belongings = await createBelongings(stage);
  });

  afterAll(async () => {
    await identity?.stop();
    await keystone?.stop();
    await mariadb?.stop();
  });

  const client = (name: string): ParityClient => clients[name] ?? createHttpClient("http://127.0.0.1:9");
  const directions = [
    ["theirs", "ours"],
    ["ours", "theirs"],
  ] as const;

  describe.each(directions)("made at %s, used at %s", (first, second) => {
    test.each(Object.entries(tokenKinds))("a token (%s) validates with the same body", async (_kind, login) => {
      const token = await login(client(first), stage, belongings);
      const [there, here] = [await validate(first, token), await validate(second, token)];
      expect(there.token.user.id).toMatch(/^[0-9a-f]{32}$/);
      expect(comparable(here)).toEqual(comparable(there));
    });

    test("a token with access rules is shown only to who says that they know of them", async () => {
      const login = tokenKinds["application credential with access rules"];
      const token = (await login?.(client(first), stage, belongings)) ?? "";
      expect([await statusOf(first, token), await statusOf(second, token)]).toEqual([404, 404]);
    });

    test("a receipt of the first factor is good for the second", async () => {
      const token = await finishLogin(client(second), belongings.mona, await beginLogin(client(first), belongings.mona));
      expect(comparable(await validate(first, token))).toEqual(comparable(await validate(second, token)));
    });

    test("a revoked token is refused", async () => {
      const token = await ownersToken(first);
      expect(await statusOf(second, token)).toBe(200);
      const { token: admin } = stage.world.admin;
      const revoked = await client(first).request("DELETE", "/v3/auth/tokens", { token: admin, subjectToken: token });
      expect(revoked.status).toBe(204);
      await vi.waitFor(async () => expect(await statusOf(second, token)).toBe(404), NOTICE);
    });

    test("a changed password is the only one, and ends the user's tokens", async () => {
      const { userId, password } = await createUser(first);
      const token = await logIn(second, userId, password);
      const body = { user: { original_password: password, password: "changed" } };
      expect((await client(first).request("POST", `/v3/users/${userId}/password`, { body })).status).toBe(204);
      await vi.waitFor(async () => expect(await logInStatus(second, userId, "changed")).toBe(201), NOTICE);
      expect(await logInStatus(second, userId, password)).toBe(401);
      expect(await statusOf(second, token)).toBe(404);
    });

    test("a disabled user is refused, and so are their tokens", async () => {
      const { userId, password } = await createUser(first);
      const token = await logIn(second, userId, password);
      await ask(first, "PATCH", `/v3/users/${userId}`, { user: { enabled: false } });
      await vi.waitFor(async () => expect(await statusOf(second, token)).toBe(404), NOTICE);
      expect(await logInStatus(second, userId, password)).toBe(401);
    });

    test("the last role that goes ends a project's tokens", async () => {
      const { userId, password } = await createUser(first);
      const { home, roles } = stage.world;
      const grant = `/v3/projects/${home.projectId}/users/${userId}/roles/${roles.reader}`;
      await ask(first, "PUT", grant);
      const scope = { project: { id: home.projectId } };
      const token = await vi.waitFor(() => logIn(second, userId, password, scope), NOTICE);
      await ask(first, "DELETE", grant);
      await vi.waitFor(async () => expect(await statusOf(second, token)).toBe(404), NOTICE);
    });

    test("an encrypted credential is readable", async () => {
      const { owner, projectId } = stage.world.home;
      const blob = JSON.stringify({ access: `access-${first}`, secret: "a secret" });
      const credential = { type: "ec2", user_id: owner.userId, project_id: projectId, blob };
      const made = await ask(first, "POST", "/v3/credentials", { credential });
      const read = await ask(second, "GET", `/v3/credentials/${made.credential.id}`);
      expect(read.credential.blob).toBe(blob);
      expect({ ...read.credential, links: undefined }).toEqual({ ...made.credential, links: undefined });
    });

    test("an application credential is good for a login", async () => {
      const { owner } = stage.world.home;
      const path = `/v3/users/${owner.userId}/application_credentials`;
      const body = { application_credential: { name: `application of ${first}` } };
      const made = await client(first).request("POST", path, { token: owner.token, body });
      const { id, secret } = made.body.application_credential;
      const credential = { methods: ["application_credential"], application_credential: { id, secret } };
      const answer = await client(second).request("POST", "/v3/auth/tokens", { body: { auth: { identity: credential } } });
      expect(answer.status).toBe(201);
    });
  });

  // biome-ignore lint/suspicious/noExplicitAny: a token's body.
  async function validate(name: string, subjectToken: string): Promise<any> {
    const { token } = stage.world.admin;
    const answer = await client(name).request("GET", "/v3/auth/tokens", { token, subjectToken, headers: KNOWS_ACCESS_RULES });
    if (answer.status !== 200) throw new Error(`validation at ${name} answered ${answer.status}: ${answer.text}`);
    return answer.body;
  }

  async function statusOf(name: string, subjectToken: string): Promise<number> {
    return (await client(name).request("GET", "/v3/auth/tokens", { token: stage.world.admin.token, subjectToken })).status;
  }

  // biome-ignore lint/suspicious/noExplicitAny: a body of any kind.
  async function ask(name: string, method: string, path: string, body?: unknown): Promise<any> {
    const answer = await client(name).request(method, path, { token: stage.world.admin.token, body });
    if (answer.status > 299) throw new Error(`${method} ${path} at ${name} answered ${answer.status}: ${answer.text}`);
    return answer.body;
  }

  async function createUser(name: string): Promise<{ userId: string; password: string }> {
    const user = { name: stage.unique("short-lived"), password: "before", domain_id: stage.world.home.domainId };
    return { userId: (await ask(name, "POST", "/v3/users", { user })).user.id, password: user.password };
  }

  function passwordLogin(name: string, id: string, password: string, scope?: unknown) {
    const identity = { methods: ["password"], password: { user: { id, password } } };
    const auth = scope === undefined ? { identity } : { identity, scope };
    return client(name).request("POST", "/v3/auth/tokens", { body: { auth } });
  }

  const logInStatus = async (name: string, id: string, password: string) => (await passwordLogin(name, id, password)).status;

  async function logIn(name: string, id: string, password: string, scope?: unknown): Promise<string> {
    const answer = await passwordLogin(name, id, password, scope);
    if (answer.status !== 201) throw new Error(`login at ${name} answered ${answer.status}: ${answer.text}`);
    return answer.headers["x-subject-token"] ?? "";
  }

  function ownersToken(name: string): Promise<string> {
    const { owner, projectId } = stage.world.home;
    return logIn(name, owner.userId, owner.password, { project: { id: projectId } });
  }
});

/** A token's body with what has no order, roles and catalog, in one. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable).sort(byText);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, comparable(item)]));
}

function byText(left: unknown, right: unknown): number {
  const [one, other] = [JSON.stringify(left), JSON.stringify(right)];
  return one < other ? -1 : one > other ? 1 : 0;
}
