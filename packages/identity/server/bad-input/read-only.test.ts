import { Secret } from "@multisite/kernel/secret";
import { formatSqlLocation, type SqlLocation } from "@multisite/kernel/sql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isMariadbInstalled, type Mariadb, startMariadb } from "../../../../rig/mariadb.ts";
import { decodeBase32, passcodeOf, timeStepOf } from "../../auth/totp/passcode.ts";
import { createIdentityService, type IdentityService } from "../../main.ts";
import { passwordAuth, startTestService, type TestService } from "../../testing/index.ts";
import { type ReadOnlyCase, sqliteCases, TOLD } from "./read-only-cases.ts";

const TOTP_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const DAY_MS = 86_400_000;

/** Users who log in by every method that there is. */
interface World {
  readonly mfa: { id: string; password: string };
  readonly expired: { id: string; password: string };
  readonly lazy: { id: string; password: string };
  readonly credential: { id: string; secret: string };
  readonly trust: { id: string; trustee: { id: string; password: string } };
}

const cases = [...sqliteCases, ...(isMariadbInstalled() ? mariadbCases() : [])];

describe.each(cases)("a site on $name", ({ prepare, told }) => {
  let site: TestService;
  let replica: IdentityService;
  let world: World;
  beforeAll(async () => {
    const { made, beforeStart, served } = await prepare();
    const config = { security_compliance: { lockout_failure_attempts: 3, disable_user_account_days_inactive: 90 } };
    site = await startTestService({ config, ...(made ? { location: made } : {}), ...(beforeStart ? { beforeStart } : {}) });
    world = await makeWorld(site);
    // Keystone's own count of wrong passwords, which a login would clear.
    await site.identity.database.query.updateTable("local_user").set({ failed_auth_count: 1 }).execute();
    const { clock, random, log } = site.identity;
    const connection = formatSqlLocation(await served(site));
    replica = await createIdentityService(
      { ...site.identity.config, database: { ...site.identity.config.database, connection } },
      { clock, random, log },
    );
  });
  afterAll(async () => {
    await replica?.close();
    await site?.close();
  });

  const ask = async (method: string, url: string, token?: string, body?: object, subject?: string, more: object = {}) => {
    const answer = await replica.app.inject({
      method: method as "GET",
      url,
      headers: {
        "content-type": "application/json",
        ...(token === undefined ? {} : { "x-auth-token": token }),
        ...(subject === undefined ? {} : { "x-subject-token": subject }),
        ...more,
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    return { status: answer.statusCode, headers: answer.headers, text: answer.body };
  };
  const login = async (): Promise<string> => {
    const scope = { project: { id: site.adminProjectId } };
    const answer = await ask("POST", "/v3/auth/tokens", undefined, {
      auth: passwordAuth(site.adminUserId, site.adminPassword, scope),
    });
    expect(answer.status, answer.text).toBe(201);
    return answer.headers["x-subject-token"] as string;
  };

  test("starts, is ready, logs in, validates and lists", async () => {
    expect((await ask("GET", "/ready")).status).toBe(200);
    const token = await login();
    expect((await ask("GET", "/v3/auth/tokens", token, undefined, token)).status).toBe(200);
    expect((await ask("GET", "/v3/users", token)).status).toBe(200);
  });

  test("a wrong password is a 401 like anywhere", async () => {
    const auth = passwordAuth(site.adminUserId, "wrong");
    expect((await ask("POST", "/v3/auth/tokens", undefined, { auth })).status).toBe(401);
  });

  test("each change is 503 with Retry-After, says what is going on, and changes nothing", async () => {
    const token = await login();
    const user = `/v3/users/${site.adminUserId}`;
    const changes: [string, string, object?][] = [
      ["POST", "/v3/regions", { region: { id: "r" } }],
      ["POST", "/v3/users", { user: { name: "n", domain_id: "default", password: "p" } }],
      ["PATCH", user, { user: { description: "d" } }],
      ["POST", "/v3/projects", { project: { name: "p" } }],
      ["POST", "/v3/credentials", { credential: { type: "t", blob: "b", user_id: site.adminUserId } }],
      ["POST", `${user}/credentials/OS-EC2`, { tenant_id: site.adminProjectId }],
      ["DELETE", user],
      ["POST", `${user}/password`, { user: { original_password: site.adminPassword, password: "other" } }],
    ];
    const dump = () => site.identity.database.query.selectFrom("user").selectAll().execute();
    const before = await dump();
    for (const [method, path, body] of changes) {
      const answer = await ask(method, path, token, body);
      expect(answer.status, `${method} ${path}: ${answer.text}`).toBe(503);
      expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
      expect(JSON.parse(answer.text).error).toEqual({
        code: 503,
        title: "Service Unavailable",
        message: expect.stringContaining(told),
      });
    }
    expect(await dump()).toEqual(before);
  });

  test("what is wrong with a request is said before that it cannot be stored", async () => {
    expect((await ask("POST", "/v3/regions", undefined, { region: {} })).status).toBe(401);
    expect((await ask("POST", "/v3/regions", await login(), { region: { id: 7 } })).status).toBe(400);
  });

  const attempt = (auth: object, headers: object = {}) => ask("POST", "/v3/auth/tokens", undefined, { auth }, undefined, headers);

  test("a login with two factors goes on: its receipt, its one-time code, and that the code is good once", async () => {
    const { mfa } = world;
    const first = await attempt(passwordAuth(mfa.id, mfa.password));
    const receipt = { "openstack-auth-receipt": first.headers["openstack-auth-receipt"] as string };
    expect([first.status, typeof receipt["openstack-auth-receipt"]]).toEqual([401, "string"]);
    const passcode = passcodeOf(new Secret(decodeBase32(TOTP_SECRET) as Buffer), timeStepOf(site.clock.nowMs()));
    const totp = { identity: { methods: ["totp"], totp: { user: { id: mfa.id, passcode } } } };
    expect((await attempt(totp, receipt)).status).toBe(201);
    expect((await attempt(totp, receipt)).status).toBe(401);
  });

  test("application credentials, trusts without a limit and rescoping go on", async () => {
    const { credential, trust } = world;
    const method = { identity: { methods: ["application_credential"], application_credential: credential } };
    expect((await attempt(method)).status).toBe(201);
    const { id, password } = trust.trustee;
    expect((await attempt(passwordAuth(id, password, { "OS-TRUST:trust": { id: trust.id } }))).status).toBe(201);
    const rescoped = { identity: { methods: ["token"], token: { id: await login() } }, scope: { system: { all: true } } };
    expect((await attempt(rescoped)).status).toBe(201);
  });

  test("an expired password is said, and cannot be changed here", async () => {
    const { expired } = world;
    const refused = await attempt(passwordAuth(expired.id, expired.password));
    expect([refused.status, refused.text]).toEqual([401, expect.stringContaining("The password is expired")]);
    const body = { user: { original_password: expired.password, password: "another" } };
    expect((await ask("POST", `/v3/users/${expired.id}/password`, undefined, body)).status).toBe(503);
  });

  test("wrong passwords lock, the lock runs out, and a login after it clears what counted; all without a row", async () => {
    const { lazy } = world;
    for (const _ of [1, 2, 3]) expect((await attempt(passwordAuth(lazy.id, "wrong"))).status).toBe(401);
    expect((await attempt(passwordAuth(lazy.id, lazy.password))).status).toBe(401);
    await site.clock.advance(1_800_000);
    expect((await attempt(passwordAuth(lazy.id, lazy.password))).status).toBe(201);
    expect((await attempt(passwordAuth(lazy.id, "wrong"))).status).toBe(401);
    expect((await attempt(passwordAuth(lazy.id, lazy.password))).status).toBe(201);
  });

  test("a login here counts against inactivity; who has logged in nowhere is disabled after their days", async () => {
    const { lazy, trust } = world;
    await site.clock.advance(60 * DAY_MS);
    expect((await attempt(passwordAuth(lazy.id, lazy.password))).status).toBe(201);
    await site.clock.advance(60 * DAY_MS);
    expect((await attempt(passwordAuth(lazy.id, lazy.password))).status).toBe(201);
    expect((await attempt(passwordAuth(trust.trustee.id, trust.trustee.password))).status).toBe(401);
  });
});

async function makeWorld(site: TestService): Promise<World> {
  const token = await site.adminToken();
  const post = async (path: string, body: object) => {
    const answer = await site.request("POST", path, { token, body });
    if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
    return answer.body;
  };
  const rules = { multi_factor_auth_enabled: true, multi_factor_auth_rules: [["password", "totp"]] };
  const mfa = await site.createUser("mfa", { options: rules });
  await post("/v3/credentials", { credential: { type: "totp", blob: TOTP_SECRET, user_id: mfa.id } });
  const [expired, lazy, trustee] = [
    await site.createUser("expired"),
    await site.createUser("lazy"),
    await site.createUser("trustee"),
  ];
  const local = site.identity.database.query.selectFrom("local_user").select("id").where("user_id", "=", expired.id);
  const past = (site.clock.nowMs() - 1000) * 1000;
  await site.identity.database.query
    .updateTable("password")
    .set({ expires_at_int: past })
    .where("local_user_id", "=", local)
    .execute();
  const made = await post(`/v3/users/${site.adminUserId}/application_credentials`, {
    application_credential: { name: "c", roles: [{ name: "reader" }] },
  });
  const { trust } = await post("/v3/OS-TRUST/trusts", {
    trust: {
      trustor_user_id: site.adminUserId,
      trustee_user_id: trustee.id,
      project_id: site.adminProjectId,
      impersonation: false,
      roles: [{ name: "reader" }],
    },
  });
  const { id, secret } = made.application_credential;
  return { mfa, expired, lazy, credential: { id, secret }, trust: { id: trust.id, trustee } };
}

function mariadbCases(): ReadOnlyCase[] {
  const start = async () => {
    const server: Mariadb = await startMariadb();
    afterAll(() => server.stop());
    const { host, port, user, password, socketPath } = server;
    const database = await server.createDatabase("keystone");
    const made: SqlLocation = { kind: "mariadb", host, port, user, password, socketPath, database };
    const served = async (rights: string): Promise<SqlLocation> => {
      await server.execute("CREATE USER site@localhost IDENTIFIED BY 'site'");
      await server.execute(`GRANT ${rights} ON keystone.* TO site@localhost`);
      return { ...made, user: "site", password: "site" };
    };
    return { server, made, served };
  };
  return [
    {
      name: "a MariaDB replica with read_only=ON",
      told: TOLD,
      async prepare() {
        const { server, made, served } = await start();
        return {
          made,
          async served() {
            const location = await served("SELECT, INSERT, UPDATE, DELETE");
            await server.execute("SET GLOBAL read_only = ON");
            return location;
          },
        };
      },
    },
    {
      name: "MariaDB as a user who may only read",
      told: TOLD,
      async prepare() {
        const { made, served } = await start();
        return { made, served: () => served("SELECT") };
      },
    },
  ];
}
