import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Choosable, choose, type Wanted } from "./choose.ts";

const node = (changes: Partial<Choosable> = {}): Choosable => ({
  isOwnSite: true,
  state: "up",
  meanMs: 1,
  inFlight: 0,
  chosenAt: 0,
  takesWrites: true,
  ...changes,
});
const read: Wanted = { purpose: "read", mayLeaveSite: true, prefersWriters: false };

describe("which node is asked", () => {
  test("one that is up before one that is suspect before one that is down, wherever they stand", () => {
    const [down, suspect, far] = [node({ state: "down" }), node({ state: "suspect" }), node({ isOwnSite: false, meanMs: 200 })];
    expect(choose([down, suspect, far], read, [])).toBe(far);
    expect(choose([down, suspect, far], read, [far])).toBe(suspect);
    expect(choose([down, suspect, far], read, [far, suspect])).toBe(down);
    expect(choose([down, suspect, far], read, [far, suspect, down])).toBeUndefined();
  });

  test("the own site's however slow, then the nearest of the others", () => {
    const [own, near, far] = [
      node({ meanMs: 900 }),
      node({ isOwnSite: false, meanMs: 10 }),
      node({ isOwnSite: false, meanMs: 90 }),
    ];
    expect(choose([far, near, own], read, [])).toBe(own);
    expect(choose([far, near, own], read, [own])).toBe(near);
  });

  test("of nodes that are equally near, the one with less to do, then the one that was not asked for longest", () => {
    const [busy, idle, idleLater] = [node({ inFlight: 3 }), node({ meanMs: 2, chosenAt: 7 }), node({ chosenAt: 9 })];
    expect(choose([busy, idleLater, idle], read, [])).toBe(idle);
    expect(choose([node({ meanMs: 50 }), busy], read, [])).toBe(busy);
  });

  test("no other site once the budget is used up", () => {
    const far = node({ isOwnSite: false });
    expect(choose([far], { ...read, mayLeaveSite: false }, [])).toBeUndefined();
    const dead = node({ state: "down" });
    expect(choose([far, dead], { ...read, mayLeaveSite: false }, [])).toBe(dead);
  });

  test("a stock Keystone on a replica gets no writes, and after it hung up on a login others are asked before its like", () => {
    const [stock, farMaster] = [node({ takesWrites: false }), node({ isOwnSite: false, meanMs: 100 })];
    expect(choose([stock, farMaster], { ...read, purpose: "write" }, [])).toBe(farMaster);
    expect(choose([stock], { ...read, purpose: "write" }, [])).toBeUndefined();
    expect(choose([stock, farMaster], { ...read, purpose: "login" }, [])).toBe(stock);
    expect(choose([stock, farMaster], { ...read, purpose: "login", prefersWriters: true }, [])).toBe(farMaster);
  });

  test("property: the choice is one that may be chosen, and none that is better was passed over", () => {
    const anyNode = fc.record({
      isOwnSite: fc.boolean(),
      state: fc.constantFrom("up" as const, "suspect" as const, "down" as const),
      meanMs: fc.double({ min: 0, max: 500, noNaN: true }),
      inFlight: fc.nat(5),
      chosenAt: fc.nat(),
      takesWrites: fc.boolean(),
    });
    const anyWanted = fc.record({
      purpose: fc.constantFrom("read" as const, "login" as const, "write" as const),
      mayLeaveSite: fc.boolean(),
      prefersWriters: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyNode, { maxLength: 8 }), anyWanted, fc.nat(3), (nodes, wanted, triedCount) => {
        const tried = nodes.slice(0, triedCount);
        const may = (one: Choosable) =>
          !tried.includes(one as never) &&
          (one.isOwnSite || wanted.mayLeaveSite) &&
          (one.takesWrites || wanted.purpose !== "write");
        const chosen = choose(nodes, wanted, tried);
        if (chosen === undefined) return !nodes.some(may);
        const isBest = (one: Choosable) => one.state === "up" && one.isOwnSite && (one.takesWrites || !wanted.prefersWriters);
        return may(chosen) && (isBest(chosen) || !nodes.some((one) => may(one) && isBest(one)));
      }),
    );
  });
});
