import { afterAll, beforeAll, expect, test } from "vitest";
import { ringTwo } from "../../rig/debian/packages.ts";
import { type Keystone, startKeystone } from "../../rig/keystone/index.ts";
import { type Mariadb, startMariadb } from "../../rig/mariadb.ts";
import { describeReal } from "../support/describe-real.ts";

describeReal("a real Keystone", ringTwo, () => {
  let mariadb: Mariadb;
  let keystone: Keystone;

  beforeAll(async () => {
    mariadb = await startMariadb();
    keystone = await startKeystone({ mariadb, cache: "memcached", settings: { DEFAULT: { list_limit: 2 } } });
  });

  afterAll(async () => {
    await keystone?.stop();
    await mariadb?.stop();
  });

  test("logs its admin in by password, and the token validates itself", async () => {
    const login = await fetch(`${keystone.url}/v3/auth/tokens`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(adminLogin(keystone.adminPassword)),
    });
    expect(login.status).toBe(201);
    const token = login.headers.get("x-subject-token") ?? "";
    const headers = { "x-auth-token": token, "x-subject-token": token };
    const validation = await fetch(`${keystone.url}/v3/auth/tokens`, { headers });
    expect(await validation.json()).toMatchObject({ token: { user: { name: "admin" }, methods: ["password"] } });
  });

  test("refuses a wrong password", async () => {
    const login = await fetch(`${keystone.url}/v3/auth/tokens`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(adminLogin("wrong")),
    });
    expect(login.status).toBe(401);
  });
});

function adminLogin(password: string): object {
  const domain = { id: "default" };
  const identity = { methods: ["password"], password: { user: { name: "admin", domain, password } } };
  return { auth: { identity, scope: { project: { name: "admin", domain } } } };
}
