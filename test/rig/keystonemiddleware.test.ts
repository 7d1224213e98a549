import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ringTwo } from "../../rig/debian/packages.ts";
import { type RunningIdentity, startIdentity } from "../../rig/identity.ts";
import { type MiddlewareService, startMiddlewareService } from "../../rig/middleware/index.ts";
import { describeReal } from "../support/describe-real.ts";
import { authenticate, password, project, send, sendOk, tokenFor, type WireAnswer } from "./wire/request.ts";

const cacheSeconds = 3;
const lifetimeSeconds = 4;

describeReal("services behind the real keystonemiddleware, validating at ours", ringTwo, () => {
  let identity: RunningIdentity;
  /** Gives tokens that end after seconds; on the same keys and tables as {@link identity}. */
  let shortLived: RunningIdentity;
  let uncached: MiddlewareService;
  let cached: MiddlewareService;
  let admin: string;

  beforeAll(async () => {
    identity = await startIdentity();
    const { adminPassword, keyDirectory, credentialKeyDirectory, url } = identity;
    const database = { connection: `sqlite:///${identity.configFile.replace("identity.yaml", "identity.db")}` };
    shortLived = await startIdentity({
      existing: true,
      adminPassword,
      keyDirectory,
      credentialKeyDirectory,
      settings: { database, token: { expiration: lifetimeSeconds } },
    });
    admin = await tokenFor(url, password("admin", adminPassword, project("admin")));
    await fill(url, admin);
    const account = { identityUrl: url, username: "nova", password: "pw", project: "service" };
    const settings = { service_type: "compute", service_token_roles: "service", service_token_roles_required: true };
    [uncached, cached] = await Promise.all([
      startMiddlewareService({ ...account, settings: { ...settings, token_cache_time: -1 } }),
      startMiddlewareService({ ...account, settings: { ...settings, token_cache_time: cacheSeconds } }),
    ]);
  });

  afterAll(async () => {
    await Promise.all([uncached?.stop(), cached?.stop()]);
    await shortLived?.stop();
    await identity?.stop();
  });

  const logIn = (url = identity.url): Promise<string> => tokenFor(url, password("fay", "pw", project("lab")));
  const call = (service: MiddlewareService, token: string, path = "/", headers = {}): Promise<WireAnswer> =>
    send(service.url, "GET", path, { token, headers });

  test("a valid token passes, and the service is told who calls, for which project and with which roles", async () => {
    for (const service of [uncached, cached]) {
      const { status, body } = await call(service, await logIn(), "/servers");
      expect(status).toBe(200);
      expect(body.path).toBe("/servers");
      expect(body.headers).toMatchObject({
        "X-IDENTITY-STATUS": "Confirmed",
        "X-USER-NAME": "fay",
        "X-USER-DOMAIN-ID": "default",
        "X-PROJECT-NAME": "lab",
        "X-PROJECT-DOMAIN-NAME": "Default",
        "X-IS-ADMIN-PROJECT": "True",
        "X-USER-ID": expect.stringMatching(/^[0-9a-f]{32}$/),
      });
      expect(body.headers["X-ROLES"].split(",").sort()).toEqual(["member", "reader"]);
      const catalog = JSON.parse(body.headers["X-SERVICE-CATALOG"]);
      expect(catalog.map(({ type }: { type: string }) => type).sort()).toEqual(["compute", "identity"]);
    }
  });

  test("no token, garbage and a token of other keys are 401", async () => {
    expect((await send(uncached.url, "GET", "/")).status).toBe(401);
    expect((await call(uncached, "gAAAAABgarbage")).status).toBe(401);
    const good = await logIn();
    expect((await call(uncached, `${good.slice(0, -6)}AAAAAA`)).status).toBe(401);
    expect((await call(uncached, good)).status).toBe(200);
  });

  test("a revoked token is 401 at once without the service's cache, and within its time with it", async () => {
    const token = await logIn();
    for (const service of [uncached, cached]) expect((await call(service, token)).status).toBe(200);
    await sendOk(identity.url, "DELETE", "/v3/auth/tokens", { token, headers: { "x-subject-token": token } });
    expect((await call(uncached, token)).status).toBe(401);
    // Still in the service's own cache, as with any Keystone.
    expect((await call(cached, token)).status).toBe(200);
    await delay(cacheSeconds * 1000 + 200);
    expect((await call(cached, token)).status).toBe(401);
  });

  test("a disabled user's token is 401 at the next call", async () => {
    const token = await tokenFor(identity.url, password("gus", "pw", project("lab")));
    const { status, body } = await call(uncached, token);
    expect(status).toBe(200);
    const path = `/v3/users/${body.headers["X-USER-ID"]}`;
    await sendOk(identity.url, "PATCH", path, { token: admin, body: { user: { enabled: false } } });
    expect((await call(uncached, token)).status).toBe(401);
  });

  describe("expired tokens", () => {
    let expired: string;
    beforeAll(async () => {
      expired = await logIn(shortLived.url);
      expect((await call(uncached, expired)).status).toBe(200);
      await delay(lifetimeSeconds * 1000 + 100);
    });

    test("are 401 with the caller's token alone", async () => {
      expect((await call(uncached, expired)).status).toBe(401);
    });

    test("pass beside a service token whose user has the service role: a long operation is finished", async () => {
      const serviceToken = await tokenFor(identity.url, password("nova", "pw", project("service")));
      const { status, body } = await call(uncached, expired, "/", { "x-service-token": serviceToken });
      expect(status).toBe(200);
      expect(body.headers).toMatchObject({
        "X-USER-NAME": "fay",
        "X-SERVICE-USER-NAME": "nova",
        "X-SERVICE-IDENTITY-STATUS": "Confirmed",
      });
      expect(body.headers["X-SERVICE-ROLES"].split(",")).toContain("service");
    });

    test("are 401 beside a service token without that role, and beside a bad one", async () => {
      expect((await call(uncached, expired, "/", { "x-service-token": await logIn() })).status).toBe(401);
      expect((await call(uncached, expired, "/", { "x-service-token": "gAAAAABbad" })).status).toBe(401);
    });
  });

  describe("an application credential with access rules", () => {
    let token: string;
    beforeAll(async () => {
      const own = await authenticate(identity.url, password("fay", "pw", project("lab")));
      const made = await sendOk(identity.url, "POST", `/v3/users/${own.body.token.user.id}/application_credentials`, {
        token: own.headers.get("x-subject-token") ?? "",
        body: {
          application_credential: {
            name: "reader",
            secret: "s",
            access_rules: [{ service: "compute", method: "GET", path: "/v2.1/servers/*" }],
          },
        },
      });
      const id = made.body.application_credential.id;
      token = await tokenFor(identity.url, {
        identity: { methods: ["application_credential"], application_credential: { id, secret: "s" } },
      });
    });

    test("passes on the path that they name", async () => {
      for (const service of [uncached, cached]) expect((await call(service, token, "/v2.1/servers/1")).status).toBe(200);
    });

    test("is 401 on any other path and method", async () => {
      for (const service of [uncached, cached]) {
        for (const path of ["/v2.1/servers", "/v2.1/servers/1/ips", "/v2.1/flavors/1"]) {
          expect([path, (await call(service, token, path)).status]).toEqual([path, 401]);
        }
        const post = await fetch(`${service.url}/v2.1/servers/1`, { method: "POST", headers: { "x-auth-token": token } });
        expect(post.status).toBe(401);
      }
    });
  });

  test("with our service away a token is not decided (503), and after its restart it is as good as before", async () => {
    const token = await logIn();
    const revoked = await logIn();
    await sendOk(identity.url, "DELETE", "/v3/auth/tokens", { token: admin, headers: { "x-subject-token": revoked } });
    await identity.kill();
    const response = await fetch(uncached.url, { headers: { "x-auth-token": token } });
    expect(response.status).toBe(503);
    await identity.restart();
    expect((await call(uncached, token)).status).toBe(200);
    expect((await call(uncached, revoked)).status).toBe(401);
  });
});

/** A caller, a service user, and a compute service in the catalog. */
async function fill(url: string, token: string): Promise<void> {
  const create = async (path: string, body: unknown): Promise<string> => {
    const answer = await sendOk(url, "POST", path, { token, body });
    return (Object.values(answer.body)[0] as { id: string }).id;
  };
  const role = await create("/v3/roles", { role: { name: "service" } });
  const roles = (await sendOk(url, "GET", "/v3/roles?name=member", { token })).body.roles;
  const lab = await create("/v3/projects", { project: { name: "lab" } });
  const service = await create("/v3/projects", { project: { name: "service" } });
  const fay = await create("/v3/users", { user: { name: "fay", password: "pw" } });
  const gus = await create("/v3/users", { user: { name: "gus", password: "pw" } });
  const nova = await create("/v3/users", { user: { name: "nova", password: "pw" } });
  for (const user of [fay, gus]) await sendOk(url, "PUT", `/v3/projects/${lab}/users/${user}/roles/${roles[0].id}`, { token });
  const admin = (await sendOk(url, "GET", "/v3/roles?name=admin", { token })).body.roles[0].id;
  for (const one of [role, admin]) await sendOk(url, "PUT", `/v3/projects/${service}/users/${nova}/roles/${one}`, { token });
  const compute = await create("/v3/services", { service: { type: "compute", name: "nova" } });
  await create("/v3/endpoints", {
    endpoint: { service_id: compute, interface: "public", url: "http://127.0.0.1:1/", region_id: "RegionOne" },
  });
}
