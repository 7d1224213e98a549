import fc from "fast-check";
import { expect, test } from "vitest";
import { addressText, cidrText, includes, parseAddress, parseCidr, usable } from "./index.ts";

test("an address and its text are one to one, and nothing else is an address", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (address) => {
      expect(parseAddress(addressText(address))).toBe(address);
    }),
  );
  for (const text of ["", "10.0.0", "10.0.0.256", "10.0.0.01", "10.0.0.1.1", "10.0.0.-1", "a.b.c.d", "10.0.0.1 ", "::1"])
    expect(parseAddress(text), text).toBeUndefined();
});

test("a CIDR is its whole network, whatever address of it is written", () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, length) => {
      const cidr = parseCidr(`${address}/${length}`);
      if (cidr === undefined) throw new Error("not read");
      expect(cidr.last - cidr.first + 1).toBe(2 ** (32 - length));
      expect(includes(cidr, parseAddress(address) as number)).toBe(true);
      expect(parseCidr(cidrText(cidr))).toEqual(cidr);
    }),
  );
  for (const text of ["10.0.0.0", "10.0.0.0/33", "10.0.0.0/", "/24", "10.0.0.0/08"])
    expect(parseCidr(text), text).toBeUndefined();
});

test("no host has the network's or the broadcast address", () => {
  const range = (text: string) => {
    const { first, last } = usable(parseCidr(text) as NonNullable<ReturnType<typeof parseCidr>>);
    return `${addressText(first)}-${addressText(last)}`;
  };
  expect(range("10.50.0.0/24")).toBe("10.50.0.1-10.50.0.254");
  expect(range("10.50.0.0/31")).toBe("10.50.0.0-10.50.0.1");
});
