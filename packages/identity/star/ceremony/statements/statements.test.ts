import { openFactStore } from "@multisite/kernel/facts";
import { createSeededRandom } from "@multisite/kernel/random";
import { describe, expect, test } from "vitest";
import { createSigner, type TestSigner, verifySignature } from "../testing/signers.ts";
import type { CeremonyStatement } from "../types.ts";
import { viewOf } from "../view.ts";
import { keyIdOf, readStatements, STATEMENT_KIND, sayStatement, type TrustRoot } from "./index.ts";

const HASH = "0".repeat(64);
const key = (maker: string, generation: number, more: { emergencyMembers?: readonly string[] } = {}) => {
  const description = { purpose: "token" as const, generation, notBeforeMs: 0, keyHash: HASH, ...more };
  return {
    says: "created" as const,
    keyId: keyIdOf(maker, description),
    ...description,
    boxes: { east: "", west: "", north: "" },
  };
};

/** East is the first member and a master; an operator of the root, and one that holds a key at west; north is an ordinary site. */
function startStar({ withOperators = true } = {}) {
  const store = openFactStore({ path: undefined, random: createSeededRandom(1) });
  const [east, west, north, south, operator, ofWest, ofNorth] = Array.from({ length: 7 }, () => createSigner()) as [
    TestSigner,
    TestSigner,
    TestSigner,
    TestSigner,
    TestSigner,
    TestSigner,
    TestSigner,
  ];
  const root: TrustRoot = {
    member: "east",
    signingKey: east.signingKey,
    ...(withOperators ? { operators: [operator.signingKey] } : {}),
  };
  let nowMs = 1000;
  const say = (by: string, signer: TestSigner, statement: CeremonyStatement, { asOperator = false, atMs = nowMs++ } = {}) =>
    sayStatement(store, by, statement, signer.sign, atMs, asOperator ? signer.signingKey : undefined);
  const invite = (name: string, { signingKey }: TestSigner): CeremonyStatement => ({
    says: "joined",
    member: { name, site: name, sealingKey: "", signingKey },
  });
  const read = () => readStatements(store, root, verifySignature);
  const view = () => viewOf("east", read().heard);
  const reasons = () => read().rejected.map(({ by, says, reason }) => `${by} ${says}: ${reason}`);
  if (withOperators) {
    const names: [string, TestSigner][] = [
      ["east", east],
      ["west", west],
      ["north", north],
    ];
    for (const [name, signer] of names) say("east", operator, invite(name, signer), { asOperator: true });
    say("east", operator, { says: "operator", member: "west", operatorKey: ofWest.signingKey }, { asOperator: true });
  }
  return { store, east, west, north, south, operator, ofWest, ofNorth, say, invite, view, reasons };
}

describe("who is believed in what", () => {
  test("an ordinary member, captured, can neither evict, condemn, hold, activate nor invite, nor make operators or emergency keys", () => {
    const { north, south, say, invite, view, reasons } = startStar();
    const made = key("north", 1);
    say("north", north, made);
    const acts: CeremonyStatement[] = [
      invite("south", south),
      { says: "evicted", member: "east", reason: "" },
      { says: "operator", member: "north", operatorKey: north.signingKey },
      { says: "condemned", keyId: made.keyId, reason: "" },
      { says: "activated", keyId: made.keyId },
      { says: "held", keyId: made.keyId, reason: "" },
      { says: "reencrypted", keyId: made.keyId },
      key("north", 2, { emergencyMembers: ["north"] }),
    ];
    const before = view();
    // With its own key, as if that were an operator's, and as if it were the first member's.
    for (const act of acts) {
      say("north", north, act);
      say("north", north, act, { asOperator: true });
      say("east", north, act);
    }
    expect(view()).toEqual(before);
    expect(before.keys.map(({ keyId }) => keyId)).toEqual([made.keyId]);
    expect(reasons()).toHaveLength(3 * acts.length);
    for (const reason of reasons()) expect(reason).toMatch(/not an operator|^unknown/);
  });

  test("an operator of the root does all of it, and one that it has made does, but for making and unmaking operators", () => {
    const { operator, ofWest, ofNorth, south, north, say, invite, view, reasons } = startStar();
    const made = key("north", 1);
    say("north", north, made);
    say("west", ofWest, invite("south", south), { asOperator: true });
    say("west", ofWest, { says: "condemned", keyId: made.keyId, reason: "lost" }, { asOperator: true });
    say("west", ofWest, { says: "evicted", member: "north", reason: "stolen" }, { asOperator: true });
    say("west", ofWest, { says: "operator", member: "south", operatorKey: ofNorth.signingKey }, { asOperator: true });
    say("west", ofWest, { says: "evicted", member: "east", reason: "mine" }, { asOperator: true });
    say("south", ofNorth, { says: "evicted", member: "west", reason: "mine" }, { asOperator: true });
    expect([...view().members.keys()]).toEqual(["east", "west", "south"]);
    expect(view().evicted).toEqual(new Map([["north", "stolen"]]));
    expect(reasons()).toEqual([
      "west operator: not an operator",
      "west evicted: not an operator",
      "south evicted: not an operator",
    ]);
    say("east", operator, { says: "evicted", member: "west", reason: "captured" }, { asOperator: true });
    expect(view().evicted.has("west")).toBe(true);
  });

  test("where no operators are named, the first member's own key is the only one", () => {
    const { east, north, say, invite, view, reasons } = startStar({ withOperators: false });
    say("east", east, invite("east", east));
    say("east", east, invite("north", north));
    say("north", north, { says: "evicted", member: "east", reason: "" });
    expect([...view().members.keys()]).toEqual(["east", "north"]);
    expect(reasons()).toEqual(["north evicted: not an operator"]);
  });

  test("with operators named, the first member's own key is none of them", () => {
    const { east, say, view } = startStar();
    say("east", east, { says: "evicted", member: "north", reason: "" });
    expect(view().evicted.size).toBe(0);
  });

  test("an operator's key speaks for operators only: not even with it is something said in a member's name", () => {
    const { operator, ofWest, north, say, view, reasons } = startStar();
    const made = key("north", 1);
    say("north", north, made);
    for (const signer of [operator, ofWest]) {
      say("north", signer, { says: "installed", keyId: made.keyId, members: ["north"] }, { asOperator: true });
    }
    expect(view().keys[0]?.installed.size).toBe(0);
    expect(reasons()).toEqual(["north installed: not a member", "north installed: not a member"]);
  });

  test("a holder that is evicted is no operator any more, and what was said with its key is undone unless it is said again", () => {
    const { operator, ofWest, south, say, invite, view } = startStar();
    say("west", ofWest, invite("south", south), { asOperator: true });
    say("west", ofWest, { says: "evicted", member: "north", reason: "a lie" }, { asOperator: true });
    expect(
      view()
        .saidByOperator.get("west")
        ?.map(({ says }) => says),
    ).toEqual(["joined", "evicted"]);
    say("east", operator, { says: "evicted", member: "west", reason: "captured" }, { asOperator: true });
    expect([...view().members.keys()]).toEqual(["east", "north"]);
    say("east", operator, invite("south", south), { asOperator: true });
    expect([...view().members.keys()]).toEqual(["east", "north", "south"]);
  });
});

describe("what an evicted member says", () => {
  test("does not count, whenever it says that it said it: nobody waits for it, and its keys are nobody's", () => {
    const { operator, north, west, say, view } = startStar();
    const used = key("north", 1);
    const late = key("north", 2);
    say("north", north, used);
    say("west", west, { says: "installed", keyId: used.keyId, members: ["east", "west", "north"] });
    say("north", north, { says: "installed", keyId: used.keyId, members: ["east", "nobody"] });
    say("east", operator, { says: "evicted", member: "north", reason: "stolen" }, { asOperator: true });
    say("north", north, late, { atMs: 1 });
    say("north", north, { says: "admitted", member: "east", keyIds: [late.keyId] }, { atMs: 1 });
    say("north", north, { says: "signing", keyId: used.keyId, lifeMs: 2 ** 50 }, { atMs: 1 });
    const { members, keys, disownedKeys, admissions } = view();
    expect([...members.keys()]).toEqual(["east", "west"]);
    expect(keys.map(({ keyId }) => keyId)).toEqual([used.keyId]);
    expect([...(keys[0]?.installed.keys() ?? [])]).toEqual(["west"]);
    expect(keys[0]?.signing.size).toBe(0);
    expect(disownedKeys).toEqual(new Set([late.keyId]));
    expect(admissions.size).toBe(0);
  });

  test("it may not come back under its name", () => {
    const { operator, south, say, invite, view } = startStar();
    say("east", operator, { says: "evicted", member: "north", reason: "stolen" }, { asOperator: true });
    say("east", operator, invite("north", south), { asOperator: true });
    expect(view().members.has("north")).toBe(false);
  });
});

describe("statements of captured members", () => {
  test("nobody else can say something else of a key: not its order, its schedule, nor what the key is", () => {
    const { north, west, say, view, reasons } = startStar();
    const made = key("west", 5);
    say("north", north, { ...made, generation: 1 }, { atMs: 1 });
    say("north", north, made, { atMs: 1 });
    say("west", west, made);
    say("west", west, { ...made, keyHash: "1".repeat(64) });
    expect(view().keys.map(({ maker, generation, keyHash }) => [maker, generation, keyHash])).toEqual([["west", 5, HASH]]);
    expect(reasons()).toHaveLength(3);
  });

  test("a box that a member seals never takes the place of the maker's", () => {
    const { north, west, say, view } = startStar();
    const made = { ...key("west", 1), boxes: { east: "whole" } };
    say("north", north, { says: "sealed", keyId: made.keyId, forMember: "east", box: "broken" }, { atMs: 1 });
    say("west", west, made);
    expect(view().keys[0]?.boxes.get("east")).toBe("whole");
  });

  test("what has not its shape is not understood, and holds up nothing else", () => {
    const { store, north, say, view, reasons } = startStar();
    const made = key("north", 1);
    const broken = [
      { ...made, keyId: "../../../etc/passwd" },
      { ...made, generation: Number.MAX_VALUE },
      { says: "installed", keyId: made.keyId, members: "all" },
      { says: "signing", keyId: made.keyId, lifeMs: "long" },
      { says: "admitted", member: "east", keyIds: [null] },
      { says: "__proto__", keyId: made.keyId },
      { says: "unheard of", keyId: made.keyId },
    ];
    for (const statement of broken) say("north", north, statement as unknown as CeremonyStatement);
    for (const body of [null, 7, "x", [], { by: "north", signature: "", statement: null }]) {
      store.append({ kind: STATEMENT_KIND, subject: "x", atMs: 1, body });
    }
    say("north", north, made);
    expect(view().keys).toHaveLength(1);
    expect(reasons()).toHaveLength(broken.length + 5);
    for (const reason of reasons()) expect(reason).toMatch(/not understood/);
  });

  test("a statement that is replayed as a new fact, in whatever place, changes nothing", () => {
    const { store, north, say, view } = startStar();
    const made = key("north", 1);
    say("north", north, made);
    say("north", north, { says: "renounced", keyId: made.keyId });
    const before = view();
    for (const { kind, subject, atMs, body } of store.ofKind(STATEMENT_KIND)) store.append({ kind, subject, atMs, body });
    expect(view()).toEqual(before);
    for (const { kind, subject, body } of store.ofKind(STATEMENT_KIND)) store.append({ kind, subject, atMs: 5, body });
    expect(view()).toEqual(before);
  });
});
