import { keysToServe, mayDropCondemned, mayServe, notYetAdmittedBy, primaryKeyOf, signingKeyOf } from "../certificates.ts";
import { keysToHold } from "../decide/index.ts";
import { KEY_PURPOSES } from "../types.ts";
import type { Fence, FenceCode, FenceDecision, FenceMemory, FenceObservations, Mark } from "./types.ts";

/** So long a node that has just started waits for somebody who would know more of it than it does; it may be all that is left. */
const INTRODUCTION_MS = 3000;

/** Whether the node may serve, and what is to be done about it. */
export function fenceDecision(observed: FenceObservations): FenceDecision {
  const { view, marks } = observed;
  const memory = rememberRestore(observed);
  const evicted = view.evicted.get(view.me);
  if (evicted !== undefined) {
    const reason = `This node was evicted (${evicted}). It can come back under another name.`;
    return { fence: fence("evicted", reason), isSilent: true, memory, renewsEpoch: false, needsRound: false };
  }
  const { restored } = memory;
  if (restored !== undefined) {
    const waitsFor = whatRejoinWaitsFor({ ...observed, memory });
    if (waitsFor !== undefined) {
      return {
        fence: fence("restored", `${restored.because} ${waitsFor}`),
        isSilent: true,
        memory,
        renewsEpoch: marks.facts?.epoch === restored.formerEpoch,
        needsRound: true,
      };
    }
  }
  const isIn = memory.hasServed ? view.members.has(view.me) : mayServe(view, view.me, observed.onDisk);
  const found = standingFence({ ...observed, memory });
  return {
    fence: found,
    isSilent: !isIntroduced(observed),
    memory: { hasServed: memory.hasServed || (isIn && found === undefined), restored: undefined, marks },
    renewsEpoch: false,
    needsRound: !isIntroduced(observed) && observed.exchanged.roundBeganMs === undefined,
  };
}

/** Its services go on meanwhile, or every start of an agent would stop them. */
function isIntroduced({ memory, view, exchanged, startedAgoMs }: FenceObservations): boolean {
  const isAlone = [...view.members.keys()].every((name) => name === view.me);
  return !memory.hasServed || isAlone || exchanged.beganMs.size > 0 || startedAgoMs >= INTRODUCTION_MS;
}

function fence(code: string, reason: string): Fence {
  return { code: `identity.star.${code}` as FenceCode, reason };
}

/** A former self is known by what has gone back since it was last remembered; or somebody has found it out. */
function rememberRestore({ memory, marks, nowMs }: FenceObservations): FenceMemory {
  if (memory.restored !== undefined) return memory;
  const because = whatHasGoneBack(memory.marks, marks);
  if (because === undefined) return memory;
  return { ...memory, restored: { because, sinceMs: nowMs, formerEpoch: marks.facts?.epoch ?? "" } };
}

function whatHasGoneBack(before: Readonly<Record<string, Mark>>, now: Readonly<Record<string, Mark>>): string | undefined {
  for (const [name, known] of Object.entries(before)) {
    const found = now[name];
    if (found === undefined) continue;
    if (found.epoch !== known.epoch) {
      // Others change epochs as their writers change; the facts of a host only when they are made anew.
      if (name === "facts") return "The facts of this host were replaced.";
    } else if (found.number < known.number) {
      return `The ${name} of this host has gone back from ${known.number} to ${found.number}, as after a restore.`;
    }
  }
  return undefined;
}

/**
 * What a node that may be a former self still has to learn before it serves: everything that those know who can be reached, one of them
 * at another site, told to its new self; and all keys that it may have signed with. Undefined when that is done.
 */
function whatRejoinWaitsFor(observed: FenceObservations): string | undefined {
  const { view, memory, marks, exchanged, heardFrom, onDisk } = observed;
  const { sinceMs, formerEpoch } = memory.restored as NonNullable<FenceMemory["restored"]>;
  if (marks.facts?.epoch === formerEpoch) return "It gives its facts a new epoch.";
  const me = view.members.get(view.me);
  const others = [...view.members.values()].filter(({ name }) => name !== view.me);
  const has = (times: ReadonlyMap<string, number>, name: string): boolean =>
    (times.get(name) ?? Number.NEGATIVE_INFINITY) >= sinceMs;
  const done = others.filter(({ name }) => has(exchanged.beganMs, name));
  if (others.length > 0) {
    if ((exchanged.roundBeganMs ?? Number.NEGATIVE_INFINITY) < sinceMs) return "It asks all others what they know.";
    const pending = others.filter((other) => has(heardFrom, other.name) && !done.includes(other)).map(({ name }) => name);
    if (pending.length > 0) return `It still exchanges facts with ${pending.sort().join(", ")}.`;
    const elsewhere = others.filter(({ site }) => site !== me?.site);
    if (elsewhere.length > 0 && !elsewhere.some((other) => done.includes(other))) {
      return `It must hear from another site first: ${[...new Set(elsewhere.map(({ site }) => site))].sort().join(", ")}.`;
    }
    if (done.length === 0)
      return `It must hear from another member first: ${others
        .map(({ name }) => name)
        .sort()
        .join(", ")}.`;
  }
  const lacking = new Set([...keysToHold(view, onDisk), ...keysToServe(view, view.me).filter((keyId) => !onDisk.has(keyId))]);
  return lacking.size > 0 ? `It lacks ${keysText(lacking)}.` : undefined;
}

/** What keeps any node from serving, as things stand; it ends by itself. */
function standingFence({ view, memory, onDisk, verifiable }: FenceObservations): Fence | undefined {
  const { me } = view;
  if (!view.members.has(me)) return fence("not_admitted", "This node has not heard of its own invitation yet.");
  if (!memory.hasServed && !mayServe(view, me, onDisk)) {
    const silent = notYetAdmittedBy(view, me);
    const lacking = keysToServe(view, me).filter((keyId) => !onDisk.has(keyId));
    const why = silent.length > 0 ? `${silent.join(", ")} must take it in first.` : `It lacks ${keysText(new Set(lacking))}.`;
    return fence("not_admitted", `This node is new. ${why}`);
  }
  const unsigned = KEY_PURPOSES.filter((purpose) => purpose !== "credential" && primaryKeyOf(view, purpose, me) === undefined);
  if (unsigned.length > 0) {
    const isNew = unsigned.every((purpose) => signingKeyOf(view, purpose, me) === undefined);
    const why = isNew ? "There is no key yet that all members have." : "Its key is condemned, and no other can be used yet.";
    return fence("no_signing_key", `Nothing can be signed here (${unsigned.join(", ")}). ${why}`);
  }
  const lost = view.keys
    .filter(
      (key) => key.installed.has(me) && !key.removed.has(me) && !(key.condemnedReason !== undefined && mayDropCondemned(key)),
    )
    .filter(({ keyId, purpose }) => !verifiable.has(keyId) && signingKeyOf(view, purpose, me) !== undefined);
  if (lost.length === 0) return undefined;
  return fence("keys_lost", `This node has lost ${keysText(new Set(lost.map(({ keyId }) => keyId)))}, with which others sign.`);
}

function keysText(keyIds: ReadonlySet<string>): string {
  const [first = ""] = keyIds;
  return keyIds.size === 1 ? `the key ${first.slice(0, 8)}` : `${keyIds.size} keys`;
}
