import { afterAll, beforeAll, expect, test } from "vitest";
import { parseNetwork } from "../../packages/network/document/index.ts";
import { ringTwo } from "../../rig/debian/packages.ts";
import { createMachineIn, type Machine, type NeutronSites, startSites } from "../../rig/neutron/index.ts";
import { describeReal } from "../support/describe-real.ts";
import { capture, said } from "./neutron/capture.ts";
import { type Places, stretchOver } from "./neutron/places.ts";
import { askFor, fetchMegabyte, hearBroadcast, hearMulticast, shout } from "./neutron/traffic.ts";

const NAMES = ["north", "south", "west"] as const;
type Name = (typeof NAMES)[number];

const stretched = (name: string) =>
  parseNetwork(
    JSON.stringify({
      apiVersion: "multisite/v1",
      kind: "StretchedNetwork",
      metadata: { name },
      spec: {
        generation: 1,
        project: "admin",
        cidr: "10.77.0.0/24",
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
      { document: stretched("backup"), vni: 9_000_001 },
      { document: stretched("other"), vni: 9_000_002 },
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
    for (const { mark, all, nobody } of planes) {
      for (const from of all) await Promise.all([shout(from, mark, othersThan(from, all).map(addressOf)), askFor(from, nobody)]);
    }
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
});
