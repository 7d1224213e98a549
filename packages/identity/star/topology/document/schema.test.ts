import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { type JsonSchema, validateSchema } from "../../../api/schema/index.ts";
import { EMBEDDED, MULTI_CLUSTER, STAR } from "../testing/documents.ts";
import { readStar } from "./read.ts";
import { starSchema } from "./schema.ts";

test("the published schema is the one that the reader works with", () => {
  const published = readFileSync(new URL("../schema.json", import.meta.url), "utf8");
  expect(JSON.parse(published), "write `multisite star schema -o json` to topology/schema.json").toEqual(starSchema);
});

const WRONG_VALUES = [null, true, -1, 0, 1.5, 70_000, "", "x", "X Y", "east-1", [], ["x"], {}, { x: 1 }, { site: "north" }];

test("an independent checker of the schema and the reader agree on any document", () => {
  const seen = { taken: 0, refused: 0 };
  fc.assert(
    fc.property(
      fc.constantFrom(STAR, EMBEDDED, MULTI_CLUSTER),
      fc.nat(),
      fc.nat(),
      fc.constantFrom("replace", "remove", "add"),
      (text, where, what, how) => {
        const document = parse(text);
        const containers = containersOf(document);
        const container = containers[where % containers.length] as Record<string, unknown>;
        const names = Object.keys(container);
        const name = names[what % Math.max(1, names.length)] ?? "x";
        if (how === "replace") container[name] = WRONG_VALUES[what % WRONG_VALUES.length];
        else if (how === "remove" && !Array.isArray(container)) delete container[name];
        else if (!Array.isArray(container)) container[["labels", "retentionSeconds", "delay", "x"][what % 4] ?? "x"] = what;
        const isTaken = readStar(JSON.stringify(document)).star !== undefined;
        seen[isTaken ? "taken" : "refused"] += 1;
        expect(isTaken, JSON.stringify(document)).toBe(fits(document));
      },
    ),
    { numRuns: 2000 },
  );
  expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(100);
});

function fits(document: unknown): boolean {
  try {
    validateSchema(starSchema as JsonSchema, document);
    return true;
  } catch {
    return false;
  }
}

function containersOf(value: unknown): readonly object[] {
  return typeof value === "object" && value !== null ? [value, ...Object.values(value).flatMap(containersOf)] : [];
}
