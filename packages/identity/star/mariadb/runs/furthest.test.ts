import { systemClock } from "@multisite/kernel/clock";
import { expect, test } from "vitest";

import { parseStar, starExamples } from "../../topology/index.ts";
import type { NodeLook } from "../follow/orders/types.ts";
import { furthestOf, lostOneOf } from "./furthest.ts";
import type { RunHands } from "./hands.ts";

const star = parseStar(starExamples.star, "star.yaml");

/** Hands over nodes of which only position and hold matter; the others cannot be reached. */
function handsOver(nodes: Readonly<Record<string, { readonly position?: string; readonly why?: string }>>): RunHands {
  return {
    star: () => star,
    clock: systemClock,
    async ask(node) {
      const found = nodes[node];
      if (found === undefined) throw new Error("unreachable");
      const hold = found.why === undefined ? null : { why: found.why, reason: "" };
      return { report: { node, position: found.position ?? "" }, hold } as NodeLook;
    },
  };
}

test("rows are taken from a replica that has all that the others have, whichever cannot be reached", async () => {
  const hands = handsOver({ "north-1": { position: "1-10-90" }, "north-2": { position: "1-10-100" } });
  expect(await furthestOf(hands, ["north-1", "north-2", "south-1"])).toBe("north-2");
  expect(await furthestOf(hands, ["south-1"])).toBeUndefined();
});

test("a master that was set aside for anything else than a loss is not written to", async () => {
  const hands = handsOver({ "east-1": { why: "superseded" }, "west-1": { why: "lost" } });
  expect(await lostOneOf(hands, ["east-1", "west-1"])).toBe("west-1");
  expect(await lostOneOf(hands, ["east-1", "south-1"])).toBeUndefined();
});
