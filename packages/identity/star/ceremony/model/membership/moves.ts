import {
  type CeremonySettings,
  type CeremonyStep,
  type CeremonyView,
  countedMembers,
  decide,
  type Gates,
  mayServe,
  viewOf,
} from "../../index.ts";
import {
  ALL_KEYS,
  amongOf,
  boxesOf,
  type Commons,
  evictedOf,
  hasAdmitted,
  heardOf,
  isInvited,
  itemsOf,
  KEYS,
  keySetOf,
  keysWith,
  type MemberRecord,
  type MembershipState,
  NAMES,
  namesOf,
  numberOf,
  ON_DISK,
  ownOf,
  setOf,
  statementsOf,
} from "./records.ts";

/** What a member does, with all that its state depends on: a set of members and one of keys, where there are such. */
export interface Move {
  readonly do: CeremonyStep["do"] | "invite" | "make";
  /** A key, or the member that is admitted, invited or sealed for. */
  readonly key: number;
  readonly member: number;
  readonly members: number;
  readonly keys: number;
  readonly name: string;
}

const SETTINGS: CeremonySettings = { lifeMs: 1, rotationPeriodMs: 1, stagedKeys: 0, clockErrorMs: 0, canaryHoldMs: 0 };
const LATER_MS = 1_000_000;

/** The product's own decisions, kept by all that they depend on. */
export function createMoves(gates: Gates, joiners: readonly string[]) {
  const byKnowledge = new Map<number, readonly Move[]>();
  const serving = new Map<number, boolean>();
  const records = createNumbers(2 ** 12);
  const commonsNumbers = createNumbers(2 ** 12);

  /** All that a decision depends on, as a number. */
  function idOf(me: number, known: MembershipState["members"], commons: Commons): number {
    const [a, b, c] = known;
    return (((commonsNumbers(commons) * 4096 + records(a)) * 4096 + records(b)) * 4096 + records(c)) * 3 + me;
  }

  /** What the member may do, whatever it knows. */
  function any(state: MembershipState, me: number): ReadonlySet<Move> {
    const moves = new Set<Move>();
    for (const others of othersKnown(state, me)) {
      for (let keys = 0; keys <= ALL_KEYS; keys++) {
        for (const move of knowing(state, me, others, keys, false)) moves.add(move);
        if (evictedOf(state.commons) === 0) continue;
        for (const move of knowing(state, me, others, keys, true)) moves.add(move);
      }
    }
    return moves;
  }

  function recordsKnown({ members }: MembershipState, me: number, others: number, keys: number): MembershipState["members"] {
    const known = (member: number): MemberRecord => {
      const record = members[member] as MemberRecord;
      if (member === me) return ownOf(record);
      return (others >> member) & 1 ? heardOf(record, keys) : 0;
    };
    return [known(0), known(1), known(2)];
  }

  function knowing(state: MembershipState, me: number, others: number, keys: number, ofEviction: boolean): readonly Move[] {
    const members = recordsKnown(state, me, others, keys);
    const commons = commonsKnown(state.commons, others | (1 << me), ofEviction);
    const id = idOf(me, members, commons);
    const before = byKnowledge.get(id);
    if (before !== undefined) return before;
    const view = viewOf(NAMES[me] as string, statementsOf(members, commons));
    const onDisk = new Set(itemsOf(keysWith(members[me] as number, ON_DISK), KEYS).map(String));
    const local = { onDisk, loaded: onDisk, fence: undefined, clockErrorMs: 0, isMaker: false, isCanary: false };
    const moves = decide(view, local, LATER_MS, SETTINGS, gates).map((step) => toMove(step, view));
    if (mayServe(view, view.me, onDisk)) moves.push(...operations(state.commons, view));
    byKnowledge.set(id, moves);
    return moves;
  }

  /** A serving member's operator invites; the first one makes a key for whom it knows. */
  function operations(commons: Commons, view: CeremonyView): Move[] {
    const members = setOf([...countedMembers(view)]);
    const moves = joiners
      .map(numberOf)
      .filter((joiner) => !isInvited(commons, joiner))
      .map((member) => moveOf("invite", { member, members }));
    const key = [0, 1].find((each) => boxesOf(commons, each) === 0);
    if (key === undefined || view.me !== NAMES[0]) return moves;
    return [...moves, moveOf("make", { key, members: setOf([...view.members.keys()]) })];
  }

  /** Whether the member answers for the star, which it can only while it knows what it needs to; it can know no more than all. */
  function isServing(state: MembershipState, member: number): boolean {
    const { commons } = state;
    if (!isInvited(commons, member) || ((evictedOf(commons) >> member) & 1) === 1) return false;
    const members = recordsKnown(state, member, 7, ALL_KEYS);
    const id = idOf(member, members, commons);
    const known = serving.get(id);
    if (known !== undefined) return known;
    const name = NAMES[member] as string;
    const onDisk = new Set(itemsOf(keysWith(members[member] as number, ON_DISK), KEYS).map(String));
    const answer = [true, false].some((ofEviction) =>
      mayServe(viewOf(name, statementsOf(members, commonsKnown(commons, 7, ofEviction))), name, onDisk),
    );
    serving.set(id, answer);
    return answer;
  }

  return { any, isServing };
}

/** Sets of others that the member may have heard of: in any case those that its own invitation and its own statements name. */
function othersKnown({ members, commons }: MembershipState, me: number): readonly number[] {
  let surely = amongOf(commons, me);
  for (let other = 0; other < 3; other++) {
    if (other !== me && hasAdmitted(members[me] as MemberRecord, me, other)) surely |= 1 << other;
  }
  return OTHERS[me * 8 + surely] as readonly number[];
}

/** By member and by those that it surely knows. */
const OTHERS = Array.from({ length: 24 }, (_, index) => {
  const [me, surely] = [index >> 3, index & 7];
  return [0, 1, 2, 3, 4, 5, 6, 7].filter((set) => ((set >> me) & 1) === 0 && (set & surely) === surely);
});

function commonsKnown(commons: Commons, members: number, ofEviction: boolean): Commons {
  let mask = ofEviction ? ~0 : 0x3ffff;
  for (let member = 0; member < 3; member++) if (((members >> member) & 1) === 0) mask &= ~(15 << (4 * member));
  return commons & mask;
}

/** The same move is the same object. */
const made = new Map<string, Move>();

function moveOf(action: Move["do"], more: Partial<Move>): Move {
  const { key = 0, member = 0, members = 0, keys = 0 } = more;
  const id = [action, key, member, members, keys].join();
  const known = made.get(id);
  if (known !== undefined) return known;
  const move = { do: action, key, member, members, keys, name: nameOf(action, key, member, members, keys) };
  made.set(id, move);
  return move;
}

function nameOf(action: Move["do"], key: number, member: number, members: number, keys: number): string {
  const names = namesOf(members).join("+");
  if (action === "admit")
    return `admits ${NAMES[member]}, holding ${itemsOf(keys, KEYS).map((each) => each + 1)}, naming ${names}`;
  if (action === "invite") return `invites ${NAMES[member]} among ${names}`;
  if (action === "seal") return `seals key ${key + 1} for ${NAMES[member]}`;
  const isCounting = action === "install" || action === "acknowledge" || action === "make";
  return `${action} key ${key + 1}${isCounting ? ` counting ${names}` : ""}`;
}

function toMove(step: CeremonyStep, view: CeremonyView): Move {
  if (step.do === "admit") {
    return moveOf("admit", { member: numberOf(step.member), keys: keySetOf(step.keyIds), members: setOf(step.members) });
  }
  if (!("keyId" in step)) return moveOf(step.do, {});
  const key = Number(step.keyId);
  switch (step.do) {
    case "acknowledge":
      return moveOf("acknowledge", { key, members: setOf(step.members) });
    case "install":
      return moveOf("install", { key, members: setOf([...countedMembers(view)]) });
    case "seal":
      return moveOf("seal", { key, member: numberOf(step.forMember) });
    case "remove": {
      // Whose tokens have expired when it removes the key: it has waited for those that it knows to have renounced it.
      const found = view.keys.find(({ keyId }) => keyId === step.keyId);
      const over = NAMES.filter((name) => found?.renounced.has(name) === true || view.evicted.has(name));
      return moveOf("remove", { key, members: setOf(over) });
    }
    default:
      return moveOf(step.do, { key });
  }
}

/** Gives numbers to what comes, from 0 on. */
function createNumbers(most: number): (thing: number) => number {
  const numbers = new Map<number, number>();
  return (thing) => {
    const known = numbers.get(thing);
    if (known !== undefined) return known;
    if (numbers.size === most) throw new Error(`more than ${most} kinds: the coding of states must be wider`);
    numbers.set(thing, numbers.size);
    return numbers.size - 1;
  };
}
