import { describe, expect, test } from "vitest";
import { mayServe, notYetAdmittedBy, notYetInstalled, notYetRenounced } from "./certificates.ts";
import type { CeremonyStatement, HeardStatement } from "./types.ts";
import { viewOf } from "./view.ts";

const heard = (by: string, statement: CeremonyStatement): HeardStatement => ({
  by,
  statement,
  arrivedAtMs: 0,
  saidAtMs: 0,
  ...(statement.says === "joined" || statement.says === "evicted" ? { operator: { is: "root" as const } } : {}),
});
const joined = (name: string, among: readonly string[]) =>
  heard("east", { says: "joined", member: { name, site: name, sealingKey: "", signingKey: "" }, among });
const admitted = (by: string, member: string, members: readonly string[], keyIds: readonly string[] = []) =>
  heard(by, { says: "admitted", member, keyIds, members });

describe("who waits for whom to serve", () => {
  const founded = [joined("east", []), joined("west", ["east"]), admitted("east", "west", ["east", "west"])];

  test("the first member serves at once, the next one when that has admitted it", () => {
    expect(mayServe(viewOf("east", founded), "east", new Set())).toBe(true);
    expect(mayServe(viewOf("west", founded), "west", new Set())).toBe(true);
    expect(mayServe(viewOf("west", founded.slice(0, 2)), "west", new Set())).toBe(false);
  });

  test("inviting a member that never comes stops nobody, also when some have admitted it", () => {
    const facts = [...founded, joined("north", ["east", "west"]), admitted("west", "north", ["east", "north", "west"])];
    for (const name of ["east", "west"]) expect(mayServe(viewOf(name, facts), name, new Set())).toBe(true);
    expect(notYetAdmittedBy(viewOf("north", facts), "north")).toEqual(["east"]);
  });

  test("of two that join at the same time, who was admitted later waits for the other, also before it has heard of its invitation", () => {
    const facts = [
      ...founded,
      joined("north", ["east", "west"]),
      ...["east", "west"].map((by) => admitted(by, "north", ["east", "north", "south", "west"])),
    ];
    expect(notYetAdmittedBy(viewOf("north", facts), "north")).toEqual(["south"]);
  });

  test("a key that the member has removed by the rule it need not hold again, whoever still held it at its admission", () => {
    const facts = [joined("east", []), joined("west", ["east"]), admitted("east", "west", ["east", "west"], ["old"])];
    const created = heard("east", {
      says: "created",
      keyId: "old",
      purpose: "token",
      generation: 1,
      notBeforeMs: 0,
      keyHash: "",
      boxes: {},
    });
    const removed = heard("west", { says: "removed", keyId: "old" });
    expect(mayServe(viewOf("west", [...facts, created]), "west", new Set())).toBe(false);
    expect(mayServe(viewOf("west", [...facts, created, removed]), "west", new Set())).toBe(true);
  });
});

describe("an acknowledgement that counts all whom the key was sealed for", () => {
  const created = (names: readonly string[]) =>
    heard("east", {
      says: "created",
      keyId: "new",
      purpose: "token",
      generation: 1,
      notBeforeMs: 0,
      keyHash: "",
      boxes: Object.fromEntries(names.map((name) => [name, ""])),
    });
  const waitingFor = (facts: readonly HeardStatement[]) => {
    const view = viewOf("east", [joined("east", []), ...facts]);
    return view.keys.map((key) => [notYetInstalled(view, key), notYetRenounced(view, key)]);
  };

  test("has the key waited for by the same members as one that names them, also before they are known to have joined", () => {
    const full = heard("east", { says: "installed", keyId: "new", members: ["east", "north", "west"] });
    const short = heard("east", { says: "installed", keyId: "new", members: ["north"], andRecipients: true });
    const expected = [
      [
        ["north", "west"],
        ["east", "north", "west"],
      ],
    ];
    expect(waitingFor([created(["east", "west"]), full])).toEqual(expected);
    expect(waitingFor([created(["east", "west"]), short])).toEqual(expected);
    expect(waitingFor([short, created(["east", "west"])])).toEqual(expected);
  });

  test("counts nobody less because a captured maker says of the same key that it was sealed for fewer", () => {
    const short = heard("east", { says: "installed", keyId: "new", members: [], andRecipients: true });
    const expected = [[["west"], ["east", "west"]]];
    expect(waitingFor([created(["east"]), created(["east", "west"]), short])).toEqual(expected);
    expect(waitingFor([created(["east", "west"]), created(["east"]), short])).toEqual(expected);
  });
});
