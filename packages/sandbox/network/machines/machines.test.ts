import { createSimulatedClock } from "@multisite/kernel/clock";
import { createSeededRandom } from "@multisite/kernel/random";
import type { Port } from "@multisite/openstack/network";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFabric, createMachines, createSandboxNeutron, runVrrp, type SandboxNeutron, startHeartbeats } from "../index.ts";

const VIP = "10.50.0.250";
const EVERY_MS = 100;

/** Three machines on three hosts of one Neutron; what crosses sites is shown by the simulation of connectors. */
describe("machines on a Neutron's ports", () => {
  let clock: ReturnType<typeof createSimulatedClock>;
  let neutron: SandboxNeutron;
  let machines: ReturnType<typeof createMachines>;
  let networkId: string;

  beforeEach(() => {
    clock = createSimulatedClock();
    neutron = createSandboxNeutron({ clock, random: createSeededRandom(1), baseMac: "fa:16:3e:40:00:00" });
    machines = createMachines(createFabric(new Map([["east", neutron]])));
    networkId = (post("networks", { network: { name: "plane" } }) as { network: { id: string } }).network.id;
    const allocation_pools = [{ start: "10.50.0.10", end: "10.50.0.20" }];
    post("subnets", { subnet: { network_id: networkId, ip_version: 4, cidr: "10.50.0.0/24", allocation_pools } });
  });
  afterEach(() => {
    for (const host of neutron.hosts.values()) host.stop();
  });

  const post = (path: string, body: unknown) => neutron.request({ method: "POST", path: `/${path}`, body }).body;

  function boot(number: number, pairs: readonly object[] = [{ ip_address: VIP }]) {
    const host = neutron.addHost(`compute-${number}`, `192.0.2.${number}`);
    const request = { network_id: networkId, allowed_address_pairs: pairs, "binding:host_id": host.name };
    const { port } = post("ports", { port: request }) as { port: Port };
    Object.assign(neutron.state.ports.get(port.id) ?? {}, { security_groups: ["members"] });
    host.plug(port.id);
    const address = port.fixed_ips[0]?.ip_address ?? "";
    return machines.boot({ name: `vnf-${number}`, site: "east", portId: port.id, mac: port.mac_address, address });
  }

  test("heartbeats come over when both ports are wired, are lost while a port moves, and are counted", async () => {
    const [one, two] = [boot(1), boot(2)];
    const beats = startHeartbeats(clock, one, two, EVERY_MS);
    await clock.advance(1000);
    expect(beats.beats()).toEqual({ sent: 10, received: 0 });
    await clock.advance(3000);
    const before = beats.beats();
    await clock.advance(2000);
    expect(beats.beats()).toEqual({ sent: before.sent + 20, received: before.received + 20 });
    neutron.request({ method: "PUT", path: `/ports/${two.portId}`, body: { port: { "binding:host_id": "compute-1" } } });
    neutron.hosts.get("compute-2")?.unplug(two.portId);
    neutron.hosts.get("compute-1")?.plug(two.portId);
    await clock.advance(4000);
    const moved = beats.beats();
    expect(moved.received).toBeLessThan(before.received + 20 + 40);
    await clock.advance(1000);
    expect(beats.beats().received).toBe(moved.received + 10);
    beats.stop();
    await clock.advance(1000);
    expect(beats.beats().sent).toBe(moved.sent + 10);
  });

  test("a virtual address is on the first that lives, moves when it hangs, and a third machine follows by the announcement", async () => {
    const [one, two, other] = [boot(1), boot(2), boot(3, [])];
    await clock.advance(4000);
    const stops = [one, two].map((machine, index) =>
      runVrrp(machine, { clock, vip: VIP, priority: 200 - 100 * index, everyMs: EVERY_MS }),
    );
    await clock.advance(1000);
    expect([one.holds(VIP), two.holds(VIP)]).toEqual([true, false]);
    const asked: string[] = [];
    for (const machine of [one, two]) machine.onReceive(({ payload }) => payload.request && asked.push(machine.name));
    other.send(VIP, { request: 1 });
    expect(asked).toEqual(["vnf-1"]);
    one.isHung = true;
    other.send(VIP, { request: 2 });
    expect(asked).toEqual(["vnf-1"]);
    await clock.advance(500);
    other.send(VIP, { request: 3 });
    expect(asked).toEqual(["vnf-1", "vnf-2"]);
    one.isHung = false;
    await clock.advance(500);
    expect([one.holds(VIP), two.holds(VIP)]).toEqual([true, false]);
    other.send(VIP, { request: 4 });
    expect(asked).toEqual(["vnf-1", "vnf-2", "vnf-1"]);
    for (const stop of stops) stop();
  });

  test("who may not say the virtual address takes it for itself alone: nothing comes to it", async () => {
    const [one, other] = [boot(1, []), boot(2, [])];
    await clock.advance(4000);
    one.hold(VIP);
    const asked: unknown[] = [];
    one.onReceive((message) => asked.push(message));
    other.send(VIP, { request: 1 });
    expect(asked).toEqual([]);
    other.send(one.address, { request: 2 });
    expect(asked).toHaveLength(1);
  });
});
