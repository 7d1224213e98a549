import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { rotateKeys } from "../../packages/agent/operate/rotate.ts";
import { signingKeyOf, starHome } from "../../packages/identity/star/index.ts";
import { ringTwo } from "../../rig/debian/packages.ts";
import { type RunningGateway, startGateway } from "../../rig/gateway.ts";
import { type Keystone, startKeystone } from "../../rig/keystone/index.ts";
import { type MiddlewareService, startMiddlewareService } from "../../rig/middleware/index.ts";
import { type OpenstackSession, openstackEnvironment, startOpenstackSession } from "../../rig/openstack-client/index.ts";
import { createRoom } from "../../rig/process/room.ts";
import { type StarRig, startStarRig } from "../../rig/star/index.ts";
import { ask, logIn, validate } from "../e2e/star/ask.ts";
import { describeReal } from "../support/describe-real.ts";
import { ADMIN, type StarNodes, startStarNodes } from "./star-agents/nodes.ts";
import { send } from "./wire/request.ts";

const SOON = { timeout: 90_000, interval: 100 };

describeReal("a whole star on real Galera and GTID replicas: agents, ceremony, identity services", ringTwo, () => {
  const room = createRoom("star-agents");
  let rig: StarRig;
  let star: StarNodes;
  let gateway: RunningGateway;
  let client: OpenstackSession;
  let service: MiddlewareService;
  beforeAll(async () => {
    rig = await startStarRig({ say: (line) => console.log(line) });
    star = await startStarNodes(rig, room.file("star.log"));
  }, 300_000);
  afterAll(async () => {
    await client?.close();
    await service?.stop();
    await gateway?.stop();
    await star?.stop();
    await rig?.remove();
    room.remove();
  }, 120_000);

  const NAMES = ["east-1", "west-1", "north-1", "north-2"];

  test("a login at a replica is good at every node", async () => {
    const { status, token } = await logIn(star.endpoint("north-1"), ADMIN);
    expect(status).toBe(201);
    for (const name of NAMES) expect(await validate(star.endpoint(name), token, token), name).toBe(200);
  });

  test("a wrong password at a replica is 401, and the right one is good afterwards", async () => {
    expect((await logIn(star.endpoint("north-2"), { ...ADMIN, password: "wrong" })).status).toBe(401);
    expect((await logIn(star.endpoint("north-2"), ADMIN)).status).toBe(201);
  });

  test("what is written at a replica is there at every node of its site when the answer comes", async () => {
    const { token } = await logIn(star.endpoint("north-1"), ADMIN);
    for (let number = 0; number < 20; number++) {
      const made = await ask(star.endpoint("north-1"), "POST", "/projects", token, { project: { name: `vnf-${number}` } });
      expect(made.status).toBe(201);
      const { id } = made.body.project as { id: string };
      for (const name of ["north-1", "north-2"]) {
        expect((await ask(star.endpoint(name), "GET", `/projects/${id}`, token)).status, name).toBe(200);
      }
    }
  });

  test("a token that is revoked at a replica is refused everywhere", async () => {
    const caller = await logIn(star.endpoint("west-1"), ADMIN);
    const doomed = await logIn(star.endpoint("west-1"), ADMIN);
    const headers = { "x-auth-token": caller.token, "x-subject-token": doomed.token };
    expect((await fetch(`${star.endpoint("north-1")}/auth/tokens`, { method: "DELETE", headers })).status).toBe(204);
    expect(await validate(star.endpoint("north-1"), caller.token, doomed.token)).toBe(404);
    for (const name of NAMES) {
      await vi.waitFor(async () => expect(await validate(star.endpoint(name), caller.token, doomed.token), name).toBe(404), SOON);
    }
  });

  describe("what a replica site has: a gateway, the openstack client, a service behind keystonemiddleware", () => {
    /** Seconds that keystonemiddleware keeps what it was told, as the documents recommend; here less, as the test waits for it. */
    const CACHE_SECONDS = 2;

    beforeAll(async () => {
      const bare = (name: string): string => star.endpoint(name).replace(/\/v3$/, "");
      gateway = await startGateway([
        ...["north-1", "north-2"].map((name) => ({ site: "own", url: bare(name) })),
        ...["east-1", "west-1"].map((name) => ({ site: name, url: bare(name) })),
      ]);
      // Clients go on at the address of the catalog, which is the one name that every site's gateway has.
      const { token } = await logIn(`${gateway.url}/v3`, ADMIN);
      const { body } = await ask(`${gateway.url}/v3`, "GET", "/endpoints", token);
      const [publicOne] = body.endpoints as { id: string; service_id: string }[];
      const url = `${gateway.url}/v3`;
      expect((await ask(url, "PATCH", `/endpoints/${publicOne?.id}`, token, { endpoint: { url } })).status).toBe(200);
      const internal = { service_id: publicOne?.service_id, interface: "internal", url };
      expect((await ask(url, "POST", "/endpoints", token, { endpoint: internal })).status).toBe(201);
      const authUrl = `${gateway.url}/v3`;
      client = startOpenstackSession(
        openstackEnvironment({ authUrl, username: ADMIN.name, password: ADMIN.password, project: ADMIN.project }),
      );
      const account = { identityUrl: gateway.url, username: ADMIN.name, password: ADMIN.password, project: ADMIN.project };
      service = await startMiddlewareService({ ...account, settings: { token_cache_time: CACHE_SECONDS } });
    }, 120_000);

    const call = async (token: string): Promise<number> => (await send(service.url, "GET", "/", { token })).status;

    test("a stock client writes through a replica site and sees it in its next command", async () => {
      for (const name of ["tenant-a", "tenant-b"]) {
        const made = await client.json<{ id: string }>(["project", "create", name]);
        expect(await client.json(["project", "show", name])).toMatchObject({ id: made.id, name });
      }
      await client.json(["user", "create", "--project", "tenant-a", "--password", "pw", "operator"]);
      const added = await client.run(["role", "add", "--project", "tenant-a", "--user", "operator", "admin"]);
      expect([added.code, added.stderr]).toEqual([0, ""]);
      expect((await logIn(`${gateway.url}/v3`, { name: "operator", password: "pw", project: "tenant-a" })).status).toBe(201);
    });

    test("a service of the site accepts a token, and refuses it within its cache's time once it is revoked in another site", async () => {
      const doomed = await logIn(`${gateway.url}/v3`, ADMIN);
      const caller = await logIn(star.endpoint("west-1"), ADMIN);
      expect(await call(doomed.token)).toBe(200);
      const headers = { "x-auth-token": caller.token, "x-subject-token": doomed.token };
      expect((await fetch(`${star.endpoint("west-1")}/auth/tokens`, { method: "DELETE", headers })).status).toBe(204);
      await vi.waitFor(async () => expect(await call(doomed.token)).toBe(401), { timeout: 20_000, interval: 100 });
    });

    test("when a node of the site is lost and comes back, no safe request of the site fails", async () => {
      const { token } = await logIn(`${gateway.url}/v3`, ADMIN);
      const failed: string[] = [];
      let [asked, isOver] = [0, false];
      const load = (async () => {
        while (!isOver) {
          const validated = await validate(`${gateway.url}/v3`, token, token);
          if (validated !== 200) failed.push(`validation ${validated}`);
          const { status } = await logIn(`${gateway.url}/v3`, ADMIN);
          if (status !== 201) failed.push(`login ${status}`);
          const served = await call(token);
          if (served !== 200) failed.push(`service ${served}`);
          asked += 3;
        }
      })();
      const fence = () => star.agent("north-1").ports.replication.fence();
      try {
        await rig.node("north-1").kill();
        await vi.waitFor(async () => expect(fence()).toBeDefined(), SOON);
        await new Promise((resolve) => setTimeout(resolve, 3000));
        await rig.node("north-1").start();
        await vi.waitFor(async () => expect(fence()).toBeUndefined(), SOON);
      } finally {
        isOver = true;
        await load;
      }
      expect(failed).toEqual([]);
      expect(asked).toBeGreaterThan(30);
      console.log(`${asked} requests at the gateway, none failed`);
    }, 180_000);
  });

  /** A stock Keystone beside ours, on the node's data and keys. */
  async function startStockAt(name: string): Promise<Keystone> {
    const { identity } = rig.node(name);
    if (identity.kind !== "mariadb") throw new Error("not on MariaDB");
    const home = starHome(rig.node(name).home);
    return await startKeystone({
      databaseUrl: `mysql+pymysql://${identity.user}:${identity.password}@localhost/keystone?unix_socket=${identity.socketPath}`,
      keyDirectory: home.fernetKeys,
      credentialKeyDirectory: home.credentialKeys,
      // The order of the methods is part of a token.
      settings: { auth: { methods: rig.star.wire.authMethods.join(",") } },
    });
  }

  test("a stock Keystone on a master's data and keys: what it writes is at every node, and who it disables is refused there", async () => {
    const keystone = await startStockAt("west-1");
    try {
      const stock = `${keystone.url}/v3`;
      const admin = await logIn(stock, ADMIN);
      expect(admin.status).toBe(201);
      for (const name of NAMES) expect(await validate(star.endpoint(name), admin.token, admin.token), name).toBe(200);
      const user = { name: "made-by-stock", password: "secret-of-stock", domain_id: "default" };
      const made = await ask(stock, "POST", "/users", admin.token, { user });
      expect(made.status).toBe(201);
      const { id } = made.body.user as { id: string };
      const logInAt = (endpoint: string) => logIn(endpoint, { name: user.name, password: user.password });
      for (const name of NAMES)
        await vi.waitFor(async () => expect((await logInAt(star.endpoint(name))).status, name).toBe(201), SOON);
      const { token } = await logInAt(star.endpoint("north-1"));
      expect(await validate(stock, admin.token, token)).toBe(200);
      expect((await ask(stock, "PATCH", `/users/${id}`, admin.token, { user: { enabled: false } })).status).toBe(200);
      for (const name of NAMES) {
        const refused = async () => expect(await validate(star.endpoint(name), admin.token, token), name).toBe(404);
        await vi.waitFor(refused, SOON);
        expect((await logInAt(star.endpoint(name))).status, name).toBe(401);
      }
    } finally {
      await keystone.stop();
    }
  }, 180_000);

  test("a stock Keystone on a replica's data and keys: each takes the other's tokens, before and after a rotation", async () => {
    const keystone = await startStockAt("north-1");
    try {
      const stock = `${keystone.url}/v3`;
      const understandEachOther = async (): Promise<void> => {
        const [ours, theirs] = [await logIn(star.endpoint("west-1"), ADMIN), await logIn(stock, ADMIN)];
        expect([ours.status, theirs.status]).toEqual([201, 201]);
        expect(await validate(stock, ours.token, ours.token)).toBe(200);
        for (const name of NAMES) expect(await validate(star.endpoint(name), theirs.token, theirs.token), name).toBe(200);
      };
      const signsWith = () => signingKeyOf(star.agent("north-1").ceremony.view(), "token", "north-1")?.keyId;
      await understandEachOther();
      const before = signsWith();
      await rotateKeys(star.agent("east-1"), "token", false);
      await vi.waitFor(() => expect(signsWith()).not.toBe(before), SOON);
      await understandEachOther();
    } finally {
      await keystone.stop();
    }
  }, 180_000);

  test("when a master's MariaDB is killed, replicas go on, and a write at one of them reaches the other master", async () => {
    const { token } = await logIn(star.endpoint("north-1"), ADMIN);
    await rig.node("east-1").kill();
    const startedMs = performance.now();
    expect((await logIn(star.endpoint("north-1"), ADMIN)).status).toBe(201);
    await vi.waitFor(async () => {
      const made = await ask(star.endpoint("north-2"), "POST", "/projects", token, { project: { name: "after-the-loss" } });
      expect([201, 409]).toContain(made.status);
    }, SOON);
    console.log(`the first write was taken ${((performance.now() - startedMs) / 1000).toFixed(1)} s after the loss`);
    const found = await ask(star.endpoint("west-1"), "GET", "/projects?name=after-the-loss", token);
    expect(found.body.projects).toHaveLength(1);
  }, 180_000);
});
