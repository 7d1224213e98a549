import { expect, test } from "vitest";
import type { Order } from "./types.ts";
import { mayOrder } from "./who-may.ts";

const orders: readonly Order[] = [
  { order: "may-order" },
  { order: "stand-behind", master: "east-1" },
  { order: "rebuild", because: "" },
  { order: "release" },
  { order: "declare-primary" },
  { order: "set-aside", because: "" },
  { order: "promotion", promotion: { node: "north-1", epoch: 1, domain: 1, position: "", reason: "" } },
  { order: "replay", from: "north-1", prefer: "other" },
];

test("a captured replica orders nobody while a master takes writes; a master may; nobody else ever", () => {
  for (const order of orders) {
    expect(mayOrder(order, { role: "replica", doesMasterWrite: true }), order.order).toBe(false);
    expect(mayOrder(order, { role: "master", doesMasterWrite: true }), order.order).toBe(true);
    expect(mayOrder(order, { role: "arbitrator", doesMasterWrite: false }), order.order).toBe(false);
    expect(mayOrder(order, { role: undefined, doesMasterWrite: false }), order.order).toBe(false);
  }
});

test("with all masters lost any replica may, as somebody must promote", () => {
  for (const order of orders) expect(mayOrder(order, { role: "replica", doesMasterWrite: false }), order.order).toBe(true);
});

test("what only looks is open to all members", () => {
  expect(mayOrder({ order: "look" }, { role: "replica", doesMasterWrite: true })).toBe(true);
  expect(mayOrder({ order: "compare", with: "north-2" }, { role: "replica", doesMasterWrite: true })).toBe(true);
});
