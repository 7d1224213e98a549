import {
  type CeremonySettings,
  type CeremonyStep,
  type CeremonyView,
  ceremonyGates,
  decide,
  type HeardStatement,
  primaryKeyOf,
  viewOf,
} from "../../index.ts";
import type { CeremonyStatement } from "../../types.ts";
import type { StateSpace } from "../explore.ts";
import { createTable } from "../numbering.ts";

/** Three members that have two or three keys, and operators that interfere. */
const MEMBERS = ["a", "b", "c"] as const;

export interface ModelKey {
  readonly keyId: string;
  readonly generation: number;
  /** Of an emergency key; it is made by an operation. */
  readonly emergencyMembers?: readonly string[];
}

/** Something that an operator says, once, at any time; each member hears of it at any time after that. */
export interface Operation {
  readonly name: string;
  readonly statement: CeremonyStatement;
  /** Operations that exclude it: it is not said after one of them, or not by somebody who has heard of one. */
  readonly notAfter?: readonly string[];
  /** Who says it, and has heard of it by that. */
  readonly by?: (typeof MEMBERS)[number];
}

export interface OperatorRules {
  /** The first is signed with by all at the beginning; it and all that are no emergency keys are installed everywhere. */
  readonly keys: readonly ModelKey[];
  readonly operations: readonly Operation[];
  /** Operations of which all have heard at the beginning. */
  readonly heardAtFirst?: readonly string[];
  /** What is wrong with what a member does that knows this; rules that are checked on every decision. */
  readonly judge: (view: CeremonyView, steps: readonly CeremonyStep[], onDisk: ReadonlySet<string>) => string | undefined;
  /** Whether the member may never hold the key, after what was said. */
  readonly mayNotHold?: (member: string, keyId: string, said: ReadonlySet<string>) => boolean;
  /** Other decisions than the product's: with them the check must fail. */
  readonly alter?: (view: CeremonyView, steps: readonly CeremonyStep[], onDisk: ReadonlySet<string>) => readonly CeremonyStep[];
}

const INSTALLED = 1;
const SIGNING = 2;
const RENOUNCED = 4;
const REMOVED = 8;
const ON_DISK = 16;
const LIVE = 32;
const BITS = 6;
const SAID = 15;

/** By member: the bits of its keys, and which operations it has heard of. */
interface Known {
  readonly keys: number;
  readonly heard: number;
}

interface State {
  readonly members: readonly [Known, Known, Known];
  readonly said: number;
}

const SETTINGS: CeremonySettings = { lifeMs: 1, rotationPeriodMs: 1, stagedKeys: 0, clockErrorMs: 0, canaryHoldMs: 0 };
const NOW_MS = 1000;

/**
 * Keys in an emergency, and keys that are held and activated, decided by the product's own functions. A member knows of operators' words
 * exactly what it has heard; of what other members said of keys it knows any choice of keys, as in the model of rotation.
 */
export function createOperators(rules: OperatorRules): StateSpace {
  const { keys, operations } = rules;
  const kinds = createTable<number>(2 ** 14);
  const decisions = new Map<number, Decision>();
  const saidMask = keys.reduce((mask, _key, index) => mask | (SAID << (BITS * index)), 0);
  const keptMask = keys.reduce((mask, _key, index) => mask | ((SAID | ON_DISK) << (BITS * index)), 0);
  const keyNumber = (keyId: string): number => keys.findIndex((key) => key.keyId === keyId);

  const widthOfKeys = BITS * keys.length;
  const encodeMember = ({ keys: bits, heard }: Known): number => kinds.numberOf(bits + heard * 2 ** widthOfKeys);
  const decodeMember = (code: number): Known => {
    const value = kinds.at(code);
    return { keys: value % 2 ** widthOfKeys, heard: Math.floor(value / 2 ** widthOfKeys) };
  };
  const encode = ({ members: [a, b, c], said }: State): number =>
    ((said * 2 ** 14 + encodeMember(a)) * 2 ** 14 + encodeMember(b)) * 2 ** 14 + encodeMember(c);
  const decode = (code: number): State => ({
    members: [
      decodeMember(Math.floor(code / 2 ** 28) % 2 ** 14),
      decodeMember(Math.floor(code / 2 ** 14) % 2 ** 14),
      decodeMember(code % 2 ** 14),
    ],
    said: Math.floor(code / 2 ** 42),
  });

  interface Decision {
    readonly steps: readonly CeremonyStep[];
    readonly wrong: string | undefined;
  }

  /** What the member does that has heard of the others' news of these keys. */
  function decisionOf(state: State, me: number, heardKeys: number): Decision {
    const own = state.members[me] as Known;
    const mask = keys.reduce((sum, _key, index) => ((heardKeys >> index) & 1 ? sum | (SAID << (BITS * index)) : sum), 0);
    const others = state.members.map((each, member) => (member === me ? 0 : each.keys & saidMask & mask));
    const [first, second] = others.filter((_bits, member) => member !== me) as [number, number];
    const mine = encodeMember({ keys: own.keys & keptMask, heard: own.heard });
    const id =
      ((mine * 2 ** 14 + encodeMember({ keys: first, heard: 0 })) * 2 ** 14 + encodeMember({ keys: second, heard: 0 })) * 3 + me;
    const known = decisions.get(id);
    if (known !== undefined) return known;
    const heard = [
      ...founding(keys),
      ...operations.filter((_operation, index) => (own.heard >> index) & 1).map(({ statement }) => byOperator(statement)),
      ...state.members.flatMap((each, member) => saidOf(member, member === me ? each.keys : (others[member] as number))),
    ];
    const view = viewOf(MEMBERS[me] as string, heard);
    const onDisk = new Set(keys.filter((_key, index) => (own.keys >> (BITS * index)) & ON_DISK).map(({ keyId }) => keyId));
    const local = { onDisk, loaded: onDisk, fence: undefined, clockErrorMs: 0, isMaker: false, isCanary: false };
    const decided = decide(view, local, NOW_MS, SETTINGS, ceremonyGates).filter((step) => step.do !== "seal");
    const steps = rules.alter?.(view, decided, onDisk) ?? decided;
    const decision = { steps, wrong: rules.judge(view, steps, onDisk) };
    decisions.set(id, decision);
    return decision;
  }

  function saidOf(member: number, bits: number): HeardStatement[] {
    const by = MEMBERS[member] as string;
    return keys.flatMap(({ keyId }, index) => {
      const ofKey = (bits >> (BITS * index)) & SAID;
      const said: CeremonyStatement[] = [];
      if (ofKey & INSTALLED) said.push({ says: "installed", keyId, members: MEMBERS });
      if (ofKey & SIGNING) said.push({ says: "signing", keyId, lifeMs: 1 });
      if (ofKey & RENOUNCED) said.push({ says: "renounced", keyId });
      if (ofKey & REMOVED) said.push({ says: "removed", keyId });
      return said.map((statement) => heardFrom(by, statement));
    });
  }

  function next(code: number, reach: (after: number, step: () => string) => void): void {
    const state = decode(code);
    for (const [index, operation] of operations.entries()) {
      if ((state.said >> index) & 1) {
        for (let member = 0; member < 3; member++) {
          const own = state.members[member] as Known;
          if ((own.heard >> index) & 1) continue;
          reach(
            encode(placed(state, member, { ...own, heard: own.heard | (1 << index) })),
            () => `${MEMBERS[member]} hears: ${operation.name}`,
          );
        }
      } else if (!isExcluded(state, operation)) {
        const said = { ...state, said: state.said | (1 << index) };
        const by = MEMBERS.indexOf(operation.by as "a");
        const own = by < 0 ? undefined : (state.members[by] as Known);
        const after = own === undefined ? said : placed(said, by, { ...own, heard: own.heard | (1 << index) });
        reach(encode(after), () => `an operator: ${operation.name}`);
      }
    }
    for (let member = 0; member < 3; member++) {
      for (const step of stepsOf(state, member)) {
        reach(encode(take(state, member, step)), () => `${MEMBERS[member]}: ${step.do} ${"keyId" in step ? step.keyId : ""}`);
      }
    }
  }

  function isExcluded(state: State, { notAfter = [], by }: Operation): boolean {
    const known = by === undefined ? state.said : (state.members[MEMBERS.indexOf(by)] as Known).heard;
    return operations.some(({ name }, index) => notAfter.includes(name) && ((known >> index) & 1) === 1);
  }

  function stepsOf(state: State, member: number): readonly CeremonyStep[] {
    const steps = new Map<string, CeremonyStep>();
    for (let heardKeys = 0; heardKeys < 2 ** keys.length; heardKeys++) {
      for (const step of decisionOf(state, member, heardKeys).steps)
        steps.set(`${step.do} ${"keyId" in step ? step.keyId : ""}`, step);
    }
    return [...steps.values()];
  }

  function take(state: State, me: number, step: CeremonyStep): State {
    if (!("keyId" in step)) return state;
    const own = state.members[me] as Known;
    const place = BITS * keyNumber(step.keyId);
    const withBits = (bits: number): State => placed(state, me, { ...own, keys: own.keys | (bits << place) });
    switch (step.do) {
      case "install":
        return withBits(((own.keys >> place) & RENOUNCED) === 0 ? ON_DISK | INSTALLED : ON_DISK);
      case "acknowledge":
        return withBits(INSTALLED);
      case "renounce":
        return withBits(RENOUNCED);
      case "sign": {
        const older = olderThan(step.keyId).reduce((sum, index) => sum | (RENOUNCED << (BITS * index)), 0);
        return placed(state, me, { ...own, keys: own.keys | older | ((SIGNING | LIVE) << place) });
      }
      case "remove": {
        const expired = state.members.map((each) =>
          (each.keys >> place) & RENOUNCED ? { ...each, keys: each.keys & ~(LIVE << place) } : each,
        ) as unknown as State["members"];
        const mine = expired[me] as Known;
        return placed({ ...state, members: expired }, me, {
          ...mine,
          keys: (mine.keys | (REMOVED << place)) & ~(ON_DISK << place),
        });
      }
      default:
        return state;
    }
  }

  function olderThan(keyId: string): number[] {
    const than = keys[keyNumber(keyId)] as ModelKey;
    return [...keys.entries()]
      .filter(([, key]) => key.generation < than.generation || (key.generation === than.generation && key.keyId < than.keyId))
      .filter(([, key]) => key.emergencyMembers === undefined || key.generation < than.generation)
      .map(([index]) => index);
  }

  /** What must never be, besides what the rules' judge says: a member that lacks a sound key that others count on its having. */
  function violationIn(code: number): string | undefined {
    const state = decode(code);
    for (let member = 0; member < 3; member++) {
      for (let heardKeys = 0; heardKeys < 2 ** keys.length; heardKeys++) {
        const { wrong } = decisionOf(state, member, heardKeys);
        if (wrong !== undefined) return wrong;
      }
    }
    const said = new Set(operations.filter((_operation, index) => (state.said >> index) & 1).map(({ name }) => name));
    for (const [index, key] of keys.entries()) {
      const holder = MEMBERS.find(
        (name, member) =>
          ((state.members[member] as Known).keys >> (BITS * index)) & ON_DISK && rules.mayNotHold?.(name, key.keyId, said),
      );
      if (holder !== undefined) return `${holder} has taken over ${key.keyId} by itself`;
      const isCondemned = operations.some(
        ({ statement }, number) => (state.said >> number) & 1 && statement.says === "condemned" && statement.keyId === key.keyId,
      );
      const signer = state.members.findIndex(({ keys: bits }) => (bits >> (BITS * index)) & LIVE);
      if (isCondemned || signer < 0) continue;
      const promised = key.emergencyMembers ?? MEMBERS;
      const lacking = MEMBERS.findIndex(
        (name, member) => promised.includes(name) && !(((state.members[member] as Known).keys >> (BITS * index)) & ON_DISK),
      );
      if (lacking >= 0) return `${MEMBERS[lacking]} refuses valid tokens of ${MEMBERS[signer]}: it lacks key ${key.keyId}`;
    }
    return undefined;
  }

  return { first: encode(firstState(rules)), next, violationIn };
}

function placed(state: State, member: number, known: Known): State {
  const members = state.members.map((each, index) => (index === member ? known : each)) as unknown as State["members"];
  return { ...state, members };
}

function firstState({ keys, operations, heardAtFirst = [] }: OperatorRules): State {
  const heard = operations.reduce((set, { name }, index) => (heardAtFirst.includes(name) ? set | (1 << index) : set), 0);
  const bits = keys.reduce((sum, { emergencyMembers }, index) => {
    if (emergencyMembers !== undefined) return sum;
    const ofKey = index === 0 ? INSTALLED | ON_DISK | SIGNING | LIVE : INSTALLED | ON_DISK;
    return sum | (ofKey << (BITS * index));
  }, 0);
  const known = { keys: bits, heard };
  return { members: [known, known, known], said: heard };
}

function heardFrom(by: string, statement: CeremonyStatement): HeardStatement {
  return { by, statement, arrivedAtMs: 0, saidAtMs: 0 };
}

function byOperator(statement: CeremonyStatement): HeardStatement {
  return { ...heardFrom("operator", statement), operator: { is: "root" } };
}

function founding(keys: readonly ModelKey[]): HeardStatement[] {
  return [
    ...MEMBERS.map((name) =>
      byOperator({ says: "joined", member: { name, site: name, sealingKey: "", signingKey: "" }, among: [] }),
    ),
    ...keys
      .filter(({ emergencyMembers }) => emergencyMembers === undefined)
      .map((key) => heardFrom("a", created(key, NOW_MS - 1))),
  ];
}

/** How a key is made that is sealed for all. */
export function created({ keyId, generation, emergencyMembers }: ModelKey, notBeforeMs: number): CeremonyStatement {
  return {
    says: "created",
    keyId,
    purpose: "token",
    generation,
    notBeforeMs,
    keyHash: "",
    boxes: Object.fromEntries(MEMBERS.map((name) => [name, "box"])),
    ...(emergencyMembers === undefined ? {} : { emergencyMembers }),
  };
}

/** After it has heard that a key is condemned, a member neither signs nor verifies with it, and takes it over no more. */
export function judgeCondemned(
  view: CeremonyView,
  steps: readonly CeremonyStep[],
  onDisk: ReadonlySet<string>,
): string | undefined {
  for (const key of view.keys) {
    if (key.condemnedReason === undefined) continue;
    const { keyId } = key;
    if (primaryKeyOf(view, key.purpose, view.me) === key) return `${view.me} signs with ${keyId}, which is condemned`;
    for (const step of steps) {
      if (!("keyId" in step) || step.keyId !== keyId || step.do === "remove" || step.do === "renounce") continue;
      return `${view.me} would ${step.do} ${keyId}, which is condemned`;
    }
    const isRemoving = steps.some((step) => step.do === "remove" && step.keyId === keyId);
    if (onDisk.has(keyId) && !isRemoving) return `${view.me} verifies with ${keyId}, which is condemned`;
  }
  return undefined;
}
