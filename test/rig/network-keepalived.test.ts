import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseNetwork, type StretchedNetwork } from "../../packages/network/document/index.ts";
import { lookHere, provision, provisioned } from "../../packages/network/provision/index.ts";
import { SHADOW_OWNER } from "../../packages/network/shadows/index.ts";
import type { NetworkClient } from "../../packages/openstack/network/index.ts";
import { ringTwo } from "../../rig/debian/packages.ts";
import { createMachineIn, type Host, type Machine, type NeutronSites, startSites } from "../../rig/neutron/index.ts";
import { describeReal } from "../support/describe-real.ts";
import type { StretchedHere } from "./neutron/connectors.ts";
import { type Failover, failOver, type Loss, toText } from "./neutron/failover.ts";
import { answerAt, type Keepalived, startKeepalived, type VrrpOptions, type Watch, watch } from "./neutron/keepalived.ts";
import { makePublic, speakFrom } from "./neutron/outside.ts";
import { type Places, stretchOver } from "./neutron/places.ts";
import { makeStretched } from "./neutron/stretched.ts";
import { connectTo, neutronOf } from "./neutron-client/site.ts";

const NAMES = ["north", "south"] as const;
type Name = (typeof NAMES)[number];
type OfEach<Thing> = Readonly<Record<Name, Thing>>;

/** Rules that a VNF's plane has: the pair's VRRP, and what it serves. */
const SERVED = { protocol: "udp", portMin: 7003 };
const ALLOW = [{ protocol: "vrrp" }, { protocol: "icmp" }, SERVED];

function documentOf(name: string, spec: object, sites: OfEach<object>): StretchedNetwork {
  const all = NAMES.map((site) => ({ name: site, ...sites[site] }));
  const security = { allow: ALLOW };
  const document = {
    apiVersion: "multisite/v1",
    kind: "StretchedNetwork",
    metadata: { name },
    spec: { generation: 1, project: "admin", security, ...spec, sites: all },
  };
  return parseNetwork(JSON.stringify(document), `${name}.yaml`);
}

const poolOf = (network: string, [first, last]: readonly [number, number]) => ({
  pool: { first: `${network}.${first}`, last: `${network}.${last}` },
});

describeReal("a real keepalived pair, one machine in each of two real sites", ringTwo, () => {
  let rig: NeutronSites<Name>;
  let clients: OfEach<NetworkClient>;

  beforeAll(async () => {
    rig = await startSites({ north: { hosts: ["gateway", "open-vswitch"] }, south: { hosts: ["gateway"] } }, console.log);
    clients = await ofEach(async (name) => neutronOf(connectTo(rig.sites[name].controller)));
  });
  afterAll(async () => {
    await rig?.stop();
  });

  const hostOf = (name: Name, index = 0): Host => rig.sites[name].hosts[index] as Host;
  const machinesWith = (networks: OfEach<StretchedHere>, attributes: object = {}): Promise<OfEach<Machine>> =>
    ofEach((name) => createMachineIn(rig.sites[name], hostOf(name), networks[name], attributes));

  /** Takes the master away some times, and prints what a third machine saw. */
  async function loseMasters(
    plane: string,
    pair: OfEach<Machine>,
    options: (name: Name) => VrrpOptions,
    third: { readonly machine: Pick<Machine, "start">; readonly asks: readonly string[] },
    losses: readonly Loss[],
  ): Promise<void> {
    const running = await ofEach(async (name) => startKeepalived(pair[name], options(name)));
    const watching = await watch(third.machine, third.asks);
    try {
      const seen: Failover[] = [];
      for (const loss of losses) seen.push(await failOver(running, watching, loss));
      console.log(seen.map((one) => `${plane}: ${toText(one)}`).join("\n"));
      for (const one of seen) {
        expect(one.to).not.toBe(one.from);
        // Who has no cable any more answers nobody: after that two never have it.
        if (one.loss !== "kill") expect(one.lateAnswers).toBe(0);
      }
      await expect.poll(() => mastersOf(running), { timeout: 60_000 }).toHaveLength(1);
    } catch (thrown) {
      console.log(NAMES.map((name) => `${name}:\n${running[name].logTail()}`).join("\n"));
      throw thrown;
    } finally {
      await end(running, watching);
    }
  }

  describe("on an overlay, by the connectors", () => {
    const VIP = "10.79.0.250";
    const document = documentOf(
      "state",
      { cidr: "10.79.0.0/24", vips: [{ name: "state", address: VIP }] },
      { north: poolOf("10.79.0", [10, 99]), south: poolOf("10.79.0", [100, 199]) },
    );
    let places: Places<Name>;
    afterAll(async () => {
      await places?.stop();
    });

    test("the VIP is nobody's in either site, moves when the master is lost, and its pairs are mirrored", async () => {
      places = await stretchOver(rig, [{ document, vni: 9_000_011 }]);
      const networks = await ofEach(async (name) => places.at[name].networks[0] as StretchedHere);
      for (const name of NAMES) {
        const { networkId: network_id, subnetId: subnet_id } = networks[name];
        const taken = clients[name].ports.create({ network_id, fixed_ips: [{ subnet_id, ip_address: VIP }] });
        await expect(taken).rejects.toMatchObject({ status: 409 });
      }
      const pairs = [{ ip_address: VIP }];
      const pair = await machinesWith(networks, { allowed_address_pairs: pairs });
      const third = await createMachineIn(rig.sites.north, hostOf("north", 1), networks.north);
      for (const name of NAMES) {
        expect(await third.reaches(pair[name].port.ipAddress, 90_000), places.troubles()).toBe(true);
        const filter = { network_id: networks[name].networkId, device_owner: SHADOW_OWNER };
        const mirrored = (await clients[name].ports.list(filter)).map((port) => port.allowed_address_pairs);
        expect(mirrored).toContainEqual([expect.objectContaining(pairs[0] ?? {})]);
        await answerAt(pair[name], VIP, { vip: VIP, name });
      }
      const losses: readonly Loss[] = ["link", "link", "link", "kill", "kill", "kill", "crash", "crash", "crash"];
      await loseMasters("overlay", pair, (name) => ({ vip: VIP, ...PRIORITY[name] }), { machine: third, asks: [VIP] }, losses);
    });
  });

  const LOSSES: readonly Loss[] = ["link", "kill", "crash"];

  // Both on one physical network: frames of the flat one travel without a tag.
  test.each([
    { plane: "a VLAN", name: "lan", spec: { vlan: 260 }, addresses: "10.60.0", losses: [...LOSSES, ...LOSSES] },
    { plane: "a flat network", name: "flat", spec: {}, addresses: "10.61.0", losses: LOSSES },
  ])("on $plane of the operator's own switches, without connectors", async ({ plane, name: called, spec, addresses, losses }) => {
    const VIP = `${addresses}.250`;
    const physicalNetwork = "datacentre";
    const document = documentOf(
      called,
      { type: "provider", cidr: `${addresses}.0/24`, vips: [{ name: "state", address: VIP }], ...spec },
      {
        north: { ...poolOf(addresses, [10, 99]), physicalNetwork },
        south: { ...poolOf(addresses, [100, 199]), physicalNetwork },
      },
    );
    const networks = await ofEach((name) => makeStretched(rig.sites[name], clients[name], { document, vni: undefined }));
    for (const name of NAMES) {
      const { "provider:network_type": kind } = await clients[name].networks.get(networks[name].networkId);
      expect(kind).toBe("vlan" in spec ? "vlan" : "flat");
    }
    const pair = await machinesWith(networks, { allowed_address_pairs: [{ ip_address: VIP }] });
    const third = await createMachineIn(rig.sites.north, hostOf("north", 1), networks.north);
    for (const name of NAMES) {
      expect(await third.reaches(pair[name].port.ipAddress, 60_000)).toBe(true);
      await answerAt(pair[name], VIP, { vip: VIP, name });
    }
    await loseMasters(plane, pair, (name) => ({ vip: VIP, ...PRIORITY[name] }), { machine: third, asks: [VIP] }, losses);
  });

  test("between floating IPs of two networks that are routed", async () => {
    // Nobody routes to it: who has it is master.
    const VIP = "198.51.100.1";
    const externalNetwork = "public";
    const document = documentOf(
      "far",
      { type: "routed", security: { allow: [...ALLOW, { ...SERVED, from: "203.0.113.0/24" }] } },
      {
        north: { cidr: "10.71.0.0/24", ...poolOf("10.71.0", [10, 99]), externalNetwork },
        south: { cidr: "10.72.0.0/24", ...poolOf("10.72.0", [10, 99]), externalNetwork },
      },
    );
    await makePublic(clients.north, ["203.0.113.10", "203.0.113.99"]);
    await makePublic(clients.south, ["203.0.113.110", "203.0.113.199"]);
    const networks = await ofEach((name) => makeStretched(rig.sites[name], clients[name], { document, vni: undefined }));
    const pair = await machinesWith(networks);
    const floating = await follow(document, networks);
    const outside = await hostOf("north").plugOutside({ ipAddress: "203.0.113.250", prefix: 24 });
    for (const name of NAMES) {
      const other = name === "north" ? "south" : "north";
      expect(await pair[name].reaches(floating[other], 90_000)).toBe(true);
      await speakFrom(pair[name], floating[name]);
      await answerAt(pair[name], pair[name].port.ipAddress, { vip: VIP, name });
    }
    const options = (name: Name): VrrpOptions => {
      const peer = floating[name === "north" ? "south" : "north"];
      return { vip: VIP, ...PRIORITY[name], unicast: { source: floating[name], peer } };
    };
    // One whose keepalived alone is killed keeps the VIP, and no switch between them chooses: that is for the machine's own service manager.
    const losses: readonly Loss[] = ["link", "crash", "link", "crash", "link", "crash"];
    const third = { machine: outside, asks: NAMES.map((name) => floating[name]) };
    await loseMasters("routed", pair, options, third, losses);
  });

  /** Gives the machines of a routed network their floating IPs, and each site the rules that let the other one's in. */
  async function follow(network: StretchedNetwork, networks: OfEach<StretchedHere>): Promise<OfEach<string>> {
    const wanted = (site: Name) => ({ network, site, projectId: networks[site].projectId, vni: undefined });
    const floating = await ofEach(async (name) => {
      await provision(clients[name], wanted(name));
      const made = provisioned(wanted(name), await lookHere(clients[name], wanted(name)));
      return [...(made?.reachedAt.values() ?? [])][0] ?? "";
    });
    await ofEach(async (name) => {
      const addresses = NAMES.filter((other) => other !== name).map((other) => floating[other]);
      const membersElsewhere = { addresses, isWhole: true };
      const plan = await provision(clients[name], { ...wanted(name), membersElsewhere });
      expect(plan).toEqual({ actions: [], conflicts: [] });
    });
    return floating;
  }
});

const PRIORITY: OfEach<{ readonly priority: number }> = { north: { priority: 100 }, south: { priority: 90 } };

async function ofEach<Thing>(make: (name: Name) => Promise<Thing>): Promise<OfEach<Thing>> {
  return Object.fromEntries(await Promise.all(NAMES.map(async (name) => [name, await make(name)]))) as OfEach<Thing>;
}

async function mastersOf(pair: OfEach<Keepalived>): Promise<readonly Name[]> {
  const are = await ofEach((name) => pair[name].isMaster());
  return NAMES.filter((name) => are[name]);
}

async function end(pair: OfEach<Keepalived>, watching: Watch): Promise<void> {
  await watching.stop();
  await ofEach((name) => pair[name].remove());
}
