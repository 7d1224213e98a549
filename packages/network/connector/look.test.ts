import { expect, test } from "vitest";
import { memory, port, seen, shadowOf, wanted } from "../remote-ports/decide/situations.ts";
import { lookAt } from "./look.ts";
import { defaultSettings } from "./settings.ts";

const lacksOf = (has: Parameters<typeof lookAt>[1], remembers = memory()) =>
  lookAt(wanted([port()]), has, remembers, defaultSettings).map(({ lacks }) => lacks);
const refused = memory({ refused: new Map([["west/p1", { untilMs: 0, why: "MacAddressInUse" }]]) });

test("a remote port that is as it shall be lacks nothing, even when Neutron refused it before", () => {
  expect(lacksOf(seen([port()]))).toEqual([[]]);
  expect(lacksOf(seen([port()]), refused)).toEqual([[]]);
});

test("one that is not there says so, and what Neutron said to it", () => {
  expect(lacksOf(seen([]), refused)).toEqual([
    ["Neutron refused it: MacAddressInUse", "there is no such port yet", "to do: create-port", "to do: device-up"],
  ]);
});

test("one that is not up says its status, and what is still to be done", () => {
  const has = seen([port()], { shadows: [shadowOf(port(), { status: "DOWN" })] });
  expect(lacksOf(has)).toEqual([["its status is DOWN", "to do: device-up"]]);
});

test("one that is kept out says why: another port has its MAC", () => {
  const own = [{ id: "thief", network_id: port().networkId, mac_address: port().mac, fixed_ips: [] }];
  expect(lacksOf(seen([], { own }))).toEqual([
    [`MAC ${port().mac} of west/p1 is a port of this site too`, "there is no such port yet"],
  ]);
});
