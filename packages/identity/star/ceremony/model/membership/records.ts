import type { CeremonyStatement, HeardStatement } from "../../index.ts";

/** Members and keys by number; sets of them are bits. */
export const NAMES = ["a", "b", "c"] as const;
export const KEYS = 2;
export const ALL_KEYS = 2 ** KEYS - 1;

/**
 * What one member has said and has at home, as bits. Of each key: whom its acknowledgement counts (3), signing, renounced, removed, on
 * its disk, and whether tokens live that it signed with it. Then of each of the two other members: whether it admitted it, which keys
 * it held then (2), and whom it counted besides (3).
 */
export type MemberRecord = number;
const BITS_OF_KEY = 8;
export const SIGNING = 8;
export const RENOUNCED = 16;
export const REMOVED = 32;
export const ON_DISK = 64;
export const LIVE = 128;
const BITS_OF_ADMISSION = 6;
const FIRST_ADMISSION = BITS_OF_KEY * KEYS;

/** What operators and makers have said, as bits: of each member whether it was invited and among whom (4), and of each key for whom it was sealed (3); then who was evicted (3). */
export type Commons = number;

export interface MembershipState {
  readonly members: readonly [MemberRecord, MemberRecord, MemberRecord];
  readonly commons: Commons;
}

const has = (set: number, item: number): boolean => ((set >> item) & 1) === 1;
export const itemsOf = (set: number, of: number): number[] =>
  Array.from({ length: of }, (_, item) => item).filter((item) => has(set, item));
export const numberOf = (name: string): number => NAMES.indexOf(name as (typeof NAMES)[number]);
export const namesOf = (set: number): string[] => itemsOf(set, NAMES.length).map((member) => NAMES[member] as string);
export const setOf = (names: readonly string[]): number => names.reduce((set, name) => set | (1 << numberOf(name)), 0);
export const keySetOf = (keyIds: readonly string[]): number => keyIds.reduce((set, keyId) => set | (1 << Number(keyId)), 0);

export const bitsOf = (record: MemberRecord, key: number): number => (record >> (BITS_OF_KEY * key)) & 255;
export const withBits = (record: MemberRecord, key: number, bits: number): MemberRecord => record | (bits << (BITS_OF_KEY * key));
export const withoutBits = (record: MemberRecord, key: number, bits: number): MemberRecord =>
  record & ~(bits << (BITS_OF_KEY * key));
export const keysWith = (record: MemberRecord, bit: number): number =>
  (bitsOf(record, 0) & bit ? 1 : 0) | (bitsOf(record, 1) & bit ? 2 : 0);

const placeOf = (me: number, other: number): number => FIRST_ADMISSION + BITS_OF_ADMISSION * (other > me ? other - 1 : other);
export const hasAdmitted = (record: MemberRecord, me: number, other: number): boolean => has(record, placeOf(me, other));
export const admitting = (record: MemberRecord, me: number, other: number, keys: number, members: number): MemberRecord =>
  record | ((1 | (keys << 1) | (members << 3)) << placeOf(me, other));

export const isInvited = (commons: Commons, member: number): boolean => has(commons, 4 * member);
export const inviting = (commons: Commons, member: number, among: number): Commons =>
  commons | ((1 | (among << 1)) << (4 * member));
export const amongOf = (commons: Commons, member: number): number => (commons >> (4 * member + 1)) & 7;
export const boxesOf = (commons: Commons, key: number): number => (commons >> (12 + 3 * key)) & 7;
export const sealing = (commons: Commons, key: number, members: number): Commons => commons | (members << (12 + 3 * key));
const FIRST_EVICTED = 12 + 3 * KEYS;
export const evictedOf = (commons: Commons): number => (commons >> FIRST_EVICTED) & 7;
export const evicting = (commons: Commons, member: number): Commons => commons | (1 << (FIRST_EVICTED + member));

const ADMISSIONS = ((1 << (2 * BITS_OF_ADMISSION)) - 1) << FIRST_ADMISSION;
const SAID_OF_KEY = 7 | SIGNING | RENOUNCED | REMOVED;

const HEARD_MASKS = Array.from({ length: 2 ** KEYS }, (_, keys) =>
  itemsOf(keys, KEYS).reduce((mask, key) => withBits(mask, key, SAID_OF_KEY), ADMISSIONS),
);

/** Of what another member has said, the news of these keys. */
export function heardOf(record: MemberRecord, keys: number): MemberRecord {
  return record & (HEARD_MASKS[keys] as number);
}

/** Of what it has itself, all but what is elsewhere. */
export function ownOf(record: MemberRecord): MemberRecord {
  return record & (ADMISSIONS | (127 << BITS_OF_KEY) | 127);
}

const swapSet = (set: number): number => (set & 1) | ((set & 2) << 1) | ((set & 4) >> 1);

/** The same with the names of b and c exchanged. */
export function swapped({ members: [a, b, c], commons }: MembershipState): MembershipState {
  const swap = (record: MemberRecord, me: number): MemberRecord => {
    let other = record & ~ADMISSIONS;
    for (let key = 0; key < KEYS; key++) {
      other = withBits(withoutBits(other, key, 7), key, swapSet(bitsOf(record, key) & 7));
    }
    const after = [0, 2, 1];
    for (let member = 0; member < 3; member++) {
      if (member === me || !hasAdmitted(record, me, member)) continue;
      const admission = record >> placeOf(me, member);
      const to = after[member] as number;
      other = admitting(other, after[me] as number, to, (admission >> 1) & 3, swapSet((admission >> 3) & 7));
    }
    return other;
  };
  let all = 0;
  for (let member = 0; member < 3; member++) {
    if (isInvited(commons, member)) all = inviting(all, [0, 2, 1][member] as number, swapSet(amongOf(commons, member)));
  }
  for (let key = 0; key < KEYS; key++) all = sealing(all, key, swapSet(boxesOf(commons, key)));
  all |= swapSet(evictedOf(commons)) << FIRST_EVICTED;
  return { members: [swap(a, 0), swap(c, 2), swap(b, 1)], commons: all };
}

/** The statements that a member has heard, as the product takes them. */
export function statementsOf(records: readonly MemberRecord[], commons: Commons): HeardStatement[] {
  const all: HeardStatement[] = [];
  for (let member = 0; member < NAMES.length; member++) {
    if (!isInvited(commons, member)) continue;
    const name = NAMES[member] as string;
    const among = namesOf(amongOf(commons, member));
    all.push(byOperator({ says: "joined", member: { name, site: name, sealingKey: "", signingKey: "" }, among }));
  }
  for (let key = 0; key < KEYS; key++) {
    if (boxesOf(commons, key) !== 0) all.push(heard("a", created(key, boxesOf(commons, key))));
  }
  for (const [member, record] of records.entries()) all.push(...saidBy(member, record));
  for (const member of namesOf(evictedOf(commons))) all.push(byOperator({ says: "evicted", member, reason: "" }));
  return all;
}

function saidBy(me: number, record: MemberRecord): HeardStatement[] {
  const name = NAMES[me] as string;
  const all: HeardStatement[] = [];
  for (const [other, member] of NAMES.entries()) {
    if (other === me || !hasAdmitted(record, me, other)) continue;
    const admission = record >> placeOf(me, other);
    const keyIds = itemsOf(admission >> 1, KEYS).map(String);
    all.push(heard(name, { says: "admitted", member, keyIds, members: namesOf((admission >> 3) & 7) }));
  }
  for (let key = 0; key < KEYS; key++) {
    const keyId = String(key);
    const bits = bitsOf(record, key);
    if (bits & 7) all.push(heard(name, { says: "installed", keyId, members: namesOf(bits & 7) }));
    if (bits & SIGNING) all.push(heard(name, { says: "signing", keyId, lifeMs: 1 }));
    if (bits & RENOUNCED) all.push(heard(name, { says: "renounced", keyId }));
    if (bits & REMOVED) all.push(heard(name, { says: "removed", keyId }));
  }
  return all;
}

function created(key: number, boxes: number): CeremonyStatement {
  return {
    says: "created",
    keyId: String(key),
    purpose: "token",
    generation: key + 1,
    notBeforeMs: 0,
    keyHash: "",
    boxes: Object.fromEntries(namesOf(boxes).map((name) => [name, "box"])),
  };
}

function heard(by: string, statement: CeremonyStatement): HeardStatement {
  return { by, statement, arrivedAtMs: 0, saidAtMs: 0 };
}

function byOperator(statement: CeremonyStatement): HeardStatement {
  return { ...heard("operator", statement), operator: { is: "root" } };
}
