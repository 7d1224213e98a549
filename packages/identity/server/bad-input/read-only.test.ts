import { formatSqlLocation, type SqlLocation } from "@multisite/kernel/sql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isMariadbInstalled, type Mariadb, startMariadb } from "../../../../rig/mariadb.ts";
import { createIdentityService, type IdentityService } from "../../main.ts";
import { passwordAuth, startTestService, type TestService } from "../../testing/index.ts";

/** One way in which a site's database takes no writes. */
interface Case {
  readonly name: string;
  /** Where the site is made, and where it is then served from. */
  prepare(): Promise<{ made: SqlLocation | undefined; served(site: TestService): Promise<SqlLocation> }>;
}

const cases: Case[] = [
  {
    name: "a SQLite file that is opened for reading",
    prepare: async () => ({
      made: undefined,
      served: async (site) => ({ kind: "sqlite", path: `${site.directory}/identity.db`, readOnly: true }),
    }),
  },
];

describe.each(cases.concat(isMariadbInstalled() ? mariadbCases() : []))("a site on $name", ({ prepare }) => {
  let site: TestService;
  let replica: IdentityService;
  beforeAll(async () => {
    const { made, served } = await prepare();
    const config = { security_compliance: { lockout_failure_attempts: 3, disable_user_account_days_inactive: 90 } };
    site = await startTestService({ config, ...(made ? { location: made } : {}) });
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

  const ask = async (method: string, url: string, token?: string, body?: object, subject?: string) => {
    const answer = await replica.app.inject({
      method: method as "GET",
      url,
      headers: {
        "content-type": "application/json",
        ...(token === undefined ? {} : { "x-auth-token": token }),
        ...(subject === undefined ? {} : { "x-subject-token": subject }),
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
        message: expect.stringContaining("its database is read-only. Reads and logins go on"),
      });
    }
    expect(await dump()).toEqual(before);
  });

  test("what is wrong with a request is said before that it cannot be stored", async () => {
    expect((await ask("POST", "/v3/regions", undefined, { region: {} })).status).toBe(401);
    expect((await ask("POST", "/v3/regions", await login(), { region: { id: 7 } })).status).toBe(400);
  });
});

function mariadbCases(): Case[] {
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
      async prepare() {
        const { made, served } = await start();
        return { made, served: () => served("SELECT") };
      },
    },
  ];
}
