import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkNetworkText, networkExamples, networkFields, networkSchema, parseNetwork } from "./index.ts";

const { overlay, provider, routed } = networkExamples;

/** The text with parts replaced; a part that is not there is a mistake of the test. */
function edited(text: string, ...edits: readonly (readonly [from: string, to: string])[]): string {
  return edits.reduce((result, [from, to]) => {
    if (!result.includes(from)) throw new Error(`The text does not hold ${from}`);
    return result.replace(from, () => to);
  }, text);
}

test("the published schema is the one that the reader works with", () => {
  const published = readFileSync(new URL("./schema.json", import.meta.url), "utf8");
  expect(JSON.parse(published), "write networkSchema to document/schema.json").toEqual(networkSchema);
});

test("every field says what it is", () => {
  for (const { field, description } of networkFields()) expect(description, field).toMatch(/^\p{L}.*\.$/u);
});

test.each(Object.entries(networkExamples))("the example of type %s is right, without a warning", (type, text) => {
  const { network, findings } = checkNetworkText(text);
  expect(findings).toEqual([]);
  expect(network?.type).toBe(type);
});

test("what is left out is filled in: an overlay whose members hear each other, without gateway and DHCP", () => {
  const { network } = checkNetworkText(
    edited(overlay, ["  type: overlay\n", ""], [/ {2}security:[\s\S]*?\n\n/.exec(overlay)?.[0] ?? "", ""]),
  );
  expect(network).toMatchObject({
    type: "overlay",
    security: { portSecurity: "on", allow: [{ protocol: "any", from: "members" }] },
  });
  expect(network).not.toHaveProperty("gateway");
  expect(network).not.toHaveProperty("dhcpSite");
});

describe("a document that cannot work is refused with its line, its field and what would be right", () => {
  const NORTH = "name: north, pool: { first: 10.50.0.150, last: 10.50.0.219 }";
  test.each<[string, string, readonly (readonly [string, string])[], string, string]>([
    ["an unknown field", overlay, [["project:", "tenant:"]], "network.document.unknown_field", "no field spec.tenant"],
    ["a nearly known field", overlay, [["cidr:", "cid:"]], "network.document.unknown_field", "did you mean cidr?"],
    ["another type", overlay, [["type: overlay", "type: vxlan"]], "network.document.value", "overlay, provider, routed"],
    ["a VNI that VXLAN has not", overlay, [["# vni: 1500 ", "vni: 16777216 #"]], "network.document.value", "to 16777215"],
    [
      "one site only",
      provider,
      [[/ {4}- \{ name: west.*\n/.exec(provider)?.[0] ?? "", ""]],
      "network.document.value",
      "at least 2",
    ],
    ["no CIDR", overlay, [["  cidr: 10.50.0.0/24 ", "  #"]], "network.type.missing", "needs spec.cidr"],
    ["no physical network", provider, [[", physicalNetwork: datacentre", ""]], "network.type.missing", "sites.1.physicalNetwork"],
    ["a routed site without a CIDR", routed, [["      cidr: 10.72.0.0/24\n", ""]], "network.type.missing", "sites.1.cidr"],
    ["a VNI on a provider network", provider, [["vlan: 260", "vni: 260"]], "network.type.foreign", "vni is for type overlay"],
    [
      "VIPs on a routed network",
      routed,
      [["  security:", "  vips: [{ name: a, address: 10.71.0.5 }]\n  security:"]],
      "network.type.foreign",
      "vips",
    ],
    ["no address", overlay, [["10.50.0.219", "10.50.0.319"]], "network.address.form", "10.50.0.319 is no IPv4 address"],
    [
      "no CIDR in a rule",
      overlay,
      [["{ protocol: icmp }", "{ protocol: icmp, from: 10.0.0.0/99 }"]],
      "network.address.form",
      "or members",
    ],
    ["a CIDR without room", overlay, [["10.50.0.0/24", "10.50.0.0/31"]], "network.address.form", "/30 or wider"],
    ["a site twice", overlay, [["name: north", "name: east"]], "network.site.duplicate", "east is there twice"],
    ["a site called manual", overlay, [["name: north", "name: manual"]], "network.site.manual", "give it another one"],
    [
      "a gateway of an unknown site",
      overlay,
      [["  vips:", "  gateway: { site: south, address: 10.50.0.1 }\n  vips:"]],
      "network.site.unknown",
      "one of east, west, north",
    ],
    ["DHCP of an unknown site", overlay, [["  vips:", "  dhcpSite: south\n  vips:"]], "network.site.unknown", "south is no site"],
    [
      "routed sites that share addresses",
      routed,
      [["10.72.0.0/24", "10.71.0.0/16"]],
      "network.site.cidr",
      "overlaps 10.71.0.0/24 of east",
    ],
    ["a pool outside", overlay, [["last: 10.50.0.219", "last: 10.50.1.9"]], "network.pool.outside", "10.50.0.1 to 10.50.0.254"],
    ["a pool with the broadcast address", overlay, [["last: 10.50.0.219", "last: 10.50.0.255"]], "network.pool.outside", "north"],
    [
      "a pool backwards",
      overlay,
      [[NORTH, NORTH.replace("first: 10.50.0.150, last: 10.50.0.219", "first: 10.50.0.219, last: 10.50.0.150")]],
      "network.pool.order",
      "exchange first and last",
    ],
    [
      "pools that overlap",
      overlay,
      [["first: 10.50.0.80", "first: 10.50.0.79"]],
      "network.pool.overlap",
      "west overlaps that of east",
    ],
    [
      "a routed pool without room for the router",
      routed,
      [["first: 10.72.0.10, last: 10.72.0.250", "first: 10.72.0.1, last: 10.72.0.254"]],
      "network.pool.router",
      "leave out the first address",
    ],
    ["a VIP in a pool", overlay, [["10.50.0.250", "10.50.0.15"]], "network.address.reserved", "is in the pool of east"],
    ["a VIP outside", overlay, [["10.50.0.250", "10.51.0.250"]], "network.address.reserved", "no address that a port"],
    [
      "a VIP that is the gateway",
      overlay,
      [["  vips:", "  gateway: { site: east, address: 10.50.0.250 }\n  vips:"]],
      "network.address.reserved",
      "is the gateway too",
    ],
    [
      "an L2 gateway of two sites",
      overlay,
      [
        ["name: east,", "name: east, l2GatewayAddress: 192.0.2.1,"],
        ["name: west,", "name: west, l2GatewayAddress: 192.0.2.1,"],
      ],
      "network.site.l2_gateway",
      "write west's own",
    ],
    [
      "ports of VRRP",
      overlay,
      [["{ protocol: vrrp }", "{ protocol: vrrp, portMin: 5 }"]],
      "network.security.ports",
      "vrrp has no ports",
    ],
    ["a last port without a first", overlay, [["portMin: 3868, portMax", "portMax"]], "network.security.ports", "as portMin"],
  ])("%s", (_, text, edits, code, message) => {
    const { findings } = checkNetworkText(edited(text, ...edits));
    const found = findings.find((finding) => finding.code === code);
    expect(found?.message, JSON.stringify(findings)).toContain(message);
    expect(found?.line).toBeGreaterThan(0);
    expect(() => parseNetwork(edited(text, ...edits), "plane.yaml")).toThrow(`plane.yaml:${found?.line}: `);
  });

  test("what is only a risk is said and not refused", () => {
    const text = edited(overlay, ["  security:\n", "  security:\n    portSecurity: off\n".replace("off", '"off"')]);
    expect(checkNetworkText(text).findings).toMatchObject([{ code: "network.security.off", severity: "warning" }]);
    expect(parseNetwork(text, "plane.yaml").security.portSecurity).toBe("off");
  });
});
