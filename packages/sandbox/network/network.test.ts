import { createSimulatedClock } from "@multisite/kernel/clock";
import { createSeededRandom } from "@multisite/kernel/random";
import type { Port } from "@multisite/openstack/network";
import { beforeEach, describe, expect, test } from "vitest";
import { BROADCAST, createFabric, createSandboxNeutron, type L2popMessage, type SandboxNeutron } from "./index.ts";

/** Each behaviour was measured at Neutron 21 (Zed); where it is an answer's type or a message, the real one said the same. */
describe("a Neutron in virtual time", () => {
  let clock: ReturnType<typeof createSimulatedClock>;
  let neutron: SandboxNeutron;
  let networkId: string;
  let messages: L2popMessage[];

  beforeEach(() => {
    clock = createSimulatedClock();
    neutron = createSandboxNeutron({ clock, random: createSeededRandom(1), baseMac: "fa:16:3e:40:00:00" });
    const network = { name: "plane", "provider:network_type": "vxlan", "provider:segmentation_id": 1500 };
    networkId = (post("networks", { network }) as { network: { id: string } }).network.id;
    post("subnets", {
      subnet: {
        network_id: networkId,
        ip_version: 4,
        cidr: "10.50.0.0/24",
        allocation_pools: [{ start: "10.50.0.10", end: "10.50.0.20" }],
      },
    });
    messages = [];
    neutron.listen((message) => messages.push(message));
  });

  const post = (path: string, body: unknown) => neutron.request({ method: "POST", path: `/${path}`, body }).body;
  const create = (port: object = {}) =>
    neutron.request({ method: "POST", path: "/ports", body: { port: { network_id: networkId, ...port } } });
  const made = (port: object = {}): Port => (create(port).body as { port: Port }).port;
  const group = (name: string): string =>
    (post("security-groups", { security_group: { name } }) as { security_group: { id: string } }).security_group.id;
  const put = (id: string, port: object) => neutron.request({ method: "PUT", path: `/ports/${id}`, body: { port } });
  const read = (id: string): Port => (neutron.request({ method: "GET", path: `/ports/${id}` }).body as { port: Port }).port;
  const report = (vtep: string) =>
    neutron.call("report_state", {
      agent_state: {
        agent_state: {
          agent_type: "Open vSwitch agent",
          binary: "x",
          host: `vtep-${vtep}`,
          topic: "N/A",
          configurations: { tunneling_ip: vtep, tunnel_types: ["vxlan"] },
        },
      },
    });
  const up = (id: string, host = "vtep-192.0.2.9") => neutron.call("update_device_up", { device: id, host });
  const remote = () => made({ "binding:host_id": "vtep-192.0.2.9" });
  const agentId = () => [...neutron.state.agents.values()].find(({ host }) => host === "vtep-192.0.2.9")?.id;

  test("an agent is new, alive, or revived after 75 s of silence", async () => {
    expect([report("192.0.2.9"), report("192.0.2.9")]).toEqual(["new", "alive"]);
    await clock.advance(76_000);
    expect(report("192.0.2.9")).toBe("revived");
  });

  test("a port does not bind to an agent that is not heard; only a PUT of its host mends that, and an up does nothing", async () => {
    report("192.0.2.9");
    await clock.advance(76_000);
    const { id } = remote();
    expect(read(id)).toMatchObject({ "binding:vif_type": "binding_failed", status: "DOWN" });
    up(id);
    report("192.0.2.9");
    up(id);
    expect(read(id).status).toBe("DOWN");
    put(id, { "binding:host_id": "vtep-192.0.2.9" });
    up(id);
    expect(read(id)).toMatchObject({ "binding:vif_type": "ovs", status: "ACTIVE" });
  });

  test("an up with another host is taken without a word, and changes nothing", () => {
    report("192.0.2.9");
    const { id } = remote();
    up(id, "elsewhere");
    expect(read(id).status).toBe("DOWN");
    expect(messages).toEqual([]);
  });

  test("a port that is up is told twice, its endpoint's flood entry with it; one that is deleted is taken back", () => {
    report("192.0.2.9");
    const { id, mac_address } = remote();
    up(id);
    const entries = [
      ["00:00:00:00:00:00", "0.0.0.0"],
      [mac_address, "10.50.0.10"],
    ];
    const told = { [networkId]: { segment_id: 1500, network_type: "vxlan", ports: { "192.0.2.9": entries } } };
    expect(messages).toEqual([1, 2].map(() => ({ method: "add_fdb_entries", args: { fdb_entries: told } })));
    neutron.request({ method: "DELETE", path: `/ports/${id}` });
    expect(messages.at(-1)?.method).toBe("remove_fdb_entries");
  });

  test("a port whose agent is deleted first leaves its flow in the hosts", async () => {
    const host = neutron.addHost("compute-1", "192.0.2.1");
    const local = made({ "binding:host_id": "compute-1" });
    host.plug(local.id);
    report("192.0.2.9");
    const { id, mac_address } = remote();
    up(id);
    await clock.advance(3000);
    expect(host.tables.get(networkId)?.unicast.get(mac_address)).toBe("192.0.2.9");
    neutron.request({ method: "DELETE", path: `/agents/${agentId()}` });
    neutron.request({ method: "DELETE", path: `/ports/${id}` });
    expect(host.tables.get(networkId)?.unicast.get(mac_address)).toBe("192.0.2.9");
    host.stop();
  });

  test("a migration takes the former entry back, and the port is DOWN until it is up on its new host", () => {
    report("192.0.2.9");
    report("192.0.2.8");
    const { id } = remote();
    up(id);
    put(id, { "binding:host_id": "vtep-192.0.2.8" });
    expect(read(id).status).toBe("DOWN");
    expect(messages.at(-1)).toMatchObject({
      method: "remove_fdb_entries",
      args: { fdb_entries: { [networkId]: { ports: { "192.0.2.9": {} } } } },
    });
    up(id, "vtep-192.0.2.8");
    expect(messages.at(-1)).toMatchObject({
      method: "add_fdb_entries",
      args: { fdb_entries: { [networkId]: { ports: { "192.0.2.8": {} } } } },
    });
  });

  test("what is taken is refused in Neutron's words", () => {
    report("192.0.2.9");
    const { id, mac_address } = remote();
    const type = ({ status, body }: { status: number; body: unknown }) => [
      status,
      (body as { NeutronError: { type: string } }).NeutronError.type,
    ];
    expect(type(create({ mac_address }))).toEqual([409, "MacAddressInUse"]);
    expect(type(create({ fixed_ips: [{ ip_address: "10.50.0.10" }] }))).toEqual([409, "IpAddressAlreadyAllocated"]);
    expect(type(put(id, { fixed_ips: [{ subnet_id: read(id).fixed_ips[0]?.subnet_id, ip_address: "10.51.0.1" }] }))).toEqual([
      400,
      "InvalidIpForSubnet",
    ]);
    expect(type(put(id, { mac_address: "fa:16:3e:00:00:09" }))).toEqual([409, "PortBound"]);
    expect(type(neutron.request({ method: "GET", path: "/ports/none" }))).toEqual([404, "PortNotFound"]);
    const network = { name: "again", "provider:network_type": "vxlan", "provider:segmentation_id": 1500 };
    expect(type(neutron.request({ method: "POST", path: "/networks", body: { network } }))).toEqual([409, "TunnelIdInUse"]);
  });

  test("frames travel by the hosts' tables: to one port or all of the network, filtered by groups and by what a sender may say", async () => {
    const [one, two] = [neutron.addHost("compute-1", "192.0.2.1"), neutron.addHost("compute-2", "192.0.2.2")];
    const [members, others] = ["members", "others"].map(group) as [string, string];
    const ports = [one, two].map((host) => {
      const port = made({ "binding:host_id": host.name, security_groups: [members] });
      host.plug(port.id);
      return port;
    });
    const alone = made({ "binding:host_id": "compute-2", security_groups: [others] });
    two.plug(alone.id);
    await clock.advance(3000);
    const fabric = createFabric(new Map([["east", neutron]]));
    const [from, to] = ports as [Port, Port];
    const send = (destination: string, sourceAddress?: string) =>
      fabric
        .send("east", from.id, { destination, ...(sourceAddress === undefined ? {} : { sourceAddress }) })
        .map(({ port, isAccepted }) => [port.id, isAccepted]);
    expect(send(to.mac_address)).toEqual([[to.id, true]]);
    expect(send(BROADCAST)).toEqual([
      [to.id, true],
      [alone.id, false],
    ]);
    expect(send(to.mac_address, "10.50.0.250")).toEqual([]);
    put(from.id, { allowed_address_pairs: [{ ip_address: "10.50.0.250" }] });
    expect(send(to.mac_address, "10.50.0.250")).toEqual([[to.id, true]]);
    two.restart(true);
    expect(send(to.mac_address)).toEqual([[to.id, true]]);
    for (const host of [one, two]) host.stop();
  });
});
