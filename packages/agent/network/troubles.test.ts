import { expect, test } from "vitest";
import { createTroubles } from "./troubles.ts";

test("what goes wrong once is no alarm; what lasts is one that says whom it is about, until it is over", () => {
  let nowMs = 0;
  const troubles = createTroubles("north", () => nowMs);
  const ids = () => troubles.current().map(({ id, severity }) => `${severity} ${id}`);
  const goOn = (seconds: number): void => {
    for (let passed = 0; passed < seconds; passed += 2) {
      nowMs += 2000;
      troubles.note("look", new Error("Neutron is away."));
      troubles.note("ask south", new Error("The link is cut."));
    }
  };
  goOn(2);
  expect(ids()).toEqual([]);
  goOn(10);
  expect(ids()).toEqual(["major network.connector/north/look", "minor network.connector/north/ask south"]);
  expect(troubles.current()[0]?.cause).toMatch(/^The connector of north cannot read its Neutron: Neutron is away\./);
  expect(troubles.current()[1]?.cause).toMatch(/^The connector of north does not hear south: The link is cut\./);
  nowMs += 21_000;
  expect(ids()).toEqual([]);
});
