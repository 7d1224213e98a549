import { together } from "./names.ts";
import type { CeremonyStatement, CeremonyView, HeardStatement, KeyView, Member } from "./types.ts";

/** While it is made. */
export type Mutable<T> = {
  -readonly [Name in keyof T]: T[Name] extends ReadonlyMap<infer K, infer V>
    ? Map<K, V>
    : T[Name] extends ReadonlySet<infer V>
      ? Set<V>
      : T[Name];
};

/**
 * What the statements come to, in whatever order they were heard.
 *
 * Of an evicted member nothing counts any more, whenever it was said: a captured host can say that it spoke earlier, and what
 * arrived first differs from host to host. Nobody waits for what it said, either. Only keys that it made stay known where a
 * remaining member has acknowledged them: somebody may sign with one. What an operator said through it is the operator's.
 */
export function viewOf(me: string, heard: readonly HeardStatement[]): CeremonyView {
  const evicted = new Map<string, string>();
  const evictedAtMs = new Map<string, number>();
  for (const { statement, arrivedAtMs } of heard) {
    if (statement.says !== "evicted") continue;
    evicted.set(statement.member, evicted.get(statement.member) ?? statement.reason);
    evictedAtMs.set(statement.member, Math.min(arrivedAtMs, evictedAtMs.get(statement.member) ?? arrivedAtMs));
  }
  const counts = ({ by, operator }: HeardStatement): boolean => operator !== undefined || !evicted.has(by);
  const acknowledged = new Set<string>();
  for (const one of heard) if (one.statement.says === "installed" && counts(one)) acknowledged.add(one.statement.keyId);

  const members = new Map<string, Member>();
  const admissions = new Map<string, Map<string, readonly string[]>>();
  const countedAtAdmission = new Map<string, Map<string, readonly string[]>>();
  const invitedAmong = new Map<string, readonly string[]>();
  const operators = new Map<string, string>();
  const saidByOperator = new Map<string, CeremonyStatement[]>();
  const keys = new Map<string, Mutable<KeyView>>();
  const disownedKeys = new Set<string>();
  const documents = new Map<number, ReadonlySet<string>>();
  for (const one of heard) {
    const { by, statement, operator } = one;
    if (statement.says === "operator") operators.set(statement.operatorKey, statement.member);
    if (operator?.is === "delegated") {
      const said = saidByOperator.get(operator.holder) ?? [];
      saidByOperator.set(operator.holder, [...said, statement]);
    }
    if (statement.says === "document") {
      documents.set(statement.generation, new Set([...(documents.get(statement.generation) ?? []), statement.hash]));
    } else if (statement.says === "created") {
      const known = keys.get(statement.keyId);
      if (!counts(one) && !acknowledged.has(statement.keyId)) disownedKeys.add(statement.keyId);
      else if (known === undefined) keys.set(statement.keyId, newKey(one, statement));
      // A captured maker may say it twice: whoever acknowledged either counts all of both.
      else known.recipients = together(known.recipients, Object.keys(statement.boxes));
    } else if (!counts(one)) {
    } else if (statement.says === "joined") {
      const { member } = statement;
      // Who invites itself is the first one.
      const among = statement.among ?? (by === member.name ? [] : undefined);
      if (!evicted.has(member.name) && !members.has(member.name)) {
        members.set(member.name, member);
        if (among !== undefined) invitedAmong.set(member.name, among);
      }
    } else if (statement.says === "admitted") {
      const { member, keyIds, members: counted = [] } = statement;
      admissions.set(member, (admissions.get(member) ?? new Map()).set(by, keyIds));
      countedAtAdmission.set(member, (countedAtAdmission.get(member) ?? new Map()).set(by, counted));
    }
  }
  for (const one of heard) {
    const { statement } = one;
    const key = "keyId" in statement ? keys.get(statement.keyId) : undefined;
    if (key !== undefined && counts(one)) apply(key, one);
  }
  const inOrder = [...keys.values()].sort(compareKeys);
  return {
    me,
    members,
    evicted,
    evictedAtMs,
    operators,
    saidByOperator,
    admissions,
    countedAtAdmission,
    invitedAmong,
    disownedKeys,
    documents,
    keys: inOrder,
  };
}

/** Generations first; of keys that two makers made at once, the ID decides, at every member alike. */
export function compareKeys(one: Pick<KeyView, "generation" | "keyId">, other: Pick<KeyView, "generation" | "keyId">): number {
  if (one.generation !== other.generation) return one.generation - other.generation;
  if (one.keyId === other.keyId) return 0;
  return one.keyId < other.keyId ? -1 : 1;
}

/** As its maker made it, before anybody said more of it. */
export function newKey(
  { by: maker, arrivedAtMs }: Pick<HeardStatement, "by" | "arrivedAtMs">,
  created: Extract<HeardStatement["statement"], { says: "created" }>,
): Mutable<KeyView> {
  return {
    keyId: created.keyId,
    arrivedAtMs,
    maker,
    keyHash: created.keyHash,
    purpose: created.purpose,
    generation: created.generation,
    notBeforeMs: created.notBeforeMs,
    emergencyMembers: created.emergencyMembers,
    boxes: new Map(Object.entries(created.boxes)),
    recipients: Object.keys(created.boxes).sort(),
    installed: new Map(),
    signing: new Map(),
    renounced: new Map(),
    removed: new Set(),
    activatedAtMs: undefined,
    heldReason: undefined,
    condemnedReason: undefined,
    isReencrypted: false,
  };
}

function countedIn(
  { members, andRecipients }: Extract<CeremonyStatement, { says: "installed" }>,
  key: KeyView,
): readonly string[] {
  return andRecipients === true ? together(key.recipients, members) : [...new Set(members)].sort();
}

/** Adds to the key what was said of it. */
export function apply(key: Mutable<KeyView>, { by, statement, arrivedAtMs, saidAtMs }: HeardStatement): void {
  switch (statement.says) {
    case "sealed":
      // Never in place of the maker's own box.
      if (!key.boxes.has(statement.forMember)) key.boxes.set(statement.forMember, statement.box);
      return;
    case "installed":
      key.installed.set(by, together(countedIn(statement, key), key.installed.get(by) ?? []));
      return;
    case "signing":
      key.signing.set(by, Math.max(statement.lifeMs, key.signing.get(by) ?? 0));
      return;
    case "renounced":
      // The first arrival counts: hearing it again changes nothing.
      key.renounced.set(by, Math.min(arrivedAtMs, key.renounced.get(by) ?? arrivedAtMs));
      return;
    case "removed":
      key.removed.add(by);
      return;
    case "reencrypted":
      key.isReencrypted = true;
      return;
    case "activated":
      key.activatedAtMs = Math.min(saidAtMs, key.activatedAtMs ?? saidAtMs);
      return;
    case "held":
      key.heldReason = statement.reason;
      return;
    case "condemned":
      key.condemnedReason = statement.reason;
      return;
    default:
  }
}
