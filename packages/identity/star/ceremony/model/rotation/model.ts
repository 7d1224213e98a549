import type { Gates } from "../../index.ts";
import type { StateSpace } from "../explore.ts";
import { createNumbering } from "../numbering.ts";
import {
  BITS_OF_KEY,
  bitsOf,
  createDecisions,
  INSTALLED,
  LIVE,
  MEMBERS,
  type ModelStep,
  ON_DISK,
  ofEachKey,
  REMOVED,
  RENOUNCED,
  SAID,
  SIGNING,
  withBits,
  withoutBits,
} from "./decisions.ts";

/**
 * The rotation of keys among three members, with every step at any time, decided by the product's own functions.
 *
 * What keeps it small, and why nothing is lost:
 * - Conditions on what *others* said only become true, never false again, so that a member which has not heard of something behaves as
 *   one that acts later. Only the choice among several keys depends on knowing less, so each member also decides with every choice
 *   of keys of which it has heard nothing from others (`hearing.test.ts`).
 * - What a member does on its own account right after another step (acknowledging what it installed, renouncing what is older than the
 *   key it signs with) is one step with it: doing it later is no other than others' hearing of it later.
 * - Members are alike: of states that differ only in their names, one is explored (`symmetry.test.ts`).
 * - A member that signs is taken to have living tokens all the time; they are gone once somebody's waiting time, counted from the
 *   renouncement, has passed.
 * - A restored member is fenced and knows what its backup knew of itself; what it then knows of others is any choice of keys, which is
 *   more than any backup could hold.
 */
export interface RotationRules {
  readonly keys: number;
  readonly gates: Gates;
  /** Whose tokens have expired when a key is removed. */
  readonly expired: "who renounced" | "own" | "none";
  /** Whether one member may be restored from a backup, and whether it is fenced then. */
  readonly restore: "none" | "fenced" | "unfenced";
  /**
   * Whether the others hear of what the restored member says only later, and never of what it said last when it is restored before
   * it could tell. Without this, all of its statements reach somebody.
   */
  readonly losesUntold?: boolean;
  /** Whether members are taken for what they do and not for their names; off only to show that it loses nothing. */
  readonly isSymmetric?: boolean;
}

/** Which of the three does not matter: they are alike. */
const RESTORED = 0;

/** Of the restored member: not yet backed up, as everybody, knowing only what its backup knows, and fenced while it knows all again. */
const NO_BACKUP = 0;
const SERVES = 1;
const FORGETFUL = 2;
const REJOINS = 3;

interface State {
  readonly members: readonly [number, number, number];
  /** The bits of the restored member when it was backed up, without tokens: they are elsewhere. */
  readonly backup: number;
  /** What the others may have heard of the restored member; unused unless that can differ from what it said. */
  readonly told: number;
  readonly mode: number;
}

/** A rotation's space of states, with what tests ask of it. */
export interface RotationSpace extends StateSpace {
  /** How many states differ from this one only in names. */
  likes(state: number): number;
  /** The same state with other names for its members. */
  renamed(state: number, order: readonly [number, number, number]): number;
  membersOf(state: number): readonly [number, number, number];
}

export function createRotation(rules: RotationRules): RotationSpace {
  const { keys, restore, isSymmetric = true, losesUntold = false } = rules;
  const said = ofEachKey(SAID, keys);
  const kept = ofEachKey(SAID | ON_DISK, keys);
  const decisions = createDecisions(keys, rules.gates);
  const coding = createCoding(keys);
  const encode = (state: State): number => coding.encode(isSymmetric ? inOrder(state, restore !== "none") : state);

  function next(code: number, reach: (after: number, step: () => string) => void): void {
    const state = coding.decode(code);
    for (let member = 0; member < 3; member++) {
      for (const step of stepsOf(state, member)) {
        reach(encode(take(state, member, step)), () => `${MEMBERS[member]}: ${step.do} ${step.key + 1}`);
      }
    }
    for (const [name, after] of restoring(state)) reach(encode(after), () => `a: ${name}`);
  }

  function stepsOf(state: State, member: number): readonly ModelStep[] {
    const heardOf = losesUntold ? [state.told, state.members[1], state.members[2]] : state.members;
    const others = heardOf.filter((_bits, other) => other !== member) as [number, number];
    const isOther = member !== RESTORED || state.mode <= SERVES;
    const own = state.members[member] as number;
    if (isOther) return decisions.any(own, others, false);
    return decisions.any(state.mode === FORGETFUL ? remembered(state) : own, others, restore === "fenced");
  }

  /** What the restored member has said as far as it knows, and what it has now. */
  function remembered({ members, backup }: State): number {
    return (backup & said) | (members[RESTORED] & kept & ~said);
  }

  function take(state: State, member: number, step: ModelStep): State {
    const { key } = step;
    const members = [...state.members] as [number, number, number];
    const isForgetful = member === RESTORED && state.mode === FORGETFUL;
    const isFenced = member === RESTORED && state.mode >= FORGETFUL && restore === "fenced";
    const own = isForgetful ? remembered(state) : (members[member] as number);
    let after = own;
    if (step.do === "install") {
      // What it has renounced it does not acknowledge.
      const isSilent = isFenced || (bitsOf(own, key) & RENOUNCED) !== 0;
      after = withBits(own, key, isSilent ? ON_DISK : ON_DISK | INSTALLED);
    }
    if (step.do === "acknowledge") after = withBits(own, key, INSTALLED);
    else if (step.do === "renounce") after = withBits(own, key, RENOUNCED);
    else if (step.do === "sign") {
      after = withBits(own, key, SIGNING | LIVE);
      for (let older = 0; older < key; older++) after = withBits(after, older, RENOUNCED);
    } else if (step.do === "remove") after = withoutBits(withBits(own, key, REMOVED), key, ON_DISK);
    const changed = after & ~own;
    members[member] = ((members[member] as number) & ~(own & ~after)) | changed;
    // What it says while it does not know of its former self, it knows besides what its backup knew.
    const backup = isForgetful ? (state.backup | after) & kept : state.backup;
    if (step.do === "remove") expire(members, key, member);
    return { ...state, members, backup };
  }

  function expire(members: [number, number, number], key: number, remover: number): void {
    for (let signer = 0; signer < 3; signer++) {
      const hasRenounced = (bitsOf(members[signer] as number, key) & RENOUNCED) !== 0;
      const isExpired = rules.expired === "own" ? signer === remover : rules.expired === "who renounced" && hasRenounced;
      if (isExpired) members[signer] = withoutBits(members[signer] as number, key, LIVE);
    }
  }

  function restoring(state: State): readonly (readonly [string, State])[] {
    const own = state.members[RESTORED];
    if (restore === "none") return [];
    const tells: readonly [string, State][] =
      losesUntold && (own & said) !== state.told ? [["tells what it said", { ...state, told: own & said }]] : [];
    if (state.mode === NO_BACKUP) return [...tells, ["is backed up", { ...state, backup: own & kept, mode: SERVES }]];
    if (state.mode === FORGETFUL) return [["hears of everything", { ...state, mode: restore === "fenced" ? REJOINS : SERVES }]];
    if (state.mode === REJOINS) {
      const lacks = stepsKnowingAll(state).some((step) => step.do === "install");
      return lacks ? tells : [...tells, ["serves again", { ...state, mode: SERVES }]];
    }
    const onDisk = kept & ~said;
    let restored = (own & ~onDisk) | (state.backup & onDisk);
    // What nobody has heard of is gone for good.
    if (losesUntold) restored = (restored & ~said) | ((state.told | state.backup) & said);
    // Without a fence it signs at once with what it takes for its key.
    const signing = restore === "unfenced" ? decisions.signingKey(state.backup) : -1;
    if (signing >= 0) restored = withBits(restored, signing, LIVE);
    return [...tells, ["is restored", { ...state, members: [restored, state.members[1], state.members[2]], mode: FORGETFUL }]];
  }

  /** What a member that is fenced does once it has heard of everything: takes over what it lacks, and then serves. */
  function stepsKnowingAll({ members: [own, one, other] }: State): readonly ModelStep[] {
    return decisions.knowingAll(own, [one, other], true);
  }

  /** What must never be: a serving member that lacks a key with which somebody signs, or has living tokens. */
  function violationIn(code: number): string | undefined {
    const { members, mode } = coding.decode(code);
    const isFenced = mode >= FORGETFUL && restore === "fenced";
    for (let key = 0; key < keys; key++) {
      const signer = members.findIndex((bits) => bitsOf(bits, key) & LIVE);
      if (signer < 0) continue;
      const lacking = members.findIndex((bits, member) => !(member === RESTORED && isFenced) && !(bitsOf(bits, key) & ON_DISK));
      if (lacking >= 0) {
        return `${MEMBERS[lacking]} refuses valid tokens of ${MEMBERS[signer]}: it lacks key ${key + 1}`;
      }
    }
    return undefined;
  }

  return {
    first: encode({ members: [0, 0, 0], backup: 0, told: 0, mode: NO_BACKUP }),
    next,
    violationIn,
    likes: (code) => countLikes(coding.decode(code), restore !== "none"),
    renamed(code, order) {
      const state = coding.decode(code);
      return coding.encode({ ...state, members: order.map((member) => state.members[member]) as [number, number, number] });
    },
    membersOf: (code) => coding.decode(code).members,
  };
}

/** The one of all states that differ in names: members in the order of their bits; the restored one stays the first. */
function inOrder(state: State, hasRestored: boolean): State {
  const [a, b, c] = state.members;
  if (hasRestored) return b <= c ? state : { ...state, members: [a, c, b] };
  const sorted = [a, b, c].sort((one, other) => one - other) as [number, number, number];
  return { ...state, members: sorted };
}

function countLikes({ members: [a, b, c] }: State, hasRestored: boolean): number {
  if (hasRestored) return b === c ? 1 : 2;
  if (a === b && b === c) return 1;
  return a === b || b === c || a === c ? 3 : 6;
}

const MOST_MEMBERS = 2 ** 11;
const MOST_BACKUPS = 2 ** 10;
const MOST_TOLD = 2 ** 8;
const MODES = 4;

/** A state as a number below 2 ** 53: what there is of each kind is numbered as it comes. */
function createCoding(keys: number) {
  const range = 2 ** (BITS_OF_KEY * keys);
  const kinds = createNumbering(range, MOST_MEMBERS);
  const backups = createNumbering(range, MOST_BACKUPS);
  const tolds = createNumbering(range, MOST_TOLD);
  return {
    encode({ members: [a, b, c], backup, told, mode }: State): number {
      const high = (backups.numberOf(backup) * MOST_TOLD + tolds.numberOf(told)) * MODES + mode;
      return ((high * MOST_MEMBERS + kinds.numberOf(a)) * MOST_MEMBERS + kinds.numberOf(b)) * MOST_MEMBERS + kinds.numberOf(c);
    },
    decode(code: number): State {
      const low = code % MOST_MEMBERS ** 2;
      const rest = Math.floor(code / MOST_MEMBERS ** 2);
      const high = Math.floor(rest / MOST_MEMBERS);
      const told = Math.floor(high / MODES) % MOST_TOLD;
      return {
        members: [kinds.at(rest % MOST_MEMBERS), kinds.at(Math.floor(low / MOST_MEMBERS)), kinds.at(low % MOST_MEMBERS)],
        backup: backups.at(Math.floor(high / (MODES * MOST_TOLD))),
        told: tolds.at(told),
        mode: high % MODES,
      };
    },
  };
}
