import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../packages/kernel/clock/index.ts";
import { createSimulatedPeers } from "../../packages/kernel/peers/index.ts";
import { systemRandom } from "../../packages/kernel/random/index.ts";
import { parseNetwork } from "../../packages/network/document/index.ts";
import { unprovision } from "../../packages/network/provision/index.ts";
import { isShadowHost, SHADOW_OWNER } from "../../packages/network/shadows/index.ts";
import type { NetworkClient, Port } from "../../packages/openstack/network/index.ts";
import type { RpcBus } from "../../packages/openstack/rpc/index.ts";
import { ringTwo } from "../../rig/debian/packages.ts";
import { createMachineIn, type Host, type Machine, type NeutronSites, startSites } from "../../rig/neutron/index.ts";
import { describeReal } from "../support/describe-real.ts";
import { type RunningConnector, type StretchedHere, startConnector } from "./neutron/connectors.ts";
import { openSiteBus } from "./neutron/remote-ports.ts";
import { makeStretched } from "./neutron/stretched.ts";
import { fetchMegabyte, hearBroadcast } from "./neutron/traffic.ts";
import { connectTo, neutronOf } from "./neutron-client/site.ts";

const NAMES = ["north", "south"] as const;
type Name = (typeof NAMES)[number];
const VNI = 9_000_001;
const DOCUMENT = parseNetwork(
  `apiVersion: multisite/v1
kind: StretchedNetwork
metadata: { name: backup }
spec:
  generation: 1
  project: admin
  cidr: 10.77.0.0/24
  vips: [{ name: state, address: 10.77.0.240 }]
  sites:
    - { name: north, pool: { first: 10.77.0.10, last: 10.77.0.99 } }
    - { name: south, pool: { first: 10.77.0.100, last: 10.77.0.199 } }
`,
  "backup.yaml",
);

interface Place {
  readonly client: NetworkClient;
  readonly bus: RpcBus;
  readonly network: StretchedHere;
  readonly machine: Machine;
  readonly connector: RunningConnector;
}

describeReal("connectors of two real Neutrons", ringTwo, () => {
  let rig: NeutronSites<Name>;
  let places: Readonly<Record<Name, Place>>;
  const peers = createSimulatedPeers({ clock: systemClock, random: systemRandom });

  beforeAll(async () => {
    rig = await startSites(
      { north: { hosts: ["open-vswitch", "open-vswitch"] }, south: { hosts: ["open-vswitch", "linux-bridge"] } },
      console.log,
    );
    const made: Partial<Record<Name, Place>> = {};
    for (const name of NAMES) {
      const site = rig.sites[name];
      const client = neutronOf(connectTo(site.controller));
      const network = await makeStretched(site, client, { document: DOCUMENT, vni: VNI });
      const machine = await createMachineIn(site, hostOf(name, 0), network);
      const bus = openSiteBus(site);
      const others = NAMES.filter((other) => other !== name);
      const connector = startConnector({ site: name, others, client, bus, peers, networks: [network] });
      made[name] = { client, bus, network, machine, connector };
    }
    places = made as Record<Name, Place>;
  });
  afterAll(async () => {
    for (const place of Object.values(places ?? {})) {
      place.connector.stop();
      await place.bus.close();
    }
    await rig?.stop();
  });

  const hostOf = (name: Name, index: number): Host => rig.sites[name].hosts[index] as Host;
  const remotePorts = async (name: Name): Promise<readonly Port[]> =>
    await places[name].client.ports.list({ network_id: places[name].network.networkId, device_owner: SHADOW_OWNER });
  const told = async (host: Host, machine: Machine): Promise<readonly string[]> =>
    (await host.forwarding()).filter((flow) => !flow.includes("hard_timeout") && flow.includes(machine.port.macAddress));
  /** What all hosts were told, when a machine is not reached although its remote port is ACTIVE. */
  const tablesOf = async ({ port }: Machine): Promise<string> => {
    const hosts = NAMES.flatMap((name) => rig.sites[name].hosts);
    const tables = await Promise.all(hosts.map(async (host) => `${host.name}:\n${(await host.forwarding()).join("\n")}`));
    return [`${port.macAddress} at ${port.ipAddress} is not reached.`, troubles(), ...tables].join("\n");
  };
  const troubles = () => NAMES.flatMap((name) => places[name].connector.troubles).join("\n");

  test("machines of both sites reach each other, by themselves: echo, TCP and broadcast", async () => {
    const { north, south } = places;
    expect(await north.machine.reaches(south.machine.port.ipAddress, 60_000), troubles()).toBe(true);
    expect(await south.machine.reaches(north.machine.port.ipAddress, 60_000), troubles()).toBe(true);
    expect(await fetchMegabyte(north.machine, south.machine)).toBe(1_048_576);
    expect(await hearBroadcast(south.machine, north.machine)).toBe(`news from ${south.machine.port.ipAddress}`);
    for (const name of NAMES) expect(await remotePorts(name)).toMatchObject([{ status: "ACTIVE", "binding:vif_type": "ovs" }]);
  });

  test("a port that comes is mirrored, with its flow in the other site; one that goes leaves nothing", async () => {
    const site = rig.sites.north;
    const startedMs = performance.now();
    const late = await createMachineIn(site, hostOf("north", 1), places.north.network);
    const activeMs = performance.now();
    await expect.poll(() => told(hostOf("south", 0), late), { timeout: 60_000, interval: 100 }).not.toEqual([]);
    const flowMs = performance.now();
    console.log(`ACTIVE after ${seconds(activeMs - startedMs)}, its flow in the other site ${seconds(flowMs - activeMs)} later.`);
    expect(await places.south.machine.reaches(late.port.ipAddress)).toBe(true);

    await late.unplug();
    await places.north.client.ports.delete(late.port.id);
    await expect.poll(() => told(hostOf("south", 0), late), { timeout: 60_000 }).toEqual([]);
    await expect.poll(async () => (await remotePorts("south")).length, { timeout: 60_000 }).toBe(1);
    // The endpoint of a host without machines has no agent any more.
    const agents = async () => (await places.south.client.agents.list()).filter(({ host }) => isShadowHost(host)).length;
    await expect.poll(agents, { timeout: 60_000 }).toBe(1);
  });

  test("a host with Linux bridges is joined too, in both directions", async () => {
    const { north, south } = places;
    const machine = await createMachineIn(rig.sites.south, hostOf("south", 1), south.network);
    expect(await north.machine.reaches(machine.port.ipAddress, 60_000), troubles()).toBe(true);
    expect(await machine.reaches(north.machine.port.ipAddress, 60_000), troubles()).toBe(true);
    await machine.unplug();
    await south.client.ports.delete(machine.port.id);
    await expect.poll(async () => (await remotePorts("north")).length, { timeout: 60_000 }).toBe(1);
  });

  test("a port that moves to another host keeps its remote port, which leads there", async () => {
    const { north, south } = places;
    const [to, from] = [hostOf("north", 1), hostOf("north", 0)];
    const moving = await createMachineIn(rig.sites.north, from, north.network);
    // That it answers is not enough: while nobody knows where it is, frames for it go to all hosts.
    const itsRemotePort = async () =>
      (await remotePorts("south"))
        .filter(({ mac_address, status }) => mac_address === moving.port.macAddress && status === "ACTIVE")
        .map(({ id, ...port }) => [id, port["binding:host_id"]]);
    const at = ({ tunnelAddress }: Host) => [[expect.any(String), expect.stringContaining(tunnelAddress)]];
    await expect.poll(itsRemotePort, { timeout: 60_000 }).toEqual(at(from));
    const [before] = await itsRemotePort();
    await moving.unplug();
    await north.client.ports.update(moving.port.id, { "binding:host_id": to.name });
    const moved = await to.plug(moving.port);
    await expect.poll(itsRemotePort, { timeout: 60_000 }).toEqual(at(to));
    expect((await itsRemotePort())[0]?.[0]).toBe(before?.[0]);
    // Its own site's agent may be slower than the news of it: before that nobody reaches it.
    await expect.poll(async () => (await north.client.ports.get(moving.port.id)).status, { timeout: 60_000 }).toBe("ACTIVE");
    const doesReach = await south.machine.reaches(moving.port.ipAddress);
    expect(doesReach, doesReach ? "" : await tablesOf(moving)).toBe(true);
    await moved.unplug();
    await north.client.ports.delete(moving.port.id);
    await expect.poll(async () => (await remotePorts("south")).length, { timeout: 60_000 }).toBe(1);
  });

  test("a remote port that somebody deletes is made again at once", async () => {
    const [port] = await remotePorts("south");
    const startedMs = performance.now();
    await places.south.client.ports.delete(port?.id ?? "");
    await expect
      .poll(async () => (await remotePorts("south")).map(({ status }) => status), { timeout: 30_000 })
      .toEqual(["ACTIVE"]);
    await expect.poll(() => told(hostOf("south", 0), places.north.machine), { timeout: 30_000 }).not.toEqual([]);
    console.log(`Made again and in the tables after ${seconds(performance.now() - startedMs)}.`);
    expect(await places.south.machine.reaches(places.north.machine.port.ipAddress)).toBe(true);
  });

  test("address pairs come across, and the loss of a connector changes nothing; it catches up", async () => {
    const { north, south } = places;
    north.connector.stop();
    const pairs = [{ ip_address: "10.77.0.250" }];
    await north.client.ports.update(north.machine.port.id, { allowed_address_pairs: pairs });
    expect(await south.machine.reaches(north.machine.port.ipAddress)).toBe(true);
    north.connector.start();
    const pairsInSouth = async () => (await remotePorts("south")).flatMap((port) => port.allowed_address_pairs ?? []);
    await expect.poll(pairsInSouth, { timeout: 60_000 }).toMatchObject(pairs);
    expect(await south.machine.reaches(north.machine.port.ipAddress)).toBe(true);
  });

  test("hosts answer to ARP no more for an address that a port left while its agent was deleted", async () => {
    const { south, north } = places;
    const { id, ipAddress, macAddress } = north.machine.port;
    const fixed_ips = [{ subnet_id: (await north.client.ports.get(id)).fixed_ips[0]?.subnet_id ?? "", ip_address: "10.77.0.98" }];
    const answers = async () =>
      (await hostOf("south", 0).forwarding()).flatMap(
        (flow) => /arp_tpa=([0-9.]+) .*mod_dl_src:(\S+?),/.exec(flow)?.slice(1) ?? [],
      );
    expect(await answers()).toEqual([ipAddress, macAddress]);
    south.connector.stop();
    for (const agent of await south.client.agents.list())
      if (isShadowHost(agent.host)) await south.client.agents.delete(agent.id);
    const [remote] = await remotePorts("south");
    const southernIps = [{ subnet_id: remote?.fixed_ips[0]?.subnet_id ?? "", ip_address: "10.77.0.98" }];
    await south.client.ports.update(remote?.id ?? "", { fixed_ips: southernIps });
    await north.client.ports.update(id, { fixed_ips });
    south.connector.start();
    await expect.poll(answers, { timeout: 60_000 }).toEqual(["10.77.0.98", macAddress]);
    expect((await told(hostOf("south", 0), north.machine)).length).toBeGreaterThan(0);
  });

  test("flows that a deleted agent has left are taken out of the hosts", async () => {
    const { south, north } = places;
    south.connector.stop();
    for (const { id, host } of await south.client.agents.list()) if (isShadowHost(host)) await south.client.agents.delete(id);
    for (const { id } of await remotePorts("south")) await south.client.ports.delete(id);
    await north.machine.unplug();
    await north.client.ports.delete(north.machine.port.id);
    expect(await told(hostOf("south", 0), north.machine)).not.toEqual([]);
    south.connector.start();
    await expect.poll(() => told(hostOf("south", 0), north.machine), { timeout: 60_000 }).toEqual([]);
    expect(await remotePorts("south")).toEqual([]);
  });

  test("a document's network is not taken from under machines; afterwards nothing of it is left", async () => {
    const { south } = places;
    const wanted = { network: DOCUMENT, site: "south" };
    expect((await unprovision(south.client, wanted)).conflicts).toMatchObject([{ field: "ports" }]);
    expect(await south.machine.reaches(south.machine.port.ipAddress)).toBe(true);
    south.connector.stop();
    await south.machine.unplug();
    await south.client.ports.delete(south.machine.port.id);
    expect(await unprovision(south.client, wanted)).toEqual({ actions: [], conflicts: [] });
    expect(await south.client.networks.list({ name: "backup" })).toEqual([]);
    expect(await south.client.subnets.list({ name: "backup" })).toEqual([]);
    expect(await south.client.securityGroups.list({ name: "backup" })).toEqual([]);
    expect(await south.client.ports.list({ network_id: south.network.networkId })).toEqual([]);
  });
});

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
