import type { Clock } from "@multisite/kernel/clock";
import type { FactStore } from "@multisite/kernel/facts";
import type { Random } from "@multisite/kernel/random";
import type { Secret } from "@multisite/kernel/secret";
import type { RejectedStatement, StatementSigner, TrustRoot, VerifySignature } from "../statements/index.ts";
import type {
  CeremonySettings,
  CeremonyStatement,
  CeremonyStep,
  CeremonyView,
  KeyPurpose,
  LocalState,
  Member,
} from "../types.ts";

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

/** A step that fails. It is tried again now and then, and holds up no other. */
export interface Trouble {
  readonly step: CeremonyStep["do"] | "render";
  /** The key, member or purpose that it is about. */
  readonly about: string;
  readonly cause: string;
  readonly sinceMs: number;
}

/** The part of one member in the ceremony. */
export interface Ceremony {
  /**
   * Observes, decides and acts until there is nothing left to do now. Safe to call at any time, and after a crash anywhere; costs
   * next to nothing while nothing has changed.
   */
  turn(): void;
  /** What fails at present. */
  troubles(): readonly Trouble[];
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
