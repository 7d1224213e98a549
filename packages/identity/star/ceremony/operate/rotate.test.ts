import { expect, test } from "vitest";
import type { CeremonyStatement, HeardStatement } from "../types.ts";
import { viewOf } from "../view.ts";
import { rotationPlan } from "./index.ts";

const NAMES = ["east", "west"];
const heard = (by: string, statement: CeremonyStatement, isRoot = false): HeardStatement => ({
  by,
  statement,
  arrivedAtMs: 0,
  saidAtMs: 0,
  ...(isRoot ? { operator: { is: "root" as const } } : {}),
});
const member = (name: string) => ({ name, site: name, sealingKey: "", signingKey: "" });
const created = (keyId: string, generation: number) =>
  heard("east", {
    says: "created",
    keyId,
    purpose: "token",
    generation,
    notBeforeMs: 1e15,
    keyHash: "",
    boxes: { east: "", west: "" },
  });
const facts = [
  ...NAMES.map((name) => heard("east", { says: "joined", member: member(name) }, true)),
  created("one", 1),
  created("two", 2),
  ...NAMES.map((by) => heard(by, { says: "installed", keyId: "one", members: NAMES })),
  ...NAMES.map((by) => heard(by, { says: "signing", keyId: "one", lifeMs: 1 })),
  heard("east", { says: "installed", keyId: "two", members: NAMES }),
];

test("a rotation activates the next staged key, and says whom it waits for while a member lacks it", () => {
  const waiting = rotationPlan(viewOf("east", facts), "token");
  expect(waiting.acts).toEqual([{ act: "say", statement: { says: "activated", keyId: "two" } }]);
  expect(waiting.consequences.join(" ")).toContain("It waits for west");
  const ready = [...facts, heard("west", { says: "installed", keyId: "two", members: NAMES })];
  expect(rotationPlan(viewOf("east", ready), "token").consequences.join(" ")).toContain("Every member has it");
});

test("without a key that could be next nothing is said", () => {
  const activated = heard("east", { says: "activated", keyId: "two" }, true);
  expect(rotationPlan(viewOf("east", [...facts, activated]), "token").acts).toEqual([]);
  expect(rotationPlan(viewOf("east", facts), "receipt").acts).toEqual([]);
});
