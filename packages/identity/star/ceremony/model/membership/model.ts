import type { Gates } from "../../index.ts";
import type { StateSpace } from "../explore.ts";
import { createMoves, type Move } from "./moves.ts";
import {
  admitting,
  bitsOf,
  evictedOf,
  evicting,
  inviting,
  isInvited,
  itemsOf,
  KEYS,
  LIVE,
  type MemberRecord,
  type MembershipState,
  NAMES,
  ON_DISK,
  REMOVED,
  RENOUNCED,
  SIGNING,
  sealing,
  setOf,
  swapped,
  withBits,
  withoutBits,
} from "./records.ts";

/**
 * Members that join and are evicted while two keys are rotated, with every step at any time, decided by the product's own functions.
 *
 * A member that decides knows of each other member either nothing at all, not even its invitation, or what it has said, but for any
 * choice of keys (as in the model of rotation); and of an eviction or not. It always knows what it has said itself, and of whom its
 * invitation and its own statements tell. It may know less at one time than it did before: no order of hearing lets it do more.
 */
export interface MembershipRules {
  /** Members at the beginning. */
  readonly founders: readonly string[];
  /** Members that may be invited, by whoever serves. */
  readonly joiners: readonly string[];
  /** Members that an operator may evict at any time, one of them. */
  readonly evictable: readonly string[];
  readonly gates: Gates;
  /** Whether all are invited at the same time by the first one, which signs with a key by then. */
  readonly areInvitedAtOnce?: boolean;
  /** Then the two that are invited are alike; off only to show that this loses nothing. */
  readonly isSymmetric?: boolean;
  /** Keys that are made at the beginning; the first member makes the others at any time. */
  readonly keysAtFirst: number;
  /** Whether a member that joins is told what those held who admit it, and whom they count. Without either the check must fail. */
  readonly tellsKeys?: boolean;
  readonly tellsMembers?: boolean;
}

/** A space of states whose states can be looked at. */
export interface MembershipSpace extends StateSpace {
  encode(state: MembershipState): number;
  decode(code: number): MembershipState;
}

export function createMembership(rules: MembershipRules): MembershipSpace {
  const { any, isServing } = createMoves(rules.gates, rules.joiners);
  const coding = createCoding();
  /** Of two states that differ only in which of b and c is which, one is explored. */
  const areAlike = rules.areInvitedAtOnce === true && rules.isSymmetric !== false;
  const encode = (state: MembershipState): number =>
    areAlike ? Math.min(coding.encode(state), coding.encode(swapped(state))) : coding.encode(state);
  const evictable = itemsOf(setOf(rules.evictable), NAMES.length);

  function next(code: number, reach: (after: number, step: () => string) => void): void {
    const state = coding.decode(code);
    for (let member = 0; member < 3; member++) {
      if (!isInvited(state.commons, member)) continue;
      for (const move of any(state, member)) reach(encode(take(state, member, move)), () => `${NAMES[member]}: ${move.name}`);
    }
    if (evictedOf(state.commons) !== 0) return;
    for (const member of evictable) {
      if (!isInvited(state.commons, member)) continue;
      reach(coding.encode({ ...state, commons: evicting(state.commons, member) }), () => `an operator evicts ${NAMES[member]}`);
    }
  }

  function take(state: MembershipState, me: number, move: Move): MembershipState {
    const { members, commons } = state;
    const { key } = move;
    const own = members[me] as MemberRecord;
    const withOwn = (record: MemberRecord): MembershipState => ({ members: replaced(members, me, record), commons });
    switch (move.do) {
      case "admit":
        return withOwn(
          admitting(
            own,
            me,
            move.member,
            rules.tellsKeys === false ? 0 : move.keys,
            rules.tellsMembers === false ? 0 : move.members,
          ),
        );
      case "install":
        return withOwn(withBits(own, key, bitsOf(own, key) & RENOUNCED ? ON_DISK : ON_DISK | move.members));
      case "acknowledge":
        return withOwn(withBits(own, key, move.members));
      case "sign": {
        // What an evicted member signs after its eviction is promised to nobody.
        const isEvicted = ((evictedOf(commons) >> me) & 1) === 1;
        const signing = withBits(own, key, isEvicted ? SIGNING : SIGNING | LIVE);
        return withOwn(key === 0 ? signing : withBits(signing, 0, RENOUNCED));
      }
      case "renounce":
        return withOwn(withBits(own, key, RENOUNCED));
      case "remove": {
        const expired = members.map((record, member) =>
          (move.members >> member) & 1 ? withoutBits(record, key, LIVE) : record,
        ) as unknown as MembershipState["members"];
        const removed = withoutBits(withBits(expired[me] as MemberRecord, key, REMOVED), key, ON_DISK);
        return { members: replaced(expired, me, removed), commons };
      }
      case "seal":
        return { members, commons: sealing(commons, key, 1 << move.member) };
      case "make":
        return { members, commons: sealing(commons, key, move.members) };
      case "invite":
        return { members, commons: inviting(commons, move.member, move.members) };
      default:
        return state;
    }
  }

  /** What must never be: a serving member that lacks a key with which somebody has signed living tokens. */
  function violationIn(code: number): string | undefined {
    const state = coding.decode(code);
    for (let key = 0; key < KEYS; key++) {
      const signer = state.members.findIndex((record) => bitsOf(record, key) & LIVE);
      if (signer < 0) continue;
      const lacking = state.members.findIndex((record, member) => !(bitsOf(record, key) & ON_DISK) && isServing(state, member));
      if (lacking >= 0) return `${NAMES[lacking]} refuses valid tokens of ${NAMES[signer]}: it lacks key ${key + 1}`;
    }
    return undefined;
  }

  return { first: coding.encode(firstState(rules)), next, violationIn, encode, decode: coding.decode };
}

/** The founders were invited one after the other, and have admitted each other before there was a key. */
function firstState({ founders, joiners, keysAtFirst, areInvitedAtOnce }: MembershipRules): MembershipState {
  let commons = 0;
  let members: MembershipState["members"] = [0, 0, 0];
  for (let key = 0; key < keysAtFirst; key++) commons = sealing(commons, key, setOf([...founders, ...joiners]));
  for (const [place, name] of founders.entries()) {
    const member = NAMES.indexOf(name as "a");
    const among = setOf(founders.slice(0, place));
    commons = inviting(commons, member, among);
    for (const by of itemsOf(among, NAMES.length))
      members = replaced(members, by, admitting(members[by] as number, by, member, 0, 0));
  }
  if (areInvitedAtOnce) {
    for (const joiner of itemsOf(setOf(joiners), NAMES.length)) commons = inviting(commons, joiner, setOf(founders));
    members = replaced(members, 0, withBits(members[0], 0, setOf(founders) | ON_DISK | SIGNING | LIVE));
  }
  return { members, commons };
}

function replaced(members: MembershipState["members"], index: number, record: MemberRecord): MembershipState["members"] {
  return members.map((each, member) => (member === index ? record : each)) as unknown as MembershipState["members"];
}

const MOST_RECORDS = 2 ** 12;
const MOST_COMMONS = 2 ** 16;

/** A state as a number below 2 ** 53: its parts are numbered as they come. */
function createCoding() {
  const records = createTable(MOST_RECORDS);
  const commons = createTable(MOST_COMMONS);
  return {
    encode(state: MembershipState): number {
      let code = commons.numberOf(state.commons);
      for (const record of state.members) code = code * MOST_RECORDS + records.numberOf(record);
      return code;
    },
    decode(code: number): MembershipState {
      const c = code % MOST_RECORDS;
      const b = Math.floor(code / MOST_RECORDS) % MOST_RECORDS;
      const a = Math.floor(code / MOST_RECORDS ** 2) % MOST_RECORDS;
      return {
        members: [records.at(a), records.at(b), records.at(c)],
        commons: commons.at(Math.floor(code / MOST_RECORDS ** 3)),
      };
    },
  };
}

function createTable(most: number) {
  const numbers = new Map<number, number>();
  const things: number[] = [];
  return {
    numberOf(thing: number): number {
      const known = numbers.get(thing);
      if (known !== undefined) return known;
      if (things.length === most) throw new Error(`more than ${most} kinds: the coding of states must be wider`);
      numbers.set(thing, things.length);
      return things.push(thing) - 1;
    },
    at: (number: number): number => things[number] as number,
  };
}
