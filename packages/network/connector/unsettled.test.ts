import { expect, test } from "vitest";
import { type Action, FLOOD_MAC } from "../remote-ports/index.ts";
import { shadowHost } from "../shadows/index.ts";
import { cleanedBy, createUnsettled } from "./unsettled.ts";

const VTEP = "192.0.2.12";
const HOST = shadowHost(VTEP);
const flood: Action = {
  act: "remove-fdb",
  entries: [{ networkId: "n", vtep: VTEP, mac: FLOOD_MAC, address: "0.0.0.0", isSure: false }],
};
const agent: Action = { act: "delete-agent", id: "a", host: HOST };
const up: Action = { act: "device-up", key: "west/p1", id: "p", host: HOST, isRepeated: false };

test("nothing cleans up at an endpoint before what was done there was read back; then it is looked at again", () => {
  const unsettled = createUnsettled();
  unsettled.begin("west/p1", [up]);
  expect(unsettled.without([flood, agent, up])).toEqual([up]);
  unsettled.end("west/p1");
  expect([...unsettled.takeHeld()]).toEqual([HOST]);
  expect(unsettled.without([flood, agent])).toEqual([flood, agent]);
});

test("no port comes to an endpoint while it is cleaned up: hosts would lose it with the rest", () => {
  const unsettled = createUnsettled();
  expect([...cleanedBy([flood, up])]).toEqual([HOST]);
  const isFirstDone = unsettled.clean(cleanedBy([flood]));
  const isSecondDone = unsettled.clean(cleanedBy([agent]));
  isFirstDone();
  expect(unsettled.isCleaned(HOST)).toBe(true);
  isSecondDone();
  expect(unsettled.isCleaned(HOST)).toBe(false);
});
