import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ringTwo } from "../../rig/debian/packages.ts";
import { type RunningGateway, startGateway } from "../../rig/gateway.ts";
import { type GtidReplication, startGtidReplication } from "../../rig/gtid-replication.ts";
import { type RunningIdentity, startIdentity } from "../../rig/identity.ts";
import { type Keystone, startKeystone } from "../../rig/keystone/index.ts";
import type { Mariadb } from "../../rig/mariadb.ts";
import { type MiddlewareService, startMiddlewareService } from "../../rig/middleware/index.ts";
import { type OpenstackSession, openstackEnvironment, startOpenstackSession } from "../../rig/openstack-client/index.ts";
import { describeReal } from "../support/describe-real.ts";
import { authenticate, password, project, send, sendOk, tokenFor } from "./wire/request.ts";

const DATABASE_USER = "keystone";
const DATABASE_PASSWORD = "database-pw";

/** As {@link Mariadb}, seen by a user whose writes a read-only server refuses, which those of its administrator are not. */
function asKeystone(server: Mariadb): Mariadb {
  return { ...server, user: DATABASE_USER, password: DATABASE_PASSWORD };
}

describeReal("a gateway before real Keystones and ours", ringTwo, () => {
  let databases: GtidReplication;
  let master: Keystone;
  /** Stock Keystone on a read-only replica, in the gateway's own site. */
  let replica: Keystone;
  /** Ours on the master's database. */
  let ours: RunningIdentity;
  let gateway: RunningGateway;
  let service: MiddlewareService;
  let client: OpenstackSession;
  let admin: string;

  beforeAll(async () => {
    databases = await startGtidReplication({ master: undefined, replica: "master" }, ["replica"]);
    const server = databases.server("master");
    await server.execute(`CREATE USER '${DATABASE_USER}'@'%' IDENTIFIED BY '${DATABASE_PASSWORD}'`);
    await server.execute(
      `GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES ON *.* TO '${DATABASE_USER}'@'%'`,
    );
    master = await startKeystone({ mariadb: asKeystone(server), cache: "memcached" });
    const { database, keyDirectory, credentialKeyDirectory, adminPassword } = master;
    const existing = { keyDirectory, credentialKeyDirectory, adminPassword };
    [replica, ours] = await Promise.all([
      startKeystone({
        ...existing,
        mariadb: asKeystone(databases.server("replica")),
        existingDatabase: database,
        cache: "memcached",
      }),
      startIdentity({ ...existing, existing: true, mariadb: { server, database } }),
    ]);
    gateway = await startGateway([
      { site: "own", url: replica.url, role: "replica" },
      { site: "far", url: master.url, role: "master" },
      { site: "far", url: ours.url },
    ]);
    admin = await tokenFor(gateway.url, password("admin", adminPassword, project("admin")));
    await fill(gateway.url, admin);
    client = startOpenstackSession(
      openstackEnvironment({ authUrl: `${gateway.url}/v3`, username: "admin", password: adminPassword, project: "admin" }),
    );
    service = await startMiddlewareService({
      identityUrl: gateway.url,
      username: "nova",
      password: "pw",
      project: "service",
      settings: { service_type: "compute", service_token_roles_required: true, token_cache_time: -1 },
    });
  });

  afterAll(async () => {
    await client?.close();
    await service?.stop();
    await gateway?.stop();
    await ours?.stop();
    await replica?.stop();
    await master?.stop();
    await databases?.stop();
  });

  const ownNode = async () => (await gateway.status()).endpoints[0];
  const logIn = (secret: string) => authenticate(gateway.url, password("fay", secret, project("lab")));

  test("it knows stock Keystones from ours, and version documents name the gateway, whatever public_endpoint the nodes have", async () => {
    const { endpoints } = await gateway.status();
    expect(endpoints.map(({ kind, state }: { kind: string; state: string }) => [kind, state])).toEqual([
      ["stock", "up"],
      ["stock", "up"],
      ["multisite", "up"],
    ]);
    const direct = await send(replica.url, "GET", "/v3");
    expect(direct.body.version.links[0].href).toBe(`${replica.url}/v3/`);
    const through = await send(gateway.url, "GET", "/v3");
    expect(through.body.version.links[0].href).toBe(`${gateway.url}/v3/`);
  });

  test("the openstack client logs in, reads and writes through it; writes go to masters although the own node is a replica", async () => {
    const written = await client.json<{ id: string }>(["project", "create", "tower"]);
    await expect
      .poll(async () => (await client.run(["project", "show", "tower", "-f", "value", "-c", "id"])).stdout.trim(), {
        timeout: 10_000,
      })
      .toBe(written.id);
    const users = await client.json<{ Name: string }[]>(["user", "list"]);
    expect(users.map(({ Name }) => Name)).toEqual(expect.arrayContaining(["admin", "fay", "nova"]));
    expect((await client.run(["project", "delete", "tower"])).code).toBe(0);
    const { endpoints, requests } = await gateway.status();
    expect(requests.unanswered).toMatchObject({ no_node: 0, unknown_write: 0, no_writer: 0 });
    expect(endpoints[0].requests).toBeGreaterThan(5);
  });

  test("a wrong password, at which the stock replica hangs up, is 401 for the client, and the replica goes on answering", async () => {
    const direct = await authenticate(replica.url, password("fay", "wrong", project("lab"))).then(
      ({ status }) => status,
      () => "hung up",
    );
    expect(direct).toBe("hung up");
    for (let attempt = 0; attempt < 5; attempt++) expect((await logIn("wrong")).status).toBe(401);
    // fay has a failed login now, which a replica cannot take back: the login is decided elsewhere.
    expect((await logIn("pw")).status).toBe(201);
    const { state, strikes, droppedLogins } = await ownNode();
    expect([state, strikes]).toEqual(["up", 0]);
    expect(droppedLogins).toBeGreaterThanOrEqual(5);
    const wrong = await client.run(["--os-username", "fay", "--os-password", "wrong", "token", "issue"]);
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain("HTTP 401");
  });

  test("a service behind the real keystonemiddleware validates through it", async () => {
    const token = (await logIn("pw")).headers.get("x-subject-token") ?? "";
    const answer = await send(service.url, "GET", "/servers", { token });
    expect(answer.status).toBe(200);
    expect(answer.body.headers).toMatchObject({
      "X-USER-NAME": "fay",
      "X-PROJECT-NAME": "lab",
      "X-IDENTITY-STATUS": "Confirmed",
    });
    expect((await send(service.url, "GET", "/servers", { token: "gAAAAABgarbage" })).status).toBe(401);
  });

  test("the own site's Keystone dies under load: no call of the service fails, nor does a login", async () => {
    const token = (await logIn("pw")).headers.get("x-subject-token") ?? "";
    const failures: string[] = [];
    let lastMs = performance.now();
    let gapMs = 0;
    let done = false;
    const note = (what: string, isRight: boolean): void => {
      if (!isRight) failures.push(what);
      gapMs = Math.max(gapMs, performance.now() - lastMs);
      lastMs = performance.now();
    };
    const calls = async (): Promise<void> => {
      while (!done) note("a call", (await send(service.url, "GET", "/", { token })).status === 200);
    };
    const logins = async (): Promise<void> => {
      while (!done) note("a login", (await logIn("pw")).status === 201);
    };
    const load = Promise.all([calls(), calls(), logins()]);
    await delay(2000);
    process.kill(replica.pid, "SIGKILL");
    await delay(6000);
    done = true;
    await load;
    console.log(`Longest time without an answer when the own site's Keystone was killed: ${gapMs.toFixed(0)} ms.`);
    expect(failures).toEqual([]);
    expect(gapMs).toBeLessThan(10_000);
    expect((await ownNode()).state).toBe("down");
  });

  test("a revocation through it reaches the master, and the service refuses the token at its next call", async () => {
    const token = (await logIn("pw")).headers.get("x-subject-token") ?? "";
    expect((await send(service.url, "GET", "/", { token })).status).toBe(200);
    await sendOk(gateway.url, "DELETE", "/v3/auth/tokens", { token: admin, headers: { "x-subject-token": token } });
    await expect.poll(async () => (await send(service.url, "GET", "/", { token })).status, { timeout: 10_000 }).toBe(401);
  });
});

/** A caller and a service's user; and the catalog says that the identity service is where the gateway is. */
async function fill(url: string, token: string): Promise<void> {
  const create = async (path: string, body: unknown): Promise<string> => {
    const answer = await sendOk(url, "POST", path, { token, body });
    return (Object.values(answer.body)[0] as { id: string }).id;
  };
  const roleOf = async (name: string): Promise<string> =>
    (await sendOk(url, "GET", `/v3/roles?name=${name}`, { token })).body.roles[0].id;
  const lab = await create("/v3/projects", { project: { name: "lab" } });
  const services = await create("/v3/projects", { project: { name: "service" } });
  const fay = await create("/v3/users", { user: { name: "fay", password: "pw" } });
  const nova = await create("/v3/users", { user: { name: "nova", password: "pw" } });
  await sendOk(url, "PUT", `/v3/projects/${lab}/users/${fay}/roles/${await roleOf("member")}`, { token });
  await sendOk(url, "PUT", `/v3/projects/${services}/users/${nova}/roles/${await roleOf("admin")}`, { token });
  const compute = await create("/v3/services", { service: { type: "compute", name: "nova" } });
  await create("/v3/endpoints", {
    endpoint: { service_id: compute, interface: "public", url: "http://127.0.0.1:1/", region_id: "RegionOne" },
  });
  for (const { id, url: known } of (await sendOk(url, "GET", "/v3/endpoints", { token })).body.endpoints) {
    if (!known.endsWith("/v3")) continue;
    await sendOk(url, "PATCH", `/v3/endpoints/${id}`, { token, body: { endpoint: { url: `${url}/v3` } } });
  }
  // Until the replica has it too.
  await delay(500);
}
