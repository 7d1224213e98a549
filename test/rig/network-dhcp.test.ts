import { afterAll, beforeAll, expect, test } from "vitest";
import { parseNetwork } from "../../packages/network/document/index.ts";
import { ringTwo } from "../../rig/debian/packages.ts";
import { createMachineIn, type Host, type Machine, type NeutronSites, startSites } from "../../rig/neutron/index.ts";
import { describeReal } from "../support/describe-real.ts";
import { type Places, stretchOver } from "./neutron/places.ts";
import { whoOffers } from "./neutron/who-offers.ts";

const NAMES = ["north", "south"] as const;
type Name = (typeof NAMES)[number];
const DOCUMENT = parseNetwork(
  `apiVersion: multisite/v1
kind: StretchedNetwork
metadata: { name: backup }
spec:
  generation: 1
  project: admin
  cidr: 10.77.0.0/24
  dhcpSite: north
  sites:
    - { name: north, pool: { first: 10.77.0.10, last: 10.77.0.99 } }
    - { name: south, pool: { first: 10.77.0.100, last: 10.77.0.199 } }
`,
  "backup.yaml",
);
const SOON = { timeout: 120_000, interval: 1000 };

describeReal("a stretched network whose addresses one site's DHCP gives, with a real DHCP agent in each site", ringTwo, () => {
  let rig: NeutronSites<Name>;
  let places: Places<Name>;
  const machines: Partial<Record<Name, Machine>> = {};
  const machine = (name: Name): Machine => machines[name] as Machine;

  beforeAll(async () => {
    rig = await startSites({ north: { dhcp: true }, south: { dhcp: true } }, console.log);
    places = await stretchOver(rig, [{ document: DOCUMENT, vni: 9_000_001 }]);
    for (const name of NAMES) {
      const { site, networks } = places.at[name];
      machines[name] = await createMachineIn(site, site.hosts[0] as Host, networks[0] as (typeof networks)[number]);
    }
    expect(await machine("north").reaches(machine("south").port.ipAddress, 60_000), places.troubles()).toBe(true);
  });
  afterAll(async () => {
    await places?.stop();
    await rig?.stop();
  });

  /** Addresses of a site's DHCP servers on the network. */
  const servers = async (name: Name): Promise<readonly string[]> => {
    const { client, networks } = places.at[name];
    const ports = await client.ports.list({ network_id: networks[0]?.networkId ?? "", device_owner: "network:dhcp" });
    return ports.flatMap((port) => port.fixed_ips.map(({ ip_address }) => ip_address));
  };

  test("the one site's DHCP offers each machine of both sites its own address, and the other site's agent offers nothing", async () => {
    const [server = ""] = await servers("north");
    expect(await servers("south")).toEqual([]);
    for (const name of NAMES) {
      const offer = `${machine(name).port.ipAddress} by ${server}`;
      await expect.poll(() => whoOffers(machine(name)), SOON).toEqual([offer]);
    }
  });

  test("switched on in the other site too, both answer the machines of both: why a document has one DHCP site", async () => {
    const { client, networks } = places.at.south;
    await client.subnets.update(networks[0]?.subnetId ?? "", { enable_dhcp: true });
    await expect.poll(() => whoOffers(machine("north")), SOON).toHaveLength(2);
    await expect.poll(() => whoOffers(machine("south")), SOON).toHaveLength(2);
  });
});
