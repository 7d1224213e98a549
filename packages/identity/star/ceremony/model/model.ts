import { signingKeyOf } from "../certificates.ts";
import {
  type CeremonyStatement,
  type CeremonyStep,
  type CeremonyView,
  decide,
  type Gates,
  type HeardStatement,
  viewOf,
} from "../index.ts";

/**
 * The ceremony of three members and three keys, with every step at any time, decided by the product's own functions.
 *
 * What keeps it small, and why nothing is lost: conditions on what *others* said only become true, never false again, so that a
 * member which has not heard of something behaves as one that acts later. Only the choice among several keys depends on knowing
 * less, so each member also decides with every choice of keys of which it has heard nothing from others. A member that signs is
 * taken to have living tokens all the time; they are gone once somebody's waiting time, counted from the renouncement, has passed.
 * What a member does on its own account right after another step (acknowledging what it installed, renouncing what is older than
 * the key it signs with) is one step with it: doing it later is no other than others' hearing of it later.
 */
export interface ModelRules {
  /** How many of the three keys there are; with restore, two keep it small enough to be closed in a test. */
  readonly keys?: number;
  readonly gates: Gates;
  /** Whose tokens have expired when a key is removed. */
  readonly expired: "who renounced" | "own" | "none";
  /** Whether one member may be restored from a backup, and whether it is fenced then. */
  readonly restore: "none" | "fenced" | "unfenced";
}

export const MEMBERS = ["a", "b", "c"];
const KEYS = ["1", "2", "3"];
/** Which of the three does not matter: they are alike. */
const RESTORED = "a";

export interface State {
  /** What was said, as `I1a`: member a has installed key 1. */
  readonly said: readonly string[];
  /** Key and member, as `1a`. */
  readonly disk: readonly string[];
  readonly live: readonly string[];
  readonly backup: { readonly said: readonly string[]; readonly disk: readonly string[] } | undefined;
  /** What the restored member knows, until it has heard of everything again. */
  readonly known: readonly string[] | undefined;
  readonly isFenced: boolean;
}

export const FIRST: State = { said: [], disk: [], live: [], backup: undefined, known: undefined, isFenced: false };

const SETTINGS = { lifeMs: 1, rotationPeriodMs: 1, stagedKeys: 0, clockErrorMs: 0, canaryHoldMs: 0 };
const LATER_MS = 1_000_000;

const FOUNDING: readonly HeardStatement[] = [
  ...MEMBERS.map((name) => ({ says: "joined" as const, member: { name, site: name, sealingKey: "", signingKey: "" } })),
  ...MEMBERS.flatMap((member) => [{ says: "admitted" as const, member, keyIds: [] }]),
  ...KEYS.map((keyId) => ({
    says: "created" as const,
    keyId,
    purpose: "token" as const,
    generation: Number(keyId),
    notBeforeMs: 0,
    keyHash: "",
    boxes: Object.fromEntries(MEMBERS.map((name) => [name, "box"])),
  })),
].flatMap((statement) =>
  statement.says === "admitted"
    ? MEMBERS.filter((by) => by !== statement.member).map((by) => heard(by, statement))
    : [heard("a", statement)],
);

function heard(by: string, statement: CeremonyStatement): HeardStatement {
  return { by, statement, arrivedAtMs: 0, saidAtMs: 0 };
}

function toStatement(said: string): HeardStatement {
  const [letter, keyId, by] = said as unknown as [string, string, string];
  if (letter === "I") return heard(by, { says: "installed", keyId, members: MEMBERS });
  if (letter === "S") return heard(by, { says: "signing", keyId, lifeMs: 1 });
  if (letter === "R") return heard(by, { says: "renounced", keyId });
  return heard(by, { says: "removed", keyId });
}

function viewAt(state: State, member: string, unheardKeys: readonly string[] = []): CeremonyView {
  const known = member === RESTORED ? (state.known ?? state.said) : state.said;
  const said = known.filter((each) => each[2] === member || !unheardKeys.includes(each[1] as string));
  return viewOf(member, [...FOUNDING, ...said.map(toStatement)]);
}

/** Every state that can follow, with the name of the step. */
export function nextStates(state: State, rules: ModelRules): readonly (readonly [string, State])[] {
  const next = new Map<string, State>();
  for (const member of MEMBERS) {
    for (const unheard of unheardChoices(rules)) {
      const view = viewAt(state, member, unheard);
      for (const step of stepsOf(state, member, view, rules))
        next.set(`${member}: ${nameOf(step)}`, take(state, member, step, view, rules));
    }
  }
  for (const [name, after] of restoring(state, rules)) next.set(name, after);
  return [...next];
}

function stepsOf(
  state: State,
  member: string,
  view: CeremonyView,
  { gates, keys = KEYS.length }: ModelRules,
): readonly CeremonyStep[] {
  const onDisk = new Set(KEYS.filter((key) => state.disk.includes(key + member)));
  const fence = member === RESTORED && state.isFenced ? "restored" : undefined;
  const local = { onDisk, loaded: onDisk, fence, clockErrorMs: 0, isMaker: false, isCanary: false };
  return decide(view, local, LATER_MS, SETTINGS, gates).filter((step) => "keyId" in step && Number(step.keyId) <= keys);
}

function nameOf(step: CeremonyStep): string {
  return `${step.do} ${"keyId" in step ? step.keyId : ""}`;
}

function take(state: State, member: string, step: CeremonyStep, view: CeremonyView, rules: ModelRules): State {
  const key = "keyId" in step ? step.keyId : "";
  switch (step.do) {
    case "install": {
      const installed = { ...state, disk: with_(state.disk, key + member) };
      return member === RESTORED && state.isFenced ? installed : say(installed, `I${key}${member}`);
    }
    case "acknowledge":
      return say(state, `I${key}${member}`);
    case "sign": {
      const older = view.keys.filter((one) => one.keyId < key && !one.renounced.has(member));
      const signing = [`S${key}${member}`, ...older.map((one) => `R${one.keyId}${member}`)].reduce(say, state);
      return { ...signing, live: with_(signing.live, key + member) };
    }
    case "renounce":
      return say(state, `R${key}${member}`);
    case "remove": {
      const signer = (each: string): string => each[1] as string;
      const isExpired = (each: string): boolean => {
        if (each[0] !== key || rules.expired === "none") return false;
        if (rules.expired === "own") return signer(each) === member;
        return view.keys.some((one) => one.keyId === key && one.renounced.has(signer(each)));
      };
      const removed = say(state, `X${key}${member}`);
      return {
        ...removed,
        disk: removed.disk.filter((each) => each !== key + member),
        live: state.live.filter((each) => !isExpired(each)),
      };
    }
    default:
      return state;
  }
}

function say(state: State, said: string): State {
  const known = state.known !== undefined && said[2] === RESTORED ? with_(state.known, said) : state.known;
  return { ...state, said: with_(state.said, said), known };
}

function restoring(state: State, { restore }: ModelRules): (readonly [string, State])[] {
  if (restore === "none") return [];
  const own = (each: string): boolean => each[1] === RESTORED;
  if (state.backup === undefined) {
    return [["a: is backed up", { ...state, backup: { said: state.said, disk: state.disk.filter(own) } }]];
  }
  if (state.known !== undefined || state.isFenced) {
    if (state.known !== undefined) return [["a: hears of everything", { ...state, known: undefined }]];
    const view = viewAt(state, RESTORED);
    const lacks = view.keys.some(
      (key) => key.installed.has(RESTORED) && !key.removed.has(RESTORED) && !state.disk.includes(key.keyId + RESTORED),
    );
    return lacks ? [] : [["a: serves again", { ...state, isFenced: false }]];
  }
  const { said, disk } = state.backup;
  const restored: State = {
    ...state,
    disk: [...state.disk.filter((each) => !own(each)), ...disk].sort(),
    known: said,
    isFenced: restore === "fenced",
  };
  const signing = restored.isFenced ? undefined : signingKeyOf(viewAt(restored, RESTORED), "token", RESTORED);
  const live = signing === undefined ? restored.live : with_(restored.live, signing.keyId + RESTORED);
  return [["a: is restored", { ...restored, live }]];
}

/** What must never be: a serving member that lacks a key with which somebody signs, or has living tokens. */
export function violationIn(state: State): string | undefined {
  const serving = MEMBERS.filter((member) => member !== RESTORED || !state.isFenced);
  for (const [key, signer] of state.live as unknown as [string, string][]) {
    for (const member of serving) {
      if (!state.disk.includes(key + member)) return `${member} refuses valid tokens of ${signer}: it lacks key ${key}`;
    }
  }
  return undefined;
}

function with_(list: readonly string[], one: string): readonly string[] {
  return list.includes(one) ? list : [...list, one].sort();
}

/** Every choice of keys. */
function unheardChoices({ keys = KEYS.length }: ModelRules): string[][] {
  return Array.from({ length: 2 ** keys }, (_, bits) => KEYS.filter((_key, index) => (bits >> index) & 1));
}

/** What a member may do, as the model takes it; and what it would do had it heard only so much of what others said. */
export function stepNames(state: State, member: string, rules: ModelRules): readonly string[] {
  const all = unheardChoices(rules).flatMap((unheard) =>
    stepsOf(state, member, viewAt(state, member, unheard), rules).map(nameOf),
  );
  return [...new Set(all)].sort();
}

export function stepNamesKnowing(
  state: State,
  member: string,
  hasHeard: (said: string) => boolean,
  rules: ModelRules,
): readonly string[] {
  const known = state.said.filter((each) => each[2] === member || hasHeard(each));
  return stepsOf(state, member, viewAt({ ...state, said: known }, member), rules).map(nameOf);
}
