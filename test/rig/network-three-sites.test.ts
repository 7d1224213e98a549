import { afterAll, beforeAll, expect, test } from "vitest";
import { parseNetwork } from "../../packages/network/document/index.ts";
import { provision } from "../../packages/network/provision/index.ts";
import { ringTwo } from "../../rig/debian/packages.ts";
import { createMachineIn, type Host, type Machine, type NeutronSites, startSites } from "../../rig/neutron/index.ts";
import { describeReal } from "../support/describe-real.ts";
import { capture, said } from "./neutron/capture.ts";
import { type Places, stretchOver } from "./neutron/places.ts";
import { askFor, fetchMegabyte, hearBroadcast, hearMulticast, serve, shout, whoAnswers } from "./neutron/traffic.ts";

const NAMES = ["north", "south", "west"] as const;
const [VNI, OTHER_VNI] = [9_000_001, 9_000_002];
type Name = (typeof NAMES)[number];

const stretched = (name: string, generation = 1, security: object = {}) =>
  parseNetwork(
    JSON.stringify({
      apiVersion: "multisite/v1",
      kind: "StretchedNetwork",
      metadata: { name },
      spec: {
        generation,
        project: "admin",
        cidr: "10.77.0.0/24",
        security,
        sites: [
          { name: "north", pool: { first: "10.77.0.10", last: "10.77.0.79" } },
          { name: "south", pool: { first: "10.77.0.80", last: "10.77.0.149" } },
          { name: "west", pool: { first: "10.77.0.150", last: "10.77.0.219" } },
        ],
      },
    }),
    `${name}.yaml`,
  );

describeReal("a network over three real sites", ringTwo, () => {
  let rig: NeutronSites<Name>;
  let places: Places<Name>;
  /** The last one on a host with Linux bridges. */
  let machines: readonly Machine[];
  /** In the other network: on the same hosts, with the same hardware and IP addresses. */
  let twins: readonly Machine[];

  beforeAll(async () => {
    rig = await startSites(
      {
        north: { hosts: ["open-vswitch"] },
        south: { hosts: ["open-vswitch", "linux-bridge"] },
        west: { hosts: ["open-vswitch"] },
      },
      console.log,
    );
    places = await stretchOver(rig, [
      { document: stretched("backup"), vni: VNI },
      { document: stretched("other"), vni: OTHER_VNI },
    ]);
    machines = await machinesIn(0);
    twins = await machinesIn(1, machines);
  });
  afterAll(async () => {
    await places?.stop();
    await rig?.stop();
  });

  /** One on each host; as twins of others with all of their addresses. */
  async function machinesIn(index: number, originals: readonly Machine[] = []): Promise<readonly Machine[]> {
    const all = NAMES.flatMap((name) => rig.sites[name].hosts.map((host) => ({ name, host })));
    return await Promise.all(
      all.map(async ({ name, host }, place) => {
        const { site, networks } = places.at[name];
        const here = networks[index];
        if (here === undefined) throw new Error(`There is no network ${index}.`);
        const port = originals[place]?.port;
        const same = port && { mac_address: port.macAddress, fixed_ips: [{ ip_address: port.ipAddress }] };
        return await createMachineIn(site, host, here, same);
      }),
    );
  }
  const ways = () => machines.flatMap((from) => machines.flatMap((to) => (from === to ? [] : [{ from, to }])));
  const othersThan = (machine: Machine, all = machines) => all.filter((other) => other !== machine);
  const addressOf = ({ port }: Machine) => port.ipAddress;

  test("every machine reaches every other one: echo", async () => {
    for (const { from, to } of ways()) {
      const way = `${from.port.ipAddress} to ${to.port.ipAddress}`;
      expect(await from.reaches(to.port.ipAddress, 90_000), `${way}\n${places.troubles()}`).toBe(true);
    }
  });

  test("a megabyte goes over TCP on every way between two sites", async () => {
    for (const { from, to } of ways()) expect(await fetchMegabyte(from, to)).toBe(1_048_576);
  });

  test("what one sends to all, or to a multicast group, all others hear", async () => {
    for (const from of machines) {
      const heard = othersThan(from).map(() => `states from ${from.port.ipAddress}`);
      expect(await hearMulticast(from, othersThan(from))).toEqual(heard);
      const news = await Promise.all(othersThan(from).map((to) => hearBroadcast(from, to)));
      expect(news).toEqual(othersThan(from).map(() => `news from ${from.port.ipAddress}`));
    }
  });

  test("another network with the same addresses, down to each MAC, is beside it without a leak", async () => {
    expect(twins.map(({ port }) => [port.macAddress, port.ipAddress])).toEqual(
      machines.map(({ port }) => [port.macAddress, port.ipAddress]),
    );
    for (const from of twins)
      for (const to of othersThan(from, twins)) expect(await from.reaches(addressOf(to), 90_000)).toBe(true);
    const planes = [
      { mark: "backup", all: machines, nobody: "10.77.0.230" },
      { mark: "other", all: twins, nobody: "10.77.0.231" },
    ];
    const captures = await Promise.all(planes.map(({ all }) => Promise.all(all.map(capture))));
    const says = planes.flatMap(({ mark, all, nobody }) =>
      all.map((from) => Promise.all([shout(from, mark, othersThan(from, all).map(addressOf)), askFor(from, nobody)])),
    );
    await Promise.all(says);
    for (const [index, { mark, all, nobody }] of planes.entries()) {
      for (const [place, machine] of all.entries()) {
        // All that is said in its own network, which shows that the capture hears, and nothing of the other one.
        const expected = othersThan(machine, all).flatMap((from) => [
          `${addressOf(from)} asks for ${nobody}`,
          ...["broadcast", "directly", "multicast"].map((how) => `of ${mark} from ${addressOf(from)} ${how}`),
        ]);
        const heard = said(captures[index]?.[place]?.frames() ?? []).filter((text) => !/asks for 10.77.0.(?!230|231)/.test(text));
        expect(heard, `${mark} at ${addressOf(machine)}`).toEqual(expected.sort());
      }
    }
    for (const one of captures.flat()) await one.stop();
  });

  test("what the captures would have seen: a switch that is made to leak", async () => {
    const [from, at] = [twins[0] as Machine, machines.at(-1) as Machine];
    const host = rig.sites.west.hosts[0] as Host;
    const change = async (...args: readonly string[]) => {
      const { code, stderr } = await host.run("/usr/bin/env", [`OVS_RUNDIR=${host.switchDirectory}`, "ovs-ofctl", ...args]);
      expect(code, stderr).toBe(0);
    };
    // Frames of the other network are taken in as if they were of the first one.
    const own = (await host.forwarding()).find(
      (flow) => flow.includes(`tun_id=0x${VNI.toString(16)}`) && flow.includes("table=4"),
    );
    const leak = `table=4,priority=9,tun_id=${OTHER_VNI}`;
    await change("add-flow", "br-tun", `${leak},actions=${own?.split("actions=")[1]}`);
    const heard = await capture(at);
    await shout(from, "other", []);
    expect(said(heard.frames())).toContain(`of other from ${addressOf(from)} broadcast`);
    await heard.stop();
    await change("--strict", "del-flows", "br-tun", leak);
  });

  /** A later document of the first network, made in all sites. */
  async function follow(generation: number, security: object): Promise<void> {
    for (const name of NAMES) {
      const { client, networks } = places.at[name];
      const projectId = networks[0]?.projectId ?? "";
      const wanted = { network: stretched("backup", generation, security), site: name, projectId, vni: VNI };
      expect(await provision(client, wanted)).toEqual({ actions: [], conflicts: [] });
    }
  }
  /** Which ports answer on all ways; those that answer on some only are told with how many, by machine. */
  async function answering(ports: readonly number[]): Promise<readonly string[]> {
    const ways = await Promise.all(machines.map((from) => whoAnswers(from, othersThan(from).map(addressOf), ports)));
    return ports.flatMap((port) => {
      const heard = ways.map((all) => all.filter((one) => one.endsWith(`:${port}`)).length);
      if (heard.every((count) => count === machines.length - 1)) return [`${port} everywhere`];
      return heard.every((count) => count === 0) ? [] : [`${port} on ${heard.join(", ")} ways`];
    });
  }
  const doEcho = async (withinMs: number) =>
    (await Promise.all(ways().map(({ from, to }) => from.reaches(addressOf(to), withinMs)))).filter(Boolean).length;

  test("what the document allows passes between all sites and what it does not is dropped, in both directions, and changes are followed", async () => {
    for (const machine of machines) serve(machine, [5000, 5001]);
    const settled = { timeout: 120_000, interval: 1000 };
    await expect.poll(() => answering([5000, 5001]), settled).toEqual(["5000 everywhere", "5001 everywhere"]);

    const [vrrp, icmp] = [{ protocol: "vrrp" }, { protocol: "icmp" }];
    await follow(2, { allow: [vrrp, icmp, { protocol: "tcp", portMin: 5000 }] });
    await expect.poll(() => answering([5000, 5001]), settled).toEqual(["5000 everywhere"]);
    expect(await doEcho(20_000)).toBe(ways().length);

    await follow(3, { allow: [vrrp, { protocol: "tcp", portMin: 5001 }] });
    await expect.poll(() => answering([5000, 5001]), settled).toEqual(["5001 everywhere"]);
    expect(await doEcho(3000)).toBe(0);
  });

  test("port security that is taken away lets everything through, and that comes again filters", async () => {
    const settled = { timeout: 120_000, interval: 1000 };
    await follow(4, { portSecurity: "off" });
    await expect.poll(() => answering([5000, 5001]), settled).toEqual(["5000 everywhere", "5001 everywhere"]);
    await follow(5, { allow: [{ protocol: "tcp", portMin: 5000 }] });
    await expect.poll(() => answering([5000, 5001]), settled).toEqual(["5000 everywhere"]);
  });
});
