import { afterAll, beforeAll, expect, test } from "vitest";
import { call } from "../../packages/openstack/session/index.ts";
import { ringTwo } from "../../rig/debian/packages.ts";
import {
  createBackupNetwork,
  createMachineIn,
  type Host,
  type Machine,
  type NeutronSite,
  type NeutronSites,
  post,
  type SubnetOfNetwork,
  startSites,
} from "../../rig/neutron/index.ts";
import { run } from "../../rig/process/run.ts";
import { describeReal } from "../support/describe-real.ts";
import { createRemotePort, openSiteBus, reportShadowAgent } from "./neutron/remote-ports.ts";
import { allowEcho, createRoutedNetwork } from "./neutron/routed-network.ts";
import { fetchMegabyte, hearBroadcast } from "./neutron/traffic.ts";
import { password, project, send, sendOk, tokenFor } from "./wire/request.ts";

describeReal("sites with a real Neutron each, behind keystonemiddleware at our identity service", ringTwo, () => {
  let rig: NeutronSites<"north" | "south">;
  let site: NeutronSite;
  let admin: string;
  let inNorth: SubnetOfNetwork;
  let northMachine: Machine;
  let inSouth: SubnetOfNetwork;
  let southMachine: Machine;

  beforeAll(async () => {
    rig = await startSites(
      { north: { hosts: ["gateway", "open-vswitch"] }, south: { hosts: ["open-vswitch", "linux-bridge"] } },
      console.log,
    );
    site = rig.sites.north;
    const { url, adminPassword } = site.controller.identity;
    admin = await tokenFor(url, password("admin", adminPassword, project("admin")));
  });
  afterAll(async () => {
    await rig?.stop();
  });

  test("no token and a bad one are 401; a member sees the networks of its project only, and may not choose a segment", async () => {
    const identity = site.controller.identity.url;
    const neutron = site.controller.url;
    const create = async (path: string, body: object): Promise<string> =>
      (Object.values((await sendOk(identity, "POST", path, { token: admin, body })).body)[0] as { id: string }).id;
    const lab = await create("/v3/projects", { project: { name: "lab" } });
    const fay = await create("/v3/users", { user: { name: "fay", password: "pw" } });
    const [role] = (await sendOk(identity, "GET", "/v3/roles?name=member", { token: admin })).body.roles;
    await sendOk(identity, "PUT", `/v3/projects/${lab}/users/${fay}/roles/${role.id}`, { token: admin });
    const token = await tokenFor(identity, password("fay", "pw", project("lab")));
    const networks = (as: string) => send(neutron, "GET", "/v2.0/networks", { token: as });

    expect((await send(neutron, "GET", "/v2.0/networks")).status).toBe(401);
    expect((await networks("gAAAAABgarbage")).status).toBe(401);
    const body = { network: { name: "chosen", "provider:network_type": "vxlan", "provider:segmentation_id": 5000 } };
    expect((await send(neutron, "POST", "/v2.0/networks", { token, body })).status).toBe(403);
    const made = await sendOk(neutron, "POST", "/v2.0/networks", { token: admin, body });
    expect(made.body.network).toMatchObject({ "provider:segmentation_id": 5000, mtu: 1450 });
    await sendOk(neutron, "POST", "/v2.0/networks", { token, body: { network: { name: "own" } } });
    const seen = (await networks(token)).body.networks;
    expect(seen.map((one: { name: string; project_id: string }) => [one.name, one.project_id])).toEqual([["own", lab]]);
  });

  test("the catalog names it", async () => {
    const { body } = await sendOk(site.controller.identity.url, "GET", "/v3/auth/catalog", { token: admin });
    const neutron = body.catalog.find(({ type }: { type: string }) => type === "network");
    const { url } = site.controller;
    expect(neutron.endpoints.map((endpoint: { url: string }) => endpoint.url)).toEqual([url, url, url]);
  });

  test("a token that Neutron has not seen is validated through the gateway: refused while the gateway is dead, good when it is back", async () => {
    const { identity, gateway, url: neutron } = site.controller;
    const fresh = await tokenFor(identity.nodeUrl, password("admin", identity.adminPassword, project("admin")));
    const networks = (as: string) => send(neutron, "GET", "/v2.0/networks", { token: as });
    expect((await networks(admin)).status).toBe(200);
    await gateway.kill();
    try {
      expect((await networks(fresh)).status).toBe(503);
      // Not for want of an identity service.
      expect((await send(identity.nodeUrl, "GET", "/v3")).status).toBe(200);
    } finally {
      await gateway.restart();
    }
    const readsBefore = (await gateway.status()).requests.read;
    expect((await networks(fresh)).status).toBe(200);
    expect((await gateway.status()).requests.read).toBeGreaterThan(readsBefore);
  });

  test("machines of one network reach each other, on one host and across two", async () => {
    inNorth = await createBackupNetwork(site, { segment: 5001, pool: ["10.77.0.10", "10.77.0.99"] });
    const [here, there] = [hostOf(site, 0), hostOf(site, 1)];
    northMachine = await createMachineIn(site, here, inNorth);
    const neighbour = await createMachineIn(site, here, inNorth);
    const remote = await createMachineIn(site, there, inNorth);
    expect(await northMachine.reaches(neighbour.port.ipAddress)).toBe(true);
    expect(await northMachine.reaches(remote.port.ipAddress)).toBe(true);
    expect(await remote.reaches(neighbour.port.ipAddress)).toBe(true);
    expect(await northMachine.reaches("10.77.0.200", 2000)).toBe(false);
  });

  test("a floating IP is answered from outside of the site, and what goes out comes from it", async () => {
    const { externalId, ...tenant } = await createRoutedNetwork(site);
    await allowEcho(site);
    const machine = await createMachineIn(site, hostOf(site, 1), tenant);
    const floating = await post<{ floating_ip_address: string }>(site, "floatingip", {
      floating_network_id: externalId,
      port_id: machine.port.id,
    });
    const outside = await hostOf(site, 0).plugOutside({ ipAddress: "203.0.113.1", prefix: 24 });
    expect(await outside.reaches(floating.floating_ip_address, 40_000)).toBe(true);
    expect(await machine.reaches("203.0.113.1")).toBe(true);
  });

  test("a port made for the other site's machine joins the two networks, and nothing of it is left when it is deleted", async () => {
    const { north, south } = rig.sites;
    const [northHost, southHost, bridgeHost] = [hostOf(north, 0), hostOf(south, 0), hostOf(south, 1)];
    inSouth = await createBackupNetwork(south, { segment: 5001, pool: ["10.77.0.100", "10.77.0.199"] });
    southMachine = await createMachineIn(south, southHost, inSouth);
    expect(await northMachine.reaches(southMachine.port.ipAddress, 2000)).toBe(false);
    expect(await flowsTo(northHost, southMachine)).toEqual([]);
    const northBus = openSiteBus(north);
    const southBus = openSiteBus(south);
    try {
      expect(await reportShadowAgent(northBus, southHost.tunnelAddress)).toBe("new");
      expect(await reportShadowAgent(southBus, northHost.tunnelAddress)).toBe("new");
      const startedMs = performance.now();
      const remote = { machine: southMachine, tunnelAddress: southHost.tunnelAddress };
      const port = await createRemotePort(north, northBus, inNorth, remote);
      await createRemotePort(south, southBus, inSouth, { machine: northMachine, tunnelAddress: northHost.tunnelAddress });
      expect(await northMachine.reaches(southMachine.port.ipAddress)).toBe(true);
      console.log(
        `The other site's machine answers ${((performance.now() - startedMs) / 1000).toFixed(1)} s after its port was asked for.`,
      );
      expect(await southMachine.reaches(northMachine.port.ipAddress)).toBe(true);
      expect(await fetchMegabyte(northMachine, southMachine)).toBe(1_048_576);
      expect(await hearBroadcast(northMachine, southMachine)).toBe(`news from ${northMachine.port.ipAddress}`);
      expect(await hearBroadcast(southMachine, northMachine)).toBe(`news from ${southMachine.port.ipAddress}`);

      // A machine on a host with Linux bridges, whose end of tunnels is another one.
      const onBridge = await createMachineIn(south, bridgeHost, inSouth);
      await reportShadowAgent(northBus, bridgeHost.tunnelAddress);
      await createRemotePort(north, northBus, inNorth, { machine: onBridge, tunnelAddress: bridgeHost.tunnelAddress });
      expect(await onBridge.reaches(southMachine.port.ipAddress)).toBe(true);
      expect(await northMachine.reaches(onBridge.port.ipAddress)).toBe(true);
      expect(await fetchMegabyte(onBridge, northMachine)).toBe(1_048_576);

      await rig.network.cut("north", "south");
      expect(await northMachine.reaches(southMachine.port.ipAddress, 2000)).toBe(false);
      await rig.network.heal("north", "south");
      expect(await northMachine.reaches(southMachine.port.ipAddress)).toBe(true);

      // Where its frames go, and the answer to who asks for its address.
      expect(await flowsTo(northHost, southMachine)).toHaveLength(2);
      await call(north.access, { method: "DELETE", path: `/ports/${port.id}` });
      await expect.poll(() => flowsTo(northHost, southMachine), { timeout: 20_000 }).toEqual([]);
      expect(await northMachine.reaches(southMachine.port.ipAddress, 2000)).toBe(false);
    } finally {
      await Promise.all([northBus.close(), southBus.close()]);
    }
  });

  test("a whole site can be killed, the other one goes on, and started again it is as before", async () => {
    const { north, south } = rig.sites;
    await south.kill();
    await expect.poll(() => fetch(south.controller.url).then(String, () => "nobody"), { timeout: 10_000 }).toBe("nobody");
    for (const host of south.hosts) expect((await run("/usr/sbin/ip", ["netns", "pids", host.namespace])).stdout).toBe("");
    const neighbour = await createMachineIn(north, hostOf(north, 1), inNorth);
    expect(await northMachine.reaches(neighbour.port.ipAddress)).toBe(true);

    await south.startAgain();
    const next = await createMachineIn(south, hostOf(south, 1), inSouth);
    expect(await next.reaches(southMachine.port.ipAddress)).toBe(true);
  });
});

function hostOf(site: NeutronSite, index: number): Host {
  const host = site.hosts[index];
  if (host === undefined) throw new Error(`Site ${site.name} has no host ${index + 1}.`);
  return host;
}

/** What a host's switch was told to do with a machine's frames. What it learned by itself ends after 300 s. */
async function flowsTo(host: Host, { port }: Machine): Promise<readonly string[]> {
  const flows = await host.forwarding();
  const told = flows.filter((flow) => !flow.includes("hard_timeout"));
  return told.filter((flow) => flow.includes(port.macAddress));
}
