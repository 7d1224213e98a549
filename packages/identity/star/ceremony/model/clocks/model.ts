import { type CeremonySettings, ceremonyGates, decide, type HeardStatement, viewOf } from "../../index.ts";
import type { CeremonyStatement } from "../../types.ts";
import type { StateSpace } from "../explore.ts";

/**
 * One rotation, from a first key that all sign with to a second one that all have, with clocks that are wrong. Times are whole units,
 * relative to the true time, which goes on by itself.
 *
 * A clock may be wrong by as much as the bound, differently at each moment, so that whatever is done is done with each error within the
 * bound; but it is slewed and never goes back, so that each member has read its clock last at some time and reads nothing earlier
 * again, also when its clock was out of bounds meanwhile. A token carries its maker's time plus its life, and a verifier takes it as long as its own clock says so.
 */
export interface ClockRules {
  readonly members: number;
  readonly lifeUnits: number;
  /** Of true clocks. */
  readonly errorUnits: number;
  /** The margin for clocks that a member waits for before it removes a key; twice the error is the product's. */
  readonly marginUnits?: number;
  /** Whether clocks never go back; if they may, by as much as the bound allows, twice the error is not enough. */
  readonly areSlewed?: boolean;
  /**
   * Of the first member: how wrong its clock is while it is out of bounds, and whether it knows; unset: it never is. Then only what
   * the first member hears and removes is looked at: the clocks of the others, by which they remove, are right as they are without it.
   */
  readonly wild?: { readonly errorUnits: number; readonly guard: "whole" | "forgets that it was wrong" | "none" };
}

/** A time that is not there, and one so long ago that how long does not matter. */
const NEVER = 127;

interface Clocked {
  /** Of the last living token of the first key, by the clock of the member that made it. */
  readonly tokenUntil: number;
  /** When this member heard of each member's renouncement, its own included, by its clock. */
  readonly heardAt: readonly number[];
  readonly hasRemoved: boolean;
  /** What it has read from its clock last; nothing earlier is read again. */
  readonly lastRead: number;
}

interface State {
  readonly members: readonly Clocked[];
  /** The first member's clock is out of bounds now, or has been right since then. */
  readonly isWild: boolean;
  readonly rightSince: number;
}

/** Far enough from 0 that no time is before it. */
const NOW_MS = 1000;

export function createClocks(rules: ClockRules): StateSpace {
  const { lifeUnits, errorUnits, members, wild, areSlewed = true } = rules;
  const names = Array.from({ length: members }, (_, index) => "abc"[index] as string);
  const settings: CeremonySettings = {
    lifeMs: lifeUnits,
    rotationPeriodMs: 1,
    stagedKeys: 0,
    clockErrorMs: errorUnits,
    canaryHoldMs: 0,
  };
  const margin = rules.marginUnits ?? 2 * errorUnits;
  const gates: typeof ceremonyGates = {
    ...ceremonyGates,
    mayRemove: (view, key, nowMs, given) => ceremonyGates.mayRemove(view, key, nowMs, { ...given, clockErrorMs: margin / 2 }),
  };
  /** A time before this is as good as this. */
  const longAgo = -(lifeUnits + margin + 2 * Math.max(errorUnits, wild?.errorUnits ?? 0) + 1);
  const texts = new Map<string, number>();
  const states: State[] = [];
  const steps = new Map<string, ReadonlySet<string>>();

  function encode(state: State): number {
    const text = JSON.stringify(state);
    const known = texts.get(text);
    if (known !== undefined) return known;
    texts.set(text, states.length);
    return states.push(state) - 1;
  }

  /** What the member may read from its clock, less the true time. */
  function readings(member: number, { isWild, members }: State): readonly number[] {
    const isOut = member === 0 && isWild;
    const bound = isOut ? (wild?.errorUnits ?? 0) : errorUnits;
    const least = isOut || !areSlewed ? -bound : Math.max(-bound, members[member]?.lastRead ?? 0);
    return Array.from({ length: bound - least + 1 }, (_, index) => least + index);
  }

  function next(code: number, reach: (after: number, step: () => string) => void): void {
    const state = states[code] as State;
    reach(encode(later(state)), () => "time goes on");
    if (wild !== undefined && !state.isWild) reach(encode({ ...state, isWild: true }), () => "a's clock goes wrong");
    if (state.isWild) {
      for (const error of readings(0, { ...state, isWild: false })) {
        const rightSince = wild?.guard === "whole" ? error : NEVER;
        const set = state.members.map((each, member) => (member === 0 ? { ...each, lastRead: error } : each));
        reach(encode({ members: set, isWild: false, rightSince }), () => `a's clock is right again, off by ${error}`);
      }
    }
    for (let member = 0; member < members; member++) {
      for (const error of readings(member, state)) {
        for (const [name, after] of act(state, member, error)) {
          reach(encode(after), () => `${names[member]}, off by ${error}: ${name}`);
        }
      }
    }
  }

  function act(state: State, me: number, error: number): (readonly [string, State])[] {
    const own = state.members[me] as Clocked;
    // What is made by a clock that is out of bounds is promised to nobody.
    const isRight = !(me === 0 && state.isWild);
    const change = (changes: Partial<Clocked>): State => ({
      ...state,
      members: state.members.map((each, member) =>
        member === me ? { ...own, lastRead: isRight ? error : own.lastRead, ...changes } : each,
      ),
    });
    const done: (readonly [string, State])[] = [];
    const hasRenounced = own.heardAt[me] !== NEVER;
    if (!hasRenounced && isRight) {
      const until = error + lifeUnits;
      if (own.tokenUntil === NEVER || until > own.tokenUntil) done.push(["makes a token", change({ tokenUntil: until })]);
    }
    const isLookedAt = wild === undefined || me === 0;
    for (let other = 0; other < members && isLookedAt; other++) {
      if (other === me || own.heardAt[other] !== NEVER || state.members[other]?.heardAt[other] === NEVER) continue;
      done.push([`hears that ${names[other]} renounces`, change({ heardAt: placed(own.heardAt, other, error) })]);
    }
    const wanted = decided(state, me, error);
    if (wanted.has("sign 2") && !hasRenounced) {
      done.push(["signs with the next key", change({ heardAt: placed(own.heardAt, me, error) })]);
    }
    if (wanted.has("remove 1") && isLookedAt && !own.hasRemoved) done.push(["removes the old key", change({ hasRemoved: true })]);
    return done;
  }

  function decided(state: State, me: number, error: number): ReadonlySet<string> {
    const { heardAt, hasRemoved } = state.members[me] as Clocked;
    const isWild = me === 0 && state.isWild;
    const isGuarded = wild !== undefined && wild.guard !== "none";
    const rightSince = me === 0 ? state.rightSince : NEVER;
    const id = [me, error, heardAt, hasRemoved, isWild, rightSince].join();
    const known = steps.get(id);
    if (known !== undefined) return known;
    const heard = [
      ...founding(names),
      ...heardAt.flatMap((at, member) => (at === NEVER ? [] : rotated(names[member] as string, at))),
    ];
    const keys = new Set(hasRemoved ? ["2"] : ["1", "2"]);
    const local = {
      onDisk: keys,
      loaded: keys,
      fence: undefined,
      clockErrorMs: isWild && isGuarded ? (wild?.errorUnits ?? 0) : 0,
      ...(rightSince === NEVER ? {} : { clockRightSinceMs: NOW_MS + rightSince }),
      isMaker: false,
      isCanary: false,
    };
    const found = decide(viewOf(names[me] as string, heard), local, NOW_MS + error, settings, gates);
    const wanted = new Set(found.map((step) => ("keyId" in step ? `${step.do} ${step.keyId}` : step.do)));
    steps.set(id, wanted);
    return wanted;
  }

  /** One unit of true time, seen from which everything is further back. */
  function later(state: State): State {
    const back = (time: number): number => (time === NEVER ? NEVER : Math.max(longAgo, time - 1));
    // A token that even the clock that is furthest behind takes for expired is gone.
    const token = (until: number): number => (until === NEVER || until - 1 <= -errorUnits ? NEVER : until - 1);
    return {
      ...state,
      rightSince: back(state.rightSince),
      members: state.members.map(({ tokenUntil, heardAt, hasRemoved, lastRead }) => ({
        tokenUntil: token(tokenUntil),
        heardAt: heardAt.map(back),
        hasRemoved,
        lastRead: Math.max(-errorUnits, lastRead - 1),
      })),
    };
  }

  /** What must never be: a member that has removed the key of a token which its own clock, if it is right, may take for valid. */
  function violationIn(code: number): string | undefined {
    const state = states[code] as State;
    for (const [remover, { hasRemoved }] of state.members.entries()) {
      if (!hasRemoved || (remover === 0 && state.isWild)) continue;
      const [earliest = 0] = readings(remover, state);
      const signer = state.members.findIndex(({ tokenUntil }) => tokenUntil !== NEVER && tokenUntil > earliest);
      if (signer >= 0) return `${names[remover]} refuses a token of ${names[signer]} that its clock may take for valid`;
    }
    return undefined;
  }

  const nothing: Clocked = { tokenUntil: NEVER, heardAt: names.map(() => NEVER), hasRemoved: false, lastRead: -errorUnits };
  return { first: encode({ members: names.map(() => nothing), isWild: false, rightSince: NEVER }), next, violationIn };
}

function placed(list: readonly number[], index: number, value: number): number[] {
  return list.map((each, place) => (place === index ? value : each));
}

function heard(by: string, statement: CeremonyStatement, atMs = 0): HeardStatement {
  return { by, statement, arrivedAtMs: atMs, saidAtMs: atMs };
}

/** All have two keys and sign with the first. */
function founding(names: readonly string[]): HeardStatement[] {
  const boxes = Object.fromEntries(names.map((name) => [name, "box"]));
  return [
    ...names.map((name) =>
      heard("a", { says: "joined", member: { name, site: name, sealingKey: "", signingKey: "" }, among: [] }),
    ),
    ...["1", "2"].flatMap((keyId) => [
      heard("a", { says: "created", keyId, purpose: "token", generation: Number(keyId), notBeforeMs: 0, keyHash: "", boxes }),
      ...names.map((by) => heard(by, { says: "installed" as const, keyId, members: names })),
    ]),
    ...names.map((by) => heard(by, { says: "signing", keyId: "1", lifeMs: 1 })),
  ];
}

function rotated(by: string, heardAt: number): HeardStatement[] {
  return [
    heard(by, { says: "signing", keyId: "2", lifeMs: 1 }, NOW_MS + heardAt),
    heard(by, { says: "renounced", keyId: "1" }, NOW_MS + heardAt),
  ];
}
