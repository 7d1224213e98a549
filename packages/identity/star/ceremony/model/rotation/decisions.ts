import {
  type CeremonyStatement,
  type CeremonyStep,
  decide,
  type Gates,
  type HeardStatement,
  signingKeyOf,
  viewOf,
} from "../../index.ts";

import { createNumbering } from "../numbering.ts";

/**
 * What one member has said of one key, and what it has at home, as bits; a member is the bits of its keys side by side.
 * `LIVE`: there are living tokens that it signed with the key.
 */
export const INSTALLED = 1;
export const SIGNING = 2;
export const RENOUNCED = 4;
export const REMOVED = 8;
export const ON_DISK = 16;
export const LIVE = 32;
export const BITS_OF_KEY = 6;
export const SAID = INSTALLED | SIGNING | RENOUNCED | REMOVED;

export const MEMBERS = ["a", "b", "c"] as const;

export const bitsOf = (member: number, key: number): number => (member >> (BITS_OF_KEY * key)) & 63;
export const withBits = (member: number, key: number, bits: number): number => member | (bits << (BITS_OF_KEY * key));
export const withoutBits = (member: number, key: number, bits: number): number => member & ~(bits << (BITS_OF_KEY * key));
export const ofEachKey = (bits: number, keys: number): number =>
  Array.from({ length: keys }, (_, key) => bits << (BITS_OF_KEY * key)).reduce((sum, each) => sum | each, 0);

/** A step of the rules in the model: what, and with which key (from 0). */
export interface ModelStep {
  readonly do: CeremonyStep["do"];
  readonly key: number;
}

const SETTINGS = { lifeMs: 1, rotationPeriodMs: 1, stagedKeys: 0, clockErrorMs: 0, canaryHoldMs: 0 };
const LATER_MS = 1_000_000;

function heard(by: string, statement: CeremonyStatement): HeardStatement {
  return { by, statement, arrivedAtMs: 0, saidAtMs: 0 };
}

/** All have joined and admitted each other, and all keys are made and sealed for all. */
function founding(keys: number): readonly HeardStatement[] {
  const boxes = Object.fromEntries(MEMBERS.map((name) => [name, "box"]));
  return [
    ...MEMBERS.map((name) => heard("a", { says: "joined", member: { name, site: name, sealingKey: "", signingKey: "" } })),
    ...MEMBERS.flatMap((member) =>
      MEMBERS.filter((by) => by !== member).map((by) => heard(by, { says: "admitted", member, keyIds: [] })),
    ),
    ...Array.from({ length: keys }, (_, key) =>
      heard("a", {
        says: "created",
        keyId: String(key),
        purpose: "token",
        generation: key + 1,
        notBeforeMs: 0,
        keyHash: "",
        boxes,
      }),
    ),
  ];
}

function statementsOf(by: string, member: number, keys: number): HeardStatement[] {
  const said: HeardStatement[] = [];
  for (let key = 0; key < keys; key++) {
    const bits = bitsOf(member, key);
    const keyId = String(key);
    if (bits & INSTALLED) said.push(heard(by, { says: "installed", keyId, members: MEMBERS }));
    if (bits & SIGNING) said.push(heard(by, { says: "signing", keyId, lifeMs: 1 }));
    if (bits & RENOUNCED) said.push(heard(by, { says: "renounced", keyId }));
    if (bits & REMOVED) said.push(heard(by, { says: "removed", keyId }));
  }
  return said;
}

/** The product's own functions, asked with the bits of members. */
export interface Decisions {
  /** What a member does that knows this of itself and of the others. */
  knowing(name: string, own: number, others: readonly [number, number], isFenced: boolean): readonly ModelStep[];
  /** What it may do whichever keys it has heard others' news of; answers are kept. */
  any(own: number, others: readonly [number, number], isFenced: boolean): readonly ModelStep[];
  /** What it does that has heard of everything; answers are kept. */
  knowingAll(own: number, others: readonly [number, number], isFenced: boolean): readonly ModelStep[];
  /** The key that it signs with by its own word; -1 for none. */
  signingKey(own: number): number;
}

export function createDecisions(keys: number, gates: Gates): Decisions {
  const base = founding(keys);
  const saidMask = ofEachKey(SAID, keys);
  const ownMask = ofEachKey(SAID | ON_DISK, keys);
  const ids = Array.from({ length: keys }, (_, key) => String(key));
  const kept = new Map<number, readonly ModelStep[]>();
  const keptAny = new Map<number, readonly ModelStep[]>();
  const heardMasks = Array.from({ length: 2 ** keys }, (_, heardKeys) =>
    ids.reduce((mask, _id, key) => ((heardKeys >> key) & 1 ? withBits(mask, key, SAID) : mask), 0),
  );
  const size = 2 ** (BITS_OF_KEY * keys);
  const owns = createNumbering(size, 2048);
  const saids = createNumbering(size, 256);
  /** Small enough for a quick map. Which of the others is which makes no difference to the rules: `symmetry.test.ts`. */
  function idOf(own: number, one: number, other: number, isFenced: boolean): number {
    const [first, second] = one <= other ? [one, other] : [other, one];
    return ((owns.numberOf(own) * 256 + saids.numberOf(first)) * 256 + saids.numberOf(second)) * 2 + (isFenced ? 1 : 0);
  }

  function knowing(name: string, own: number, others: readonly [number, number], isFenced: boolean): readonly ModelStep[] {
    const names = MEMBERS.filter((each) => each !== name) as [string, string];
    const statements = names.flatMap((other, index) => statementsOf(other, others[index] as number, keys));
    const view = viewOf(name, [...base, ...statementsOf(name, own, keys), ...statements]);
    const onDisk = new Set(ids.filter((_id, key) => bitsOf(own, key) & ON_DISK));
    const fence = isFenced ? "restored" : undefined;
    const local = { onDisk, loaded: onDisk, fence, clockErrorMs: 0, isMaker: false, isCanary: false };
    return decide(view, local, LATER_MS, SETTINGS, gates).flatMap((step) =>
      "keyId" in step ? [{ do: step.do, key: Number(step.keyId) }] : [],
    );
  }

  function knowingKept(own: number, one: number, other: number, isFenced: boolean): readonly ModelStep[] {
    const id = idOf(own, one, other, isFenced);
    let steps = kept.get(id);
    if (steps === undefined) {
      steps = knowing("a", own, [Math.min(one, other), Math.max(one, other)], isFenced);
      kept.set(id, steps);
    }
    return steps;
  }

  return {
    knowing,
    any(ownBits, [oneBits, otherBits], isFenced) {
      const own = ownBits & ownMask;
      const one = oneBits & saidMask;
      const other = otherBits & saidMask;
      const id = idOf(own, one, other, isFenced);
      const known = keptAny.get(id);
      if (known !== undefined) return known;
      const steps = new Map<string, ModelStep>();
      for (const mask of heardMasks) {
        for (const step of knowingKept(own, one & mask, other & mask, isFenced)) steps.set(`${step.do} ${step.key}`, step);
      }
      keptAny.set(id, [...steps.values()]);
      return [...steps.values()];
    },
    knowingAll: (own, [one, other], isFenced) => knowingKept(own & ownMask, one & saidMask, other & saidMask, isFenced),
    signingKey(own) {
      const key = signingKeyOf(viewOf("a", [...base, ...statementsOf("a", own % size, keys)]), "token", "a");
      return key === undefined ? -1 : Number(key.keyId);
    },
  };
}
