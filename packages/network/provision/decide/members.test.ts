import type { FloatingIp, SecurityGroupRule } from "@multisite/openstack/network";
import fc from "fast-check";
import { expect, test } from "vitest";
import { networkExamples, parseNetwork } from "../../document/index.ts";
import type { MembersElsewhere, WantedHere } from "../types.ts";
import { decideMembers, type MemberAction, type SeenMembers } from "./members.ts";

const example = parseNetwork(networkExamples.routed, "routed.yaml");
const allow = [
  { protocol: "vrrp", from: "members" },
  { protocol: "udp", portMin: 7003, from: "members" },
  { protocol: "tcp", portMin: 22, from: "203.0.113.7/32" },
] as const;
const network = { ...example, security: { ...example.security, allow } };
const wanted = (membersElsewhere: MembersElsewhere, moved: readonly string[] = []): WantedHere => ({
  ...{ network, site: "west", projectId: "hss", vni: undefined },
  ...{ membersElsewhere, movedAddresses: new Set(moved) },
});
const MADE = { externalNetworkId: "public", groupId: "group" };
const EVERYONE = { addresses: [], isWhole: true };
const MARK = `multisite-network=${network.name}`;

const port = (id: string) => ({
  id,
  device_owner: "compute:nova",
  device_id: "vm",
  fixed_ips: [{ subnet_id: "s", ip_address: "10.72.0.10" }],
});
const floating = (index: number, portId: string | null, description = MARK) =>
  ({ id: `f${index}`, floating_ip_address: `203.0.113.${100 + index}`, port_id: portId, description }) as unknown as FloatingIp;

let next = 100;

/** What is there after the actions; a new floating IP has an address of its own. */
function after(seen: SeenMembers, actions: readonly MemberAction[]): SeenMembers {
  let { floatingIps, rules } = seen;
  for (const action of actions) {
    if (action.act === "create-floating-ip") floatingIps = [...floatingIps, floating(next++, action.request.port_id ?? null)];
    else if (action.act === "delete-floating-ip") floatingIps = floatingIps.filter(({ id }) => id !== action.id);
    else if (action.act === "create-rule")
      rules = [...rules, { ...action.request, id: `r${next++}` } as unknown as SecurityGroupRule];
    else rules = rules.filter(({ id }) => id !== action.id);
  }
  return { ...seen, floatingIps, rules };
}

const addressesIn = (rules: readonly SecurityGroupRule[]) => [...new Set(rules.map((one) => one.remote_ip_prefix))].toSorted();
const prefixes = (addresses: readonly string[]) => [...new Set(addresses)].map((one) => `${one}/32`).toSorted();

const anyAddress = fc.nat(8).map((last) => `198.51.100.${last}`);
const anyAddresses = fc.uniqueArray(anyAddress);
const anySeen = fc
  .record({
    ids: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d")),
    leads: fc.array(fc.option(fc.constantFrom("a", "b", "c", "d")), { maxLength: 6 }),
    let: anyAddresses,
  })
  .map(({ ids, leads, let: addresses }): SeenMembers => {
    const empty = { ports: [], floatingIps: [], rules: [] };
    const rules = after(empty, decideMembers(wanted({ addresses, isWhole: true }), MADE, empty)).rules;
    const floatingIps = leads.map((id, index) => floating(index, id !== null && ids.includes(id) ? id : null));
    return { ports: ids.map(port), floatingIps, rules };
  });

test("afterwards each port has a floating IP, none leads nowhere, just the others' members are let in, and nothing is left to do", () => {
  fc.assert(
    fc.property(anySeen, anyAddresses, (seen, addresses) => {
      const shall = wanted({ addresses, isWhole: true });
      const end = after(seen, decideMembers(shall, MADE, seen));
      for (const { id } of seen.ports) expect(end.floatingIps.filter(({ port_id }) => port_id === id).length).toBeGreaterThan(0);
      expect(end.floatingIps.filter(({ port_id }) => port_id === null)).toEqual([]);
      expect(addressesIn(end.rules)).toEqual(prefixes(addresses));
      expect(decideMembers(shall, MADE, end)).toEqual([]);
    }),
  );
});

test("what leads to a port stays; what a run has moved stays also where it leads nowhere; what others made is not touched", () => {
  fc.assert(
    fc.property(anySeen, anyAddresses, fc.boolean(), (seen, addresses, isWhole) => {
      const actions = decideMembers(wanted({ addresses, isWhole }, ["203.0.113.100"]), MADE, seen);
      const kept = after(seen, actions).floatingIps.map(({ id }) => id);
      for (const { id, port_id, floating_ip_address } of seen.floatingIps)
        if (port_id !== null || floating_ip_address === "203.0.113.100") expect(kept).toContain(id);
    }),
  );
  const theirs = { ports: [], floatingIps: [floating(1, null, "made by hand")], rules: [] };
  expect(decideMembers(wanted(EVERYONE), MADE, theirs)).toEqual([]);
});

test("while a site of the network was not heard nobody is shut out, and who was heard is let in", () => {
  fc.assert(
    fc.property(anySeen, anyAddresses, (seen, addresses) => {
      const end = after(seen, decideMembers(wanted({ addresses, isWhole: false }), MADE, seen));
      const before = seen.rules.map((one) => one.remote_ip_prefix?.slice(0, -3) ?? "");
      expect(addressesIn(end.rules)).toEqual(prefixes([...before, ...addresses]));
    }),
  );
});

test("looks at parts, one after the other, come to what one look at everything comes to", () => {
  fc.assert(
    fc.property(anySeen, anyAddresses, (seen, addresses) => {
      const shall = (of: readonly string[]) => wanted({ addresses: of, isWhole: true });
      const whole = after(seen, decideMembers(shall(addresses), MADE, seen));
      let parts: SeenMembers = seen;
      const all = new Set([...addresses, ...seen.rules.map((one) => one.remote_ip_prefix?.slice(0, -3) ?? "")]);
      for (const address of all) {
        const part = { ports: [], floatingIps: [], rules: parts.rules.filter((one) => one.remote_ip_prefix === `${address}/32`) };
        const { rules } = after(part, decideMembers(shall(addresses.filter((one) => one === address)), MADE, part));
        parts = { ...parts, rules: [...parts.rules.filter((one) => !part.rules.includes(one)), ...rules] };
      }
      expect(addressesIn(parts.rules)).toEqual(addressesIn(whole.rules));
      expect(parts.rules).toHaveLength(whole.rules.length);
    }),
  );
});

test("of a port with several addresses the first has the floating IP, as Neutron refuses to choose", () => {
  const two = { ...port("a"), fixed_ips: ["10.72.0.10", "10.72.0.11"].map((ip_address) => ({ subnet_id: "s", ip_address })) };
  const asked = (ports: SeenMembers["ports"]) => decideMembers(wanted(EVERYONE), MADE, { ports, floatingIps: [], rules: [] });
  expect(asked([two])).toMatchObject([{ act: "create-floating-ip", request: { port_id: "a", fixed_ip_address: "10.72.0.10" } }]);
  expect(asked([port("a")])[0]).not.toHaveProperty("request.fixed_ip_address");
});

test("a single address that the document itself names is no member of another site, and stays", () => {
  const rule = { direction: "ingress", ethertype: "IPv4", protocol: "tcp", port_range_min: 22, port_range_max: 22 };
  const rules = [{ ...rule, id: "ssh", remote_ip_prefix: "203.0.113.7/32" }] as unknown as readonly SecurityGroupRule[];
  expect(decideMembers(wanted(EVERYONE), MADE, { ports: [], floatingIps: [], rules })).toEqual([]);
});
