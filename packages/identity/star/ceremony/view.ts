import type { CeremonyView, HeardStatement, KeyView, Member } from "./types.ts";

type Mutable<T> = {
  -readonly [Name in keyof T]: T[Name] extends ReadonlyMap<infer K, infer V>
    ? Map<K, V>
    : T[Name] extends ReadonlySet<infer V>
      ? Set<V>
      : T[Name];
};

/** What the statements come to, in whatever order they were heard. */
export function viewOf(me: string, heard: readonly HeardStatement[]): CeremonyView {
  const members = new Map<string, Member>();
  const evicted = new Map<string, string>();
  const admissions = new Map<string, Map<string, readonly string[]>>();
  const keys = new Map<string, Mutable<KeyView>>();
  for (const { by, statement } of heard) {
    if (statement.says === "joined") members.set(statement.member.name, statement.member);
    else if (statement.says === "evicted") evicted.set(statement.member, statement.reason);
    else if (statement.says === "admitted") {
      const ofMember = admissions.get(statement.member) ?? new Map();
      admissions.set(statement.member, ofMember.set(by, statement.keyIds));
    } else if (statement.says === "created") {
      keys.set(statement.keyId, newKey(statement));
    }
  }
  for (const one of heard) {
    const { statement } = one;
    const key = "keyId" in statement ? keys.get(statement.keyId) : undefined;
    if (key !== undefined) apply(key, one);
  }
  for (const name of evicted.keys()) members.delete(name);
  return { me, members, evicted, admissions, keys: [...keys.values()].sort(compareKeys) };
}

/** Generations first; of keys that two makers made at once, the ID decides, at every member alike. */
export function compareKeys(one: Pick<KeyView, "generation" | "keyId">, other: Pick<KeyView, "generation" | "keyId">): number {
  if (one.generation !== other.generation) return one.generation - other.generation;
  if (one.keyId === other.keyId) return 0;
  return one.keyId < other.keyId ? -1 : 1;
}

function newKey(created: Extract<HeardStatement["statement"], { says: "created" }>): Mutable<KeyView> {
  return {
    keyId: created.keyId,
    purpose: created.purpose,
    generation: created.generation,
    notBeforeMs: created.notBeforeMs,
    emergencyMembers: created.emergencyMembers,
    boxes: new Map(Object.entries(created.boxes)),
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

function apply(key: Mutable<KeyView>, { by, statement, arrivedAtMs, saidAtMs }: HeardStatement): void {
  switch (statement.says) {
    case "sealed":
      key.boxes.set(statement.forMember, statement.box);
      return;
    case "installed":
      key.installed.set(by, [...new Set([...(key.installed.get(by) ?? []), ...statement.members])].sort());
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
