import { afterAll, beforeAll, expect, test } from "vitest";
import { ringTwo } from "../../rig/debian/packages.ts";
import { createNetwork, type Network } from "../../rig/network/index.ts";
import { type Controller, startController } from "../../rig/neutron/index.ts";
import { describeReal } from "../support/describe-real.ts";
import { password, project, send, sendOk, tokenFor } from "./wire/request.ts";

describeReal("a real Neutron behind keystonemiddleware, at our identity service", ringTwo, () => {
  let network: Network;
  let controller: Controller;
  let admin: string;

  beforeAll(async () => {
    network = await createNetwork(["north"]);
    controller = await startController({
      site: "north",
      address: network.outsideAddress,
      baseMac: "fa:16:01:00:00:00",
      say: console.log,
    });
    const { url, adminPassword } = controller.identity;
    admin = await tokenFor(url, password("admin", adminPassword, project("admin")));
  });
  afterAll(async () => {
    await controller?.stop();
    await network?.remove();
  });

  test("no token and a bad one are 401; a member sees the networks of its project only, and may not choose a segment", async () => {
    const identity = controller.identity.url;
    const create = async (path: string, body: object): Promise<string> =>
      (Object.values((await sendOk(identity, "POST", path, { token: admin, body })).body)[0] as { id: string }).id;
    const lab = await create("/v3/projects", { project: { name: "lab" } });
    const fay = await create("/v3/users", { user: { name: "fay", password: "pw" } });
    const [role] = (await sendOk(identity, "GET", "/v3/roles?name=member", { token: admin })).body.roles;
    await sendOk(identity, "PUT", `/v3/projects/${lab}/users/${fay}/roles/${role.id}`, { token: admin });
    const token = await tokenFor(identity, password("fay", "pw", project("lab")));
    const networks = (as: string) => send(controller.url, "GET", "/v2.0/networks", { token: as });

    expect((await send(controller.url, "GET", "/v2.0/networks")).status).toBe(401);
    expect((await networks("gAAAAABgarbage")).status).toBe(401);
    const body = { network: { name: "backup", "provider:network_type": "vxlan", "provider:segmentation_id": 5000 } };
    expect((await send(controller.url, "POST", "/v2.0/networks", { token, body })).status).toBe(403);
    const made = await sendOk(controller.url, "POST", "/v2.0/networks", { token: admin, body });
    expect(made.body.network).toMatchObject({ "provider:segmentation_id": 5000, mtu: 1450 });
    await sendOk(controller.url, "POST", "/v2.0/networks", { token, body: { network: { name: "own" } } });
    const seen = (await networks(token)).body.networks;
    expect(seen.map((one: { name: string; project_id: string }) => [one.name, one.project_id])).toEqual([["own", lab]]);
  });

  test("the catalog names it", async () => {
    const { body } = await sendOk(controller.identity.url, "GET", "/v3/auth/catalog", { token: admin });
    const neutron = body.catalog.find(({ type }: { type: string }) => type === "network");
    expect(neutron.endpoints.map(({ url }: { url: string }) => url)).toEqual([controller.url, controller.url, controller.url]);
  });
});
