import { expect, test } from "vitest";
import { unprovision } from "../../../packages/network/provision/index.ts";
import { isShadowHost } from "../../../packages/network/shadows/index.ts";
import type { Host, Machine } from "../../../rig/neutron/index.ts";
import { openSiteBus } from "../neutron/remote-ports.ts";
import type { Stage } from "./stage.ts";

/** Flows made by hand, so that the check is seen to find them. */
export function testTheCheck(stage: () => Stage): void {
  test("the check of the tables can fail: it names a flow that is missing, and one that is too many", async () => {
    const { machines, hostOf, north, south, wrong } = stage();
    await stage().everybodyIsReached();
    const { macAddress } = machines.north.port;
    const host = hostOf(south);
    const vtep = hostOf(north).tunnelAddress;
    await flows(host, "del-flows", "br-tun", `table=20,dl_dst=${macAddress}`);
    expect(await wrong()).toEqual([`tables of ${host.name}: missing: unicast 9000001 ${macAddress} to ${vtep}`]);
    const actions = "actions=strip_vlan,load:9000001->NXM_NX_TUN_ID[],output:2";
    await flows(host, "add-flow", "br-tun", `table=20,priority=2,dl_vlan=1,dl_dst=${macAddress},${actions}`);
    expect(await wrong()).toEqual([]);

    const stray = "table=20,priority=2,dl_vlan=1,dl_dst=fa:16:00:00:00:01";
    await flows(host, "add-flow", "br-tun", `${stray},${actions}`);
    expect(await wrong()).toEqual([`tables of ${host.name}: too many: unicast 9000001 fa:16:00:00:00:01 to ${vtep}`]);
    await flows(host, "--strict", "del-flows", "br-tun", stray);
    await flows(host, "add-flow", "br-tun", "table=20,priority=7,actions=drop");
    expect(await wrong()).toEqual([`tables of ${host.name}: too many: unknown flow: table=20, priority=7 actions=drop`]);
    await flows(host, "--strict", "del-flows", "br-tun", "table=20,priority=7");
    await stage().allIsRight();
  });

  test("the check of ports and queues can fail: it names a port that was not followed, and the queue of somebody who is no connector", async () => {
    const { south, machines, allIsRight, wrong } = stage();
    await south.connector.kill();
    await south.client.ports.update(machines.south.port.id, { name: "renamed" });
    const bus = openSiteBus(south.site);
    bus.listen(
      "q-agent-notifier-l2population-update_fanout",
      () => {},
      () => {},
    );
    await expect.poll(wrong, { timeout: 30_000 }).toContain("queues of south: 1 of connectors, not 0");
    expect(await wrong()).toContainEqual(expect.stringMatching(/^remote ports of north: missing: .*"renamed"/));
    await bus.close();
    south.connector.start();
    await allIsRight();
  });
}

async function flows(host: Host, ...args: readonly string[]): Promise<void> {
  const environment = `OVS_RUNDIR=${host.switchDirectory}`;
  expect(await host.run("/usr/bin/env", [environment, "ovs-ofctl", ...args])).toMatchObject({ code: 0 });
}

/** The last one: nothing of the network is there afterwards. */
export function testDeletedNetwork(stage: () => Stage): void {
  test("the network is deleted in a site while the other one is cut off, which comes back later: nothing of it is left", async () => {
    const { sites, north, south, machines, remotePorts, allIsRight } = stage();
    await sites.rig.network.cut("north", "south");
    await Promise.all([north.connector.kill(), south.connector.kill()]);
    const here = { ...south.network, id: south.network.networkId };
    south.connector.follow([{ ...here, isLeaving: true }]);
    south.connector.start();
    await expect.poll(() => remotePorts(south), { timeout: 60_000 }).toEqual([]);
    await south.destroy(machines.south);
    const wanted = { network: sites.document, site: "south" };
    await expect.poll(() => unprovision(south.client, wanted), { timeout: 60_000 }).toEqual({ actions: [], conflicts: [] });
    expect(await south.client.networks.list({ name: here.name })).toEqual([]);
    await south.connector.kill();
    south.connector.follow([]);
    await sites.rig.network.heal("north", "south");
    // South speaks of the network no more, which is no news of its ports; that north's document does not name it any more is.
    north.connector.follow([{ ...north.network, id: north.network.networkId, sites: ["north"] }]);
    north.connector.start();
    south.connector.start();
    await allIsRight();
    expect(await remotePorts(north)).toEqual([]);
    expect((await south.client.agents.list()).filter(({ host }) => isShadowHost(host))).toEqual([]);
  });
}

type Removal = readonly [string, (stage: Stage, going: Machine) => Promise<void>];

const REMOVALS: readonly Removal[] = [
  ["its own port", ({ north }, going) => north.destroy(going)],
  [
    "its remote port, then its own",
    async ({ north, south, deleteRemotePorts }, going) => {
      await deleteRemotePorts(south, going.port.macAddress);
      await north.destroy(going);
    },
  ],
  [
    "the agent, then its own port",
    async ({ north, south, deleteAgents }, going) => {
      await deleteAgents(south);
      await north.destroy(going);
    },
  ],
  [
    "the agent, then all remote ports, then its own port",
    async ({ north, south, deleteAgents, deleteRemotePorts }, going) => {
      await deleteAgents(south);
      await deleteRemotePorts(south);
      await north.destroy(going);
    },
  ],
  [
    "its own port, then the agent, then all remote ports",
    async ({ north, south, deleteAgents, deleteRemotePorts }, going) => {
      await north.destroy(going);
      await deleteAgents(south);
      await deleteRemotePorts(south);
    },
  ],
];

/** In every order, at a host of its own, so that an endpoint goes with it. */
export function testDeletions(stage: () => Stage): void {
  test.each(REMOVALS)("deleted: %s", async (_, remove) => {
    const { north, allIsRight, everybodyIsReached } = stage();
    const going = await north.boot(1);
    await allIsRight();
    await remove(stage(), going);
    await allIsRight();
    await everybodyIsReached();
  });

  test("a port that moves to another host, and back", async () => {
    const { north, machines, hostOf, migrate, allIsRight, everybodyIsReached } = stage();
    for (const host of [1, 0]) {
      machines.north = await migrate(north, machines.north, hostOf(north, host));
      await allIsRight();
      await everybodyIsReached();
    }
  });
}
