import type { Network, SecurityGroup } from "@multisite/openstack/network";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { networkExamples, parseNetwork, type StretchedNetwork } from "../../document/index.ts";
import { provisioned } from "../make.ts";
import type { SeenHere, SeenPort, WantedHere } from "../types.ts";
import { decideProvision, decideRemoval } from "./index.ts";
import { NOTHING, run, shape } from "./pretended.ts";

const site = "west";
const wanted = (network: StretchedNetwork): WantedHere => ({ network, site, projectId: "hss", vni: undefined });
const follow = (of: WantedHere, seen: SeenHere, deaths?: readonly number[]): SeenHere =>
  run(seen, (now) => decideProvision(of, now), deaths);
const machine = (more: Partial<SeenPort> = {}): SeenPort => ({
  id: "machine",
  device_owner: "compute:nova",
  device_id: "vm",
  fixed_ips: [{ subnet_id: "s", ip_address: "10.72.0.10" }],
  ...more,
});
const rulesOf = (seen: SeenHere): readonly (readonly [string, string])[] =>
  (seen.groups as readonly SecurityGroup[]).flatMap(({ security_group_rules: rules }) =>
    rules.map((one) => [one.protocol ?? "any", one.remote_ip_prefix ?? "group"] as const),
  );

describe("a network on the operator's switches", () => {
  const provider = parseNetwork(networkExamples.provider, "provider.yaml");
  const made = follow(wanted(provider), NOTHING);

  test("is the VLAN of the site's own physical network, and members are who has an address of it: there are no remote ports", () => {
    expect(made.networks).toMatchObject([
      {
        "provider:network_type": "vlan",
        "provider:segmentation_id": 260,
        "provider:physical_network": "datacentre",
      },
    ]);
    expect(rulesOf(made)).toEqual([["any", "10.60.0.0/24"]]);
    expect(made.ways).toBeUndefined();
  });

  test("without a VLAN is flat, and neither becomes the other while machines have it", () => {
    const { vlan: _, ...flat } = provider;
    const untagged = follow(wanted(flat), NOTHING);
    expect(untagged.networks).toMatchObject([{ "provider:network_type": "flat", "provider:physical_network": "datacentre" }]);
    expect(untagged.networks[0]).not.toHaveProperty("provider:segmentation_id");
    const refused = { actions: [], conflicts: [{ field: "spec.vlan" }] };
    expect(decideProvision(wanted(flat), made)).toMatchObject(refused);
    expect(decideProvision(wanted(provider), untagged)).toMatchObject(refused);
    expect(decideProvision(wanted(flat), untagged)).toEqual({ actions: [], conflicts: [] });
  });

  test("stays where it is plugged in", () => {
    const sites = provider.sites.map((one) => ({ ...one, physicalNetwork: "elsewhere" }));
    expect(decideProvision(wanted({ ...provider, sites }), made)).toMatchObject({
      actions: [],
      conflicts: [{ field: "spec.sites[1].physicalNetwork" }],
    });
  });
});

describe("a routed network", () => {
  const routed = parseNetwork(networkExamples.routed, "routed.yaml");
  const network = { ...routed, security: { ...routed.security, allow: [{ protocol: "vrrp", from: "members" } as const] } };
  const external = { id: "public", name: "public", "router:external": true } as unknown as Network;
  const outside: SeenHere = { ...NOTHING, ways: { external: [external], routers: [], floatingIps: [] } };

  test("has the site's own CIDR, a router with the first address outside of the pool, and a floating IP for each machine", () => {
    const made = follow(wanted(network), outside);
    expect(made.networks[0]).not.toHaveProperty("provider:network_type");
    expect(made.subnets).toMatchObject([{ cidr: "10.72.0.0/24", gateway_ip: "10.72.0.1" }]);
    expect(made.ways?.routers).toMatchObject([{ external_gateway_info: { network_id: "public" } }]);
    expect(made.ways?.floatingIps).toEqual([]);
    const followed = follow(wanted(network), { ...made, ports: [...made.ports, machine()] });
    expect(followed.ways?.floatingIps).toMatchObject([{ port_id: "machine", floating_network_id: "public" }]);
    expect(provisioned(wanted(network), followed)?.reachedAt).toEqual(new Map([["machine", "203.0.113.9"]]));
  });

  test("lets members of other sites in by the addresses that lead to them, and keeps them while nobody asks", () => {
    const made = follow({ ...wanted(network), membersElsewhere: { addresses: ["203.0.113.5"], isWhole: true } }, outside);
    const both = [
      ["vrrp", "group"],
      ["vrrp", "203.0.113.5/32"],
    ];
    expect(rulesOf(made)).toEqual(both);
    expect(rulesOf(follow(wanted(network), made))).toEqual(both);
    expect(rulesOf(follow({ ...wanted(network), membersElsewhere: { addresses: [], isWhole: false } }, made))).toEqual(both);
    expect(rulesOf(follow({ ...wanted(network), membersElsewhere: { addresses: [], isWhole: true } }, made))).toEqual([
      ["vrrp", "group"],
    ]);
  });

  test("takes the floating IP of a port that is gone away, and leaves those that others made", () => {
    const made = follow(wanted(network), outside);
    const others = { id: "theirs", port_id: "machine", floating_network_id: "public", description: "" } as never;
    const ways = made.ways && { ...made.ways, floatingIps: [others] };
    const withTheirs: SeenHere = { ...made, ports: [...made.ports, machine()], ...(ways && { ways }) };
    expect(decideProvision(wanted(network), withTheirs).actions).toEqual([]);
    const followed = follow(wanted(network), { ...made, ports: [...made.ports, machine()] });
    const gone = followed.ways?.floatingIps.map((one) => ({ ...one, port_id: null })) ?? [];
    const without: SeenHere = { ...made, ways: { ...(followed.ways as NonNullable<SeenHere["ways"]>), floatingIps: gone } };
    expect(follow(wanted(network), without).ways?.floatingIps).toEqual([]);
  });

  test("is refused where the external network is not there, before anything is written", () => {
    const conflicts = [{ field: "spec.sites[1].externalNetwork" }];
    expect(decideProvision(wanted(network), NOTHING)).toMatchObject({ actions: [], conflicts });
  });

  test("is made once and taken out whole, wherever either was interrupted", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { maxLength: 12 }), (deaths) => {
        const made = follow(wanted(network), outside, deaths);
        expect(shape(made)).toEqual(shape(follow(wanted(network), outside)));
        const left = run(made, (seen) => decideRemoval(wanted(network), seen), deaths);
        expect(left).toEqual(outside);
      }),
    );
  });
});

describe("port security", () => {
  const overlay = parseNetwork(networkExamples.overlay, "overlay.yaml");
  const off: StretchedNetwork = { ...overlay, security: { ...overlay.security, portSecurity: "off" } };
  const withMachine = (of: StretchedNetwork, port_security_enabled: boolean): SeenHere => {
    const made = follow({ ...wanted(of), vni: 7007 }, NOTHING);
    return { ...made, ports: [...made.ports, machine({ port_security_enabled })] };
  };
  const machineOf = (seen: SeenHere) => seen.ports.find(({ id }) => id === "machine");

  test("that is taken away is taken from the ports that are there, and the network's flag goes last", () => {
    const changed = decideProvision({ ...wanted(off), vni: 7007 }, withMachine(overlay, true)).actions;
    expect(changed.map(({ act }) => act)).toEqual(["update-port"]);
    const end = follow({ ...wanted(off), vni: 7007 }, withMachine(overlay, true));
    expect(machineOf(end)).toMatchObject({ port_security_enabled: false, security_groups: [], allowed_address_pairs: [] });
    expect(end.networks).toMatchObject([{ port_security_enabled: false }]);
  });

  test("that comes gives ports the network's group, and its VIPs, so that none is cut off", () => {
    const end = follow({ ...wanted(overlay), vni: 7007 }, withMachine(off, false));
    const [group] = end.groups;
    expect(machineOf(end)).toMatchObject({
      port_security_enabled: true,
      security_groups: [group?.id],
      allowed_address_pairs: [{ ip_address: "10.50.0.250" }],
    });
    expect(end.networks).toMatchObject([{ port_security_enabled: true }]);
  });

  test("that its owner has changed at one port is left", () => {
    expect(decideProvision({ ...wanted(overlay), vni: 7007 }, withMachine(overlay, false)).actions).toEqual([]);
  });
});
