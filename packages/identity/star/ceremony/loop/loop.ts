import type { Clock } from "@multisite/kernel/clock";
import type { FactStore } from "@multisite/kernel/facts";
import type { Random } from "@multisite/kernel/random";
import type { Secret } from "@multisite/kernel/secret";
import { FernetKey } from "../../../tokens/index.ts";
import { mayDropCondemned, mayServe, primaryKeyOf, signingKeyOf } from "../certificates.ts";
import { decide } from "../decide/index.ts";
import { notOperator } from "../errors.ts";
import {
  isForOperators,
  keyHashOf,
  keyIdOf,
  type RejectedStatement,
  readStatements,
  type StatementSigner,
  sayStatement,
  type TrustRoot,
  type VerifySignature,
} from "../statements/index.ts";
import {
  type CeremonySettings,
  type CeremonyStatement,
  type CeremonyStep,
  type CeremonyView,
  KEY_PURPOSES,
  type KeyPurpose,
  type KeyView,
  type LocalState,
  type Member,
} from "../types.ts";
import { compareKeys, viewOf } from "../view.ts";

/** Where the keys of this host are. A call that returns has reached the disk. */
export interface KeyDisk {
  /** Keys that are whole. */
  list(): ReadonlySet<string>;
  read(keyId: string): Secret;
  write(keyId: string, purpose: KeyPurpose, key: Secret): void;
  remove(keyId: string): void;
  /**
   * Makes the directory that Keystone reads: the primary signs, all verify. Never shows a set without its primary. Without
   * one nothing is done, but for a directory that is closed.
   */
  render(purpose: KeyPurpose, primary: string | undefined, context?: RenderContext): void;
}

/** What a directory of keys depends on besides the keys. */
export interface RenderContext {
  /** The key that is to sign next. */
  readonly next: string | undefined;
  /** Keys that this member has removed, or may not use any more. */
  readonly dropped: ReadonlySet<string>;
  /** It was signed here, but with a key that is condemned, and there is no other yet. */
  readonly isClosed?: boolean;
}

/** Seals keys to a member, and opens what was sealed to this one. */
export interface KeySealer {
  seal(key: Secret, keyId: string, member: Member): string;
  /** Undefined when it was not sealed to this member for this key. */
  open(box: string, keyId: string): Secret | undefined;
}

export interface CeremonyPorts {
  readonly me: string;
  readonly root: TrustRoot;
  readonly store: FactStore;
  readonly disk: KeyDisk;
  readonly sealer: KeySealer;
  readonly sign: (text: string) => string;
  /** The operator's key of this host, if it has one. */
  readonly operator?: Required<StatementSigner>;
  readonly verify: VerifySignature;
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: () => CeremonySettings;
  /** What the host knows of itself besides its disk. */
  readonly local: () => Omit<LocalState, "onDisk" | "loaded">;
  /** Keys that every verifier process of the host has loaded, of those on the disk. */
  readonly loaded: (onDisk: ReadonlySet<string>) => ReadonlySet<string>;
}

/** The first member is an operator by itself where no others were named. */
function isRootOperator({ me, root }: CeremonyPorts): boolean {
  return me === root.member && (root.operators ?? [root.signingKey]).includes(root.signingKey);
}

/** The part of one member in the ceremony. */
export interface Ceremony {
  /** Observes, decides and acts until there is nothing left to do now. Safe to call at any time, and after a crash anywhere. */
  turn(): void;
  view(): CeremonyView;
  /** Statements that are not believed. */
  rejected(): readonly RejectedStatement[];
  mayServe(): boolean;
  /** Makes a key outside of the rules, as an operator plans it in an emergency. */
  make(step: Extract<CeremonyStep, { do: "create" }>): void;
  /**
   * Says something in this member's name; what is for operators with the operator's key of this host.
   * @throws `identity.star.not_operator` when it has none.
   */
  say(statement: CeremonyStatement): void;
}

/** More rounds than any situation needs; a rule that contradicts another must not hang the agent. */
const MOST_ROUNDS = 100;

export function createCeremony(ports: CeremonyPorts): Ceremony {
  const { me, root, store, disk, sealer, clock, random } = ports;
  const read = () => readStatements(store, root, verifyOnce);
  const view = (): CeremonyView => viewOf(me, read().heard);
  function say(statement: CeremonyStatement): void {
    const operator = isForOperators(statement) ? ports.operator : undefined;
    if (isForOperators(statement) && operator === undefined && !isRootOperator(ports)) throw notOperator(me, statement.says);
    sayStatement(store, me, statement, (operator ?? ports).sign, clock.nowMs(), operator?.operatorKey);
  }

  // A statement is read at every turn and never changes; to check its signature once is enough.
  const verified = new Map<string, { readonly text: string; readonly signingKey: string; readonly fits: boolean }>();
  function verifyOnce(text: string, signature: string, signingKey: string): boolean {
    const known = verified.get(signature);
    if (known?.text === text && known.signingKey === signingKey) return known.fits;
    const fits = ports.verify(text, signature, signingKey);
    verified.set(signature, { text, signingKey, fits });
    return fits;
  }

  function steps(now: CeremonyView): readonly CeremonyStep[] {
    const onDisk = disk.list();
    const local: LocalState = { ...ports.local(), onDisk, loaded: ports.loaded(onDisk) };
    return decide(now, local, clock.nowMs(), ports.settings());
  }

  /** Every effect can be done again: what it says is said once more at worst, and statements are sets. */
  function act(step: CeremonyStep, now: CeremonyView): void {
    switch (step.do) {
      case "create":
        create(step, now);
        break;
      case "seal": {
        const member = now.members.get(step.forMember);
        if (member === undefined) break;
        const box = sealer.seal(disk.read(step.keyId), step.keyId, member);
        say({ says: "sealed", keyId: step.keyId, forMember: step.forMember, box });
        break;
      }
      case "install":
        install(step.keyId, now);
        break;
      case "acknowledge":
        say({ says: "installed", keyId: step.keyId, members: step.members });
        break;
      case "sign":
        startSigning(step.keyId, step.lifeMs);
        break;
      case "renounce":
        say({ says: "renounced", keyId: step.keyId });
        break;
      case "remove":
        say({ says: "removed", keyId: step.keyId });
        disk.remove(step.keyId);
        break;
      case "admit":
        say({ says: "admitted", member: step.member, keyIds: step.keyIds });
        break;
    }
  }

  function create(step: Extract<CeremonyStep, { do: "create" }>, now: CeremonyView): void {
    const key = FernetKey.generate(random).text;
    const { purpose, generation, notBeforeMs, emergencyMembers } = step;
    const description = {
      purpose,
      generation,
      notBeforeMs: Math.trunc(notBeforeMs),
      keyHash: keyHashOf(key.reveal()),
      ...(emergencyMembers === undefined ? {} : { emergencyMembers }),
    };
    const keyId = keyIdOf(me, description);
    const boxes = Object.fromEntries([...now.members.values()].map((member) => [member.name, sealer.seal(key, keyId, member)]));
    say({ says: "created", keyId, ...description, boxes });
  }

  function install(keyId: string, now: CeremonyView): void {
    const found = now.keys.find((key) => key.keyId === keyId);
    const box = found?.boxes.get(me);
    const key = box === undefined ? undefined : sealer.open(box, keyId);
    if (found !== undefined && key !== undefined && keyHashOf(key.reveal()) === found.keyHash)
      disk.write(keyId, found.purpose, key);
  }

  /** The older ones are given up, durably, before the directory lets anybody sign with the new one. */
  function startSigning(keyId: string, lifeMs: number): void {
    say({ says: "signing", keyId, lifeMs });
    for (const step of steps(view())) if (step.do === "renounce") act(step, view());
  }

  return {
    turn() {
      let now = view();
      for (let round = 0; round < MOST_ROUNDS; round++) {
        const next = steps(now).find((step) => step.do !== "install" || canOpen(step.keyId, now));
        if (next === undefined) break;
        act(next, now);
        now = view();
      }
      for (const purpose of KEY_PURPOSES) {
        disk.render(purpose, primaryKeyOf(now, purpose, me)?.keyId, renderContext(now, purpose, disk.list()));
      }
    },
    view,
    rejected: () => read().rejected,
    mayServe: () => mayServe(view(), me, disk.list()),
    say,
    make: (step) => create(step, view()),
  };

  /** A box that does not open would be tried for ever. */
  function canOpen(keyId: string, now: CeremonyView): boolean {
    const found = now.keys.find((key) => key.keyId === keyId);
    const box = found?.boxes.get(me);
    const key = box === undefined ? undefined : sealer.open(box, keyId);
    return key !== undefined && keyHashOf(key.reveal()) === found?.keyHash;
  }
}

function renderContext(view: CeremonyView, purpose: KeyPurpose, onDisk: ReadonlySet<string>): RenderContext {
  const keys = view.keys.filter((key) => key.purpose === purpose);
  const isDropped = (key: KeyView): boolean =>
    key.removed.has(view.me) || (key.condemnedReason !== undefined && mayDropCondemned(key));
  const dropped = new Set([...view.disownedKeys, ...keys.filter(isDropped).map(({ keyId }) => keyId)]);
  const signing = signingKeyOf(view, purpose, view.me);
  const next = keys.find(
    (key) =>
      onDisk.has(key.keyId) &&
      key.condemnedReason === undefined &&
      !dropped.has(key.keyId) &&
      (signing === undefined || compareKeys(key, signing) > 0),
  );
  return { next: next?.keyId, dropped, isClosed: signing !== undefined && primaryKeyOf(view, purpose, view.me) === undefined };
}
