import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toNumber, toText } from "./address.ts";
import { cidrText, parseCidr, usableOf } from "./cidr.ts";

describe("addresses as numbers", () => {
  test("an IPv6 address has the text that the URL standard gives it", () => {
    // Groups of zeros are rare by chance, and are what is left out.
    const groups = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(groups, (drawn) => {
        const full = drawn.map((group) => group.toString(16)).join(":");
        const canonical = new URL(`http://[${full}]`).hostname.slice(1, -1);
        expect(toText(toNumber(full), 6)).toBe(canonical);
        expect(toNumber(canonical)).toBe(toNumber(full));
      }),
    );
  });

  test("an IPv4 address comes back as it was", () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(toText(toNumber(address), 4)).toBe(address);
      }),
    );
  });

  test.each([
    ["192.0.2.77/24", "192.0.2.0/24", "192.0.2.1", "192.0.2.254"],
    ["192.0.2.4/30", "192.0.2.4/30", "192.0.2.5", "192.0.2.6"],
    ["192.0.2.4/31", "192.0.2.4/31", "192.0.2.4", "192.0.2.5"],
    ["192.0.2.4", "192.0.2.4/32", "192.0.2.4", "192.0.2.4"],
    ["2001:db8::7/64", "2001:db8::/64", "2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff"],
  ])("of %s the network is %s, and ports have %s to %s", (text, network, first, last) => {
    const cidr = parseCidr(text);
    if (cidr === undefined) throw new Error("no CIDR");
    const usable = usableOf(cidr);
    expect([cidrText(cidr), toText(usable.first, cidr.version), toText(usable.last, cidr.version)]).toEqual([
      network,
      first,
      last,
    ]);
  });

  test.each(["192.0.2.0/33", "192.0.2.0/", "192.0.2.0/x", "192.0.2/24", "2001:db8::/129", ""])("%j is no CIDR", (text) => {
    expect(parseCidr(text)).toBeUndefined();
  });
});
