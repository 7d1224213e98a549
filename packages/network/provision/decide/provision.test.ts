import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { networkExamples, parseNetwork, type StretchedNetwork } from "../../document/index.ts";
import { networkTag, SHADOW_OWNER, VIP_OWNER } from "../../shadows/index.ts";
import type { ProvisionPlan, SeenHere, WantedHere } from "../types.ts";
import { decideProvision, decideRemoval } from "./index.ts";
import { NOTHING, run, shape } from "./pretended.ts";

const overlay = parseNetwork(networkExamples.overlay, "overlay.yaml");
const wanted = (network: StretchedNetwork = overlay, site = "west"): WantedHere => ({
  network,
  site,
  projectId: "hss",
  vni: 7007,
});
const make = (of = wanted(), deaths?: readonly number[]): SeenHere => run(NOTHING, (seen) => decideProvision(of, seen), deaths);

describe("a network in one site", () => {
  test("has the segment, the site's own pool, no gateway and no DHCP, its rules, and holds its VIPs", () => {
    const { networks, subnets, groups, ports } = make();
    expect(networks).toMatchObject([
      { "provider:network_type": "vxlan", "provider:segmentation_id": 7007, project_id: "hss", tags: [networkTag("hss-backup")] },
    ]);
    expect(subnets).toMatchObject([
      {
        cidr: "10.50.0.0/24",
        gateway_ip: null,
        enable_dhcp: false,
        allocation_pools: [{ start: "10.50.0.80", end: "10.50.0.149" }],
      },
    ]);
    const [group] = groups;
    expect(group?.security_group_rules.map((rule) => [rule.protocol, rule.port_range_min, rule.port_range_max])).toEqual([
      ["vrrp", null, null],
      ["icmp", null, null],
      ["tcp", 3868, 3869],
    ]);
    expect(group?.security_group_rules.every(({ remote_group_id }) => remote_group_id === group.id)).toBe(true);
    expect(ports).toMatchObject([{ device_owner: VIP_OWNER, device_id: "state", fixed_ips: [{ ip_address: "10.50.0.250" }] }]);
  });

  test("has the gateway and DHCP at the one site that the document names", () => {
    const network = { ...overlay, gateway: { site: "west", address: "10.50.0.1" }, dhcpSite: "east" };
    expect(make(wanted(network, "west")).subnets).toMatchObject([{ gateway_ip: "10.50.0.1", enable_dhcp: false }]);
    expect(make(wanted(network, "east")).subnets).toMatchObject([{ gateway_ip: null, enable_dhcp: true }]);
  });

  test("is made once, wherever it was interrupted, and a second time there is nothing to do", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { maxLength: 12 }), (deaths) => {
        const made = make(wanted(), deaths);
        expect(shape(made)).toEqual(shape(make()));
        expect(decideProvision(wanted(), made)).toEqual({ actions: [], conflicts: [] });
      }),
    );
  });

  test("follows its document: another pool, a VIP that is elsewhere, rules; what is allowed anew comes before what is no more", () => {
    const network: StretchedNetwork = {
      ...overlay,
      vips: [{ name: "state", address: "10.50.0.251" }],
      security: {
        portSecurity: "on",
        allow: [
          { protocol: "icmp", from: "members" },
          { protocol: "udp", from: "192.0.2.0/24" },
        ],
      },
    };
    const first = decideProvision(wanted(network), make()).actions.map(({ act }) => act);
    expect(first.indexOf("create-rule")).toBeLessThan(first.indexOf("delete-rule"));
    const changed = run(make(), (seen) => decideProvision(wanted(network), seen));
    expect(changed.ports).toMatchObject([{ fixed_ips: [{ ip_address: "10.50.0.251" }] }]);
    expect(changed.groups[0]?.security_group_rules.map(({ protocol }) => protocol)).toEqual(["icmp", "udp"]);
  });

  test.each([
    ["spec.vni", wanted({ ...overlay }), { vni: 7008 }],
    ["spec.cidr", wanted({ ...overlay, cidr: "10.51.0.0/24" }), {}],
    ["spec.mtu", wanted({ ...overlay, mtu: 1400 }), {}],
  ])("a change of %s, which would cut a running plane, is refused before anything is written", (field, changed, more) => {
    const plan = decideProvision({ ...changed, ...more }, make());
    expect(plan.actions).toEqual([]);
    expect(plan.conflicts).toMatchObject([{ field }]);
  });
});

describe("its removal", () => {
  const remove = (seen: SeenHere): ProvisionPlan => decideRemoval({ network: overlay, site: "west" }, seen);

  test("leaves nothing behind, wherever it was interrupted", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2), { maxLength: 8 }), (deaths) => {
        expect(run(make(), remove, deaths)).toEqual(NOTHING);
      }),
    );
  });

  test("waits for machines and for remote ports, and says so", () => {
    const made = make();
    const port = (device_owner: string) => ({ id: "p", device_owner, device_id: "x", fixed_ips: [] });
    expect(remove({ ...made, ports: [...made.ports, port("compute:nova")] })).toMatchObject({
      actions: [],
      conflicts: [{ field: "ports" }],
    });
    expect(remove({ ...made, ports: [...made.ports, port(SHADOW_OWNER)] }).conflicts).toMatchObject([{ field: "remote ports" }]);
  });
});
