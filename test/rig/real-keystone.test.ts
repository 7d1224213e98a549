import { afterAll, beforeAll, expect, test } from "vitest";
import { ringTwo } from "../../rig/debian/packages.ts";
import { type Keystone, startKeystone } from "../../rig/keystone/index.ts";
import { type Mariadb, startMariadb } from "../../rig/mariadb.ts";
import { startMiddlewareService } from "../../rig/middleware/index.ts";
import { openstackEnvironment, startOpenstackSession } from "../../rig/openstack-client/index.ts";
import { runTempest } from "../../rig/tempest/index.ts";
import { describeReal } from "../support/describe-real.ts";

describeReal("a real Keystone", ringTwo, () => {
  let mariadb: Mariadb;
  let keystone: Keystone;

  beforeAll(async () => {
    mariadb = await startMariadb();
    keystone = await startKeystone({ mariadb, cache: "memcached" });
  });

  afterAll(async () => {
    await keystone?.stop();
    await mariadb?.stop();
  });

  test("logs its admin in by password, and the token validates itself", async () => {
    const login = await logIn(keystone.adminPassword);
    expect(login.status).toBe(201);
    const token = login.headers.get("x-subject-token") ?? "";
    const headers = { "x-auth-token": token, "x-subject-token": token };
    const validation = await fetch(`${keystone.url}/v3/auth/tokens`, { headers });
    expect(await validation.json()).toMatchObject({ token: { user: { name: "admin" }, methods: ["password"] } });
  });

  test("serves the openstack client: many commands in one process, each with its code", async () => {
    const { url, adminPassword: password } = keystone;
    const session = startOpenstackSession(
      openstackEnvironment({ authUrl: `${url}/v3`, username: "admin", password, project: "admin" }),
    );
    expect(await session.json(["project", "list"])).toMatchObject([{ Name: "admin" }]);
    expect(await session.run(["project", "show", "absent"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("absent"),
    });
    expect(await session.json(["project", "show", "admin"])).toMatchObject({ enabled: true });
    await session.close();
  });

  test("lets a service behind keystonemiddleware know its caller, and refuses a bad token", async () => {
    const { url: identityUrl, adminPassword: password } = keystone;
    const service = await startMiddlewareService({ identityUrl, username: "admin", password, project: "admin" });
    const token = (await logIn(password)).headers.get("x-subject-token") ?? "";
    const welcome = await fetch(service.url, { headers: { "x-auth-token": token } });
    expect(await welcome.json()).toMatchObject({ headers: { "X-USER-NAME": "admin", "X-IDENTITY-STATUS": "Confirmed" } });
    expect((await fetch(service.url, { headers: { "x-auth-token": "gAAAAABbad" } })).status).toBe(401);
    await service.stop();
  });

  test("passes Tempest's tests of its version documents", async () => {
    const { url, adminPassword } = keystone;
    const results = await runTempest({ identityUrl: `${url}/v3`, adminPassword, include: ["v3\\.test_api_discovery"] });
    expect(results.failed).toEqual([]);
    expect(results.skipped).toEqual([]);
    expect(results.passed.length).toBeGreaterThan(2);
  });

  test("refuses a wrong password", async () => {
    expect((await logIn("wrong")).status).toBe(401);
  });

  function logIn(password: string): Promise<Response> {
    const domain = { id: "default" };
    const identity = { methods: ["password"], password: { user: { name: "admin", domain, password } } };
    const body = { auth: { identity, scope: { project: { name: "admin", domain } } } };
    const headers = { "content-type": "application/json" };
    return fetch(`${keystone.url}/v3/auth/tokens`, { method: "POST", headers, body: JSON.stringify(body) });
  }
});
