import { describe, expect, test } from "vitest";
import { startTestRegion } from "../testing/index.ts";

async function withServer() {
  const region = startTestRegion();
  const image = (await region.request("GET", "/image/v2/images?name=cirros")).body.images[0].id as string;
  const wanted = { name: "web", imageRef: image, flavorRef: "2", networks: "none" };
  const create = (changes: object = {}, token = "red") =>
    region.request("POST", "/v2.1/servers", { token, body: { server: { ...wanted, ...changes } } });
  return { ...region, create, image };
}

describe("version documents", () => {
  test.each(["/", "/v2.1", "/v2.1/", "/image"])("%s is open to everybody, and names this host", async (path) => {
    const answer = await startTestRegion().request("GET", path, { token: null });
    expect([200, 300]).toContain(answer.status);
    expect(JSON.stringify(answer.body)).toContain("http://nova.test:8774/");
  });
});

describe("who may", () => {
  test.each([null, "bad"])("401 with the way to log in for the token %s", async (token) => {
    const answer = await startTestRegion().request("GET", "/v2.1/servers", { token });
    expect(answer.status).toBe(401);
    expect(answer.headers["www-authenticate"]).toBe('Keystone uri="http://identity.test:5000/v3"');
  });

  test("403 for a token without a project", async () => {
    expect((await startTestRegion().request("GET", "/v2.1/servers", { token: "unscoped" })).status).toBe(403);
  });

  test("a project neither sees, reads nor deletes another's servers", async () => {
    const { create, request } = await withServer();
    const { id } = (await create()).body.server;
    expect((await request("GET", "/v2.1/servers", { token: "blue" })).body.servers).toEqual([]);
    expect((await request("GET", `/v2.1/servers/${id}`, { token: "blue" })).status).toBe(404);
    expect((await request("DELETE", `/v2.1/servers/${id}`, { token: "blue" })).status).toBe(404);
    expect((await request("GET", `/v2.1/servers/${id}`)).status).toBe(200);
  });
});

describe("servers", () => {
  test("a server builds, becomes active, and is gone once deleted", async () => {
    const { create, request, clock } = await withServer();
    const made = await create();
    expect(made.status).toBe(202);
    const { id } = made.body.server;
    expect(made.headers.location).toBe(`http://nova.test:8774/v2.1/servers/${id}`);
    expect((await request("GET", `/v2.1/servers/${id}`)).body.server).toMatchObject({ name: "web", status: "BUILD" });
    await clock.advance(2000);
    const [listed] = (await request("GET", "/v2.1/servers/detail")).body.servers;
    expect(listed).toMatchObject({ id, status: "ACTIVE", tenant_id: "red", user_id: "user-red", addresses: {} });
    expect((await request("DELETE", `/v2.1/servers/${id}`)).status).toBe(204);
    expect((await request("GET", `/v2.1/servers/${id}`)).body.itemNotFound.message).toBe(`Instance ${id} could not be found.`);
  });

  test("newest first, and found by a part of the name", async () => {
    const { create, request } = await withServer();
    await create({ name: "web-1" });
    await create({ name: "db-1" });
    const names = async (query: string): Promise<string[]> =>
      (await request("GET", `/v2.1/servers${query}`)).body.servers.map(({ name }: { name: string }) => name);
    expect(await names("")).toEqual(["db-1", "web-1"]);
    expect(await names("?name=web")).toEqual(["web-1"]);
  });

  test.each([
    [{ flavorRef: "99" }, "Invalid flavorRef provided."],
    [{ imageRef: "none" }, "Invalid imageRef provided."],
    [{ name: "" }, "name"],
    [{ networks: [{ uuid: "n" }] }, "--nic none"],
  ])("400 that says what is wrong with %j", async (changes, text) => {
    const { create } = await withServer();
    const answer = await create(changes);
    expect(answer.status).toBe(400);
    expect(answer.body.badRequest.message).toContain(text);
  });
});

describe("microversions", () => {
  const ask = (version: string, header = "x-openstack-nova-api-version") =>
    startTestRegion().request("GET", "/v2.1/servers", { headers: { [header]: version } });

  test("the one that is taken is named in the answer", async () => {
    expect((await startTestRegion().request("GET", "/v2.1/servers")).headers["openstack-api-version"]).toBe("compute 2.1");
    expect((await ask("2.37")).headers["x-openstack-nova-api-version"]).toBe("2.37");
    expect((await ask("compute 2.37", "openstack-api-version")).headers["openstack-api-version"]).toBe("compute 2.37");
    expect((await ask("volume 3.1", "openstack-api-version")).headers["openstack-api-version"]).toBe("compute 2.1");
    expect((await ask("latest")).headers["openstack-api-version"]).toBe("compute 2.47");
  });

  test("406 for one that is not there, 400 for what is none", async () => {
    expect((await ask("2.99")).status).toBe(406);
    expect((await ask("3.1")).status).toBe(406);
    expect((await ask("two")).status).toBe(400);
  });

  test("from 2.47 on, a server shows its flavor's values instead of a link", async () => {
    const { create, request } = await withServer();
    const { id } = (await create()).body.server;
    const flavorAt = async (version: string) =>
      (await request("GET", `/v2.1/servers/${id}`, { headers: { "x-openstack-nova-api-version": version } })).body.server.flavor;
    expect(await flavorAt("2.46")).toMatchObject({ id: "2" });
    expect(await flavorAt("2.47")).toMatchObject({ original_name: "m1.small", ram: 2048, vcpus: 1 });
  });
});

describe("flavors and images", () => {
  test("flavors are listed and read", async () => {
    const { request } = startTestRegion();
    expect((await request("GET", "/v2.1/flavors")).body.flavors).toHaveLength(4);
    expect((await request("GET", "/v2.1/flavors/detail")).body.flavors[1]).toMatchObject({ name: "m1.small", disk: 20 });
    expect((await request("GET", "/v2.1/flavors/2")).body.flavor).toMatchObject({ name: "m1.small" });
    expect((await request("GET", "/v2.1/flavors/m1.small")).status).toBe(404);
  });

  test("an image has the same ID at every start, and is found by it", async () => {
    const { image, request } = await withServer();
    expect((await withServer()).image).toBe(image);
    expect((await request("GET", `/image/v2/images/${image}`)).body).toMatchObject({ name: "cirros", status: "active" });
    expect((await request("GET", "/image/v2/images/cirros")).status).toBe(404);
  });
});
