import { openFactStore } from "@multisite/kernel/facts";
import { createSeededRandom } from "@multisite/kernel/random";
import { describe, expect, test } from "vitest";
import { createViewFold } from "./fold.ts";
import { createStatementReader, keyIdOf, readStatements, sayStatement } from "./statements/index.ts";
import { createSigner, verifySignature } from "./testing/signers.ts";
import type { CeremonyStatement, CeremonyView } from "./types.ts";
import { viewOf } from "./view.ts";

const NAMES = ["east", "west", "north", "south"];
const SEEDS = 8;

/** Statements of all kinds by all members and a stranger, in an order in which no honest star would say them. */
function startBabble(seed: number) {
  const random = createSeededRandom(seed);
  const pick = (count: number): number => random.bytes(2).readUInt16BE() % count;
  const store = openFactStore({ path: undefined, random });
  const signers = new Map([...NAMES, "stranger"].map((name) => [name, createSigner()]));
  const root = { member: "east", signingKey: signers.get("east")?.signingKey ?? "" };
  let nowMs = 1000;
  const anyone = (): string => NAMES[pick(NAMES.length)] as string;
  const keys = Array.from({ length: 6 }, (_, index) => {
    const description = {
      purpose: "token" as const,
      generation: 1 + pick(4),
      notBeforeMs: index,
      keyHash: String(index).repeat(64),
    };
    const maker = anyone();
    return { maker, keyId: keyIdOf(maker, description), description };
  });
  const anyKey = () => keys[pick(keys.length)] as (typeof keys)[number];

  function say(by: string, statement: CeremonyStatement): void {
    // Clocks differ, so that the order of what was said is another than that of its arrival.
    nowMs += pick(5) - 2;
    const signer = pick(15) === 0 ? "stranger" : by;
    sayStatement(store, by, statement, signers.get(signer)?.sign ?? String, nowMs);
  }
  const sayings: readonly (() => void)[] = [
    () => {
      const { maker, keyId, description } = anyKey();
      say(maker, { says: "created", keyId, ...description, boxes: { east: "box", [anyone()]: "box" } });
    },
    () => say(anyone(), { says: "sealed", keyId: anyKey().keyId, forMember: anyone(), box: "box" }),
    () => say(anyone(), { says: "installed", keyId: anyKey().keyId, members: [anyone(), anyone()] }),
    () => say(anyone(), { says: "installed", keyId: anyKey().keyId, members: [anyone()], andRecipients: true }),
    () => say(anyone(), { says: "signing", keyId: anyKey().keyId, lifeMs: pick(5) }),
    () => say(anyone(), { says: "renounced", keyId: anyKey().keyId }),
    () => say(anyone(), { says: "removed", keyId: anyKey().keyId }),
    () => say(anyone(), { says: "admitted", member: anyone(), keyIds: [anyKey().keyId], members: [anyone()] }),
    () => say("east", { says: "condemned", keyId: anyKey().keyId, reason: String(pick(9)) }),
    () => say("east", { says: "activated", keyId: anyKey().keyId }),
    () => say(anyone(), { says: "held", keyId: anyKey().keyId, reason: "not by an operator" }),
  ];
  const rare: readonly (() => void)[] = [
    () => {
      const name = anyone();
      const signingKey = signers.get(name)?.signingKey ?? "";
      say("east", { says: "joined", member: { name, site: name, sealingKey: "", signingKey }, among: [anyone()] });
    },
    () => pick(4) === 0 && say("east", { says: "evicted", member: NAMES[1 + pick(3)] as string, reason: "lost" }),
  ];
  return {
    store,
    root,
    pick,
    speak() {
      const from = pick(6) === 0 ? rare : sayings;
      from[pick(from.length)]?.();
    },
  };
}

/** Maps and sets as sorted lists: the order in which they were filled says nothing. */
function plain(view: CeremonyView): unknown {
  return JSON.parse(
    JSON.stringify(view, (_, value: unknown) => {
      if (value instanceof Map) return [...value].sort(([one], [other]) => (String(one) < String(other) ? -1 : 1));
      return value instanceof Set ? [...value].sort() : value;
    }),
  );
}

describe("a view that follows what is heard", () => {
  test.each(Array.from({ length: SEEDS }, (_, index) => index + 1))(
    "is at every step what all statements come to, and one that was given never changes (seed %i)",
    (seed) => {
      const { store, root, pick, speak } = startBabble(seed);
      const reader = createStatementReader(store, root, verifySignature);
      const fold = createViewFold("east");
      const checked = new Map<string, boolean>();
      const verifyOnce = (...signed: Parameters<typeof verifySignature>): boolean => {
        const fits = checked.get(signed.join()) ?? verifySignature(...signed);
        checked.set(signed.join(), fits);
        return fits;
      };
      let former: { readonly view: CeremonyView; readonly asGiven: unknown } | undefined;
      for (let round = 0; round < 60; round++) {
        for (let many = pick(4); many >= 0; many--) speak();
        fold.follow(reader.read(), reader.heard);
        const all = readStatements(store, root, verifyOnce);
        expect(plain(fold.current())).toEqual(plain(viewOf("east", all.heard)));
        expect(reader.heard()).toEqual(all.heard);
        expect(reader.rejected().length).toBe(all.rejected.length);
        if (former !== undefined) expect(plain(former.view)).toEqual(former.asGiven);
        former = { view: fold.current(), asGiven: plain(fold.current()) };
      }
      store.close();
    },
  );

  test("it is the same view while nothing new is heard", () => {
    const { store, root, speak } = startBabble(1);
    for (let index = 0; index < 50; index++) speak();
    const reader = createStatementReader(store, root, verifySignature);
    const fold = createViewFold("east");
    const follow = (): CeremonyView => {
      fold.follow(reader.read(), reader.heard);
      return fold.current();
    };
    expect(follow()).toBe(follow());
    store.close();
  });
});
