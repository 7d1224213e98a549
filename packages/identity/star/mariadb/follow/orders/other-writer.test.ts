import { expect, test } from "vitest";
import { whyNotAlone, writesElsewhere } from "./other-writer.ts";
import type { NodeLook } from "./types.ts";

const sites: Readonly<Record<string, string>> = { "east-1": "east", "east-2": "east", "west-1": "west", "north-1": "north" };
const siteOf = (node: string): string | undefined => sites[node];

function look(node: string, isReadOnly: boolean, masters: Readonly<Record<string, string>>): NodeLook {
  return {
    report: { node, follows: null, serves: true, state: "running", reason: null, position: "", mark: null, promotion: null },
    server: { isReadOnly, follows: null, io: null, sql: null, isDrained: true, ownDomain: 11 },
    masters: Object.entries(masters).map(([name, state]) => ({ node: name, state, forMs: 1000, hasAll: true })),
    hold: null,
    isRebuilding: false,
    isVerified: true,
    pinned: null,
  };
}
const own = look("east-1", true, { "west-1": "gone" });
const whyNot = (others: Readonly<Record<string, NodeLook | undefined>>, unheard = false) =>
  whyNotAlone("east-1", writesElsewhere("east-1", own, new Map(Object.entries(others))), { siteOf, unheard });

test("a master does not go on alone when anybody who answers sees that another one takes writes", () => {
  const seenFromNorth = look("north-1", true, { "east-1": "idle", "west-1": "ready" });
  expect(whyNot({ "west-1": undefined, "north-1": seenFromNorth })).toContain("north-1 sees that west-1 takes writes");
  expect(whyNot({ "west-1": look("west-1", false, {}), "north-1": undefined })).toContain("west-1 says that it takes writes");
  expect(whyNot({ "north-1": seenFromNorth }, true)).toContain("west-1 takes writes");
});

test("one that hears nobody of another site is refused until the operator says that it is not the one that is cut off", () => {
  expect(whyNot({ "west-1": undefined, "north-1": undefined })).toContain("--unheard");
  expect(whyNot({ "east-2": look("east-2", true, { "west-1": "gone" }), "north-1": undefined })).toContain("--unheard");
  expect(whyNot({ "west-1": undefined, "north-1": undefined }, true)).toBeUndefined();
});

test("it may when others answer and nobody sees a writer", () => {
  const seenFromNorth = look("north-1", true, { "east-1": "idle", "west-1": "gone" });
  expect(whyNot({ "west-1": undefined, "north-1": seenFromNorth })).toBeUndefined();
});
