import type { CeremonyView, HeardStatement, KeyView } from "./types.ts";
import { apply, compareKeys, type Mutable, newKey, viewOf } from "./view.ts";

/** A view that follows what is heard. */
export interface ViewFold {
  /** A view that was given is never changed: what comes later is in later ones. */
  current(): CeremonyView;
  /** Takes over what came since; `added` is undefined when all that was heard counts anew. */
  follow(added: readonly HeardStatement[] | undefined, heard: () => readonly HeardStatement[]): void;
}

/**
 * As `viewOf`, but what members say of keys day by day costs only as much as is new. Everything else, and whatever could depend on the
 * order in which it came, is rare, and has all be looked at again.
 */
export function createViewFold(me: string): ViewFold {
  let view = viewOf(me, []);
  /** What was said of keys that are not known yet, by key. */
  let early = earlyOf(view, []);

  function rebuild(heard: readonly HeardStatement[]): void {
    view = viewOf(me, heard);
    early = earlyOf(view, heard);
  }

  /** False when it takes more than to add. */
  function add(added: readonly HeardStatement[]): boolean {
    if (added.length === 0) return true;
    const keys = new Map(view.keys.map((key) => [key.keyId, key]));
    const changed = new Map<string, Mutable<KeyView>>();
    const admissions = new Map(view.admissions);
    const countedAtAdmission = new Map(view.countedAtAdmission);
    const toChange = (keyId: string): Mutable<KeyView> | undefined => {
      const known = changed.get(keyId) ?? keys.get(keyId);
      if (known === undefined || changed.has(keyId)) return known as Mutable<KeyView> | undefined;
      const copy = copyOf(known);
      changed.set(keyId, copy);
      return copy;
    };
    for (const one of added) {
      const { by, statement } = one;
      if (one.operator !== undefined || view.evicted.has(by)) return false;
      if (statement.says === "admitted") {
        const { member, keyIds, members = [] } = statement;
        if (!admit(admissions, member, by, keyIds) || !admit(countedAtAdmission, member, by, members)) return false;
      } else if (statement.says === "created") {
        if (keys.has(statement.keyId) || changed.has(statement.keyId)) return false;
        const key = newKey(one, statement);
        for (const before of early.get(statement.keyId) ?? []) if (!view.evicted.has(before.by)) apply(key, before);
        early.delete(statement.keyId);
        changed.set(key.keyId, key);
      } else if ("keyId" in statement) {
        if (view.disownedKeys.has(statement.keyId)) return false;
        const key = toChange(statement.keyId);
        if (key !== undefined) apply(key, one);
        else note(early, statement.keyId, one);
      } else return false;
    }
    for (const [keyId, key] of changed) keys.set(keyId, key);
    const inOrder = changed.size === 0 ? view.keys : [...keys.values()].sort(compareKeys);
    view = { ...view, admissions, countedAtAdmission, keys: inOrder };
    return true;
  }

  return {
    current: () => view,
    follow(added, heard) {
      if (added === undefined || !add(added)) rebuild(heard());
    },
  };
}

type Admissions = Map<string, ReadonlyMap<string, readonly string[]>>;

/** False when the member has said something else before: which counts depends on the order. */
function admit(admissions: Admissions, member: string, by: string, list: readonly string[]): boolean {
  const ofMember = admissions.get(member);
  const before = ofMember?.get(by);
  if (before !== undefined) return before.join() === list.join();
  admissions.set(member, new Map([...(ofMember ?? []), [by, list]]));
  return true;
}

function copyOf(key: KeyView): Mutable<KeyView> {
  return {
    ...key,
    boxes: new Map(key.boxes),
    installed: new Map(key.installed),
    signing: new Map(key.signing),
    renounced: new Map(key.renounced),
    removed: new Set(key.removed),
  };
}

function earlyOf(view: CeremonyView, heard: readonly HeardStatement[]): Map<string, HeardStatement[]> {
  const known = new Set(view.keys.map(({ keyId }) => keyId));
  const early = new Map<string, HeardStatement[]>();
  for (const one of heard) {
    const { statement } = one;
    if (!("keyId" in statement) || statement.says === "created" || known.has(statement.keyId)) continue;
    note(early, statement.keyId, one);
  }
  return early;
}

function note(early: Map<string, HeardStatement[]>, keyId: string, one: HeardStatement): void {
  const known = early.get(keyId);
  if (known === undefined) early.set(keyId, [one]);
  else known.push(one);
}
