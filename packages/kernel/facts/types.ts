/** A value that JSON can carry. */
export type FactBody = string | number | boolean | null | readonly FactBody[] | { readonly [name: string]: FactBody };

/** What a fact says; {@link FactStore.append} adds who says it. */
export interface NewFact {
  /** Dotted name of what happened, such as `identity.password.failed`. */
  readonly kind: string;
  /** What it happened to, such as a user's ID. */
  readonly subject: string;
  /** When, in milliseconds since the Unix epoch, by the clock of the host that saw it. */
  readonly atMs: number;
  readonly body: FactBody;
}

/**
 * Something that happened and can never become untrue (design D2). Two facts with equal fields are the same fact, so that
 * merging is set union.
 */
export interface Fact extends NewFact {
  /** Made anew with each store: a store that was lost and made again never repeats a sequence number of its former self. */
  readonly epoch: string;
  /** Counts the facts of one epoch from 1. */
  readonly sequence: number;
}

/** A fact as this host holds it. */
export interface StoredFact extends Fact {
  /** When it came to this host, by this host's clock; of an own fact the time that it tells. Not part of the fact. */
  readonly arrivedAtMs: number;
}

/** A fact with its place in the order of arrival, which only this host's file knows. */
export interface ArrivedFact extends StoredFact {
  readonly place: number;
}

/** Facts as they arrived here, and where to ask on from. */
export interface FactPage {
  readonly facts: readonly Fact[];
  /** Opaque; give it to the next {@link FactStore.since}. */
  readonly position: string;
  /** Whether there was more than the limit. */
  readonly more: boolean;
}

/** What {@link FactStore.forget} drops. */
export interface Forgetting {
  readonly kind: string;
  readonly olderThanMs: number;
  /** Keeps the newest fact of each subject, however old. */
  readonly keepNewest?: boolean;
}

/** An append-only set of facts. All calls are synchronous: a fact is there when the call returns. */
export interface FactStore {
  /** Of the facts that are appended here. */
  readonly epoch: string;
  /** The highest sequence number of an epoch that this host knows of: of the own one it counts forgotten facts too. 0 when none. */
  highestSequence(epoch: string): number;
  /** Begins a new epoch: this host cannot know any more which sequence numbers its former self has used. */
  renewEpoch(): void;
  /** What the exchange with other hosts remembers, by name. */
  mark(name: string): string | undefined;
  setMark(name: string, value: string): void;
  append(fact: NewFact): Fact;
  /** Appends unless there is a fact of the same kind and subject, whoever said it; undefined when there is. Atomic on this host. */
  appendOnce(fact: NewFact): Fact | undefined;
  /**
   * Adds the facts that are not here yet and says how many those were. Idempotent, and the order does not matter.
   * `arrivedAtMs` is now, by this host's clock.
   */
  merge(facts: readonly Fact[], arrivedAtMs: number): number;
  /** The facts of a kind about a subject, in {@link compareFacts} order. */
  list(kind: string, subject: string): readonly StoredFact[];
  /** All facts of a kind, in {@link compareFacts} order. */
  ofKind(kind: string): readonly StoredFact[];
  /**
   * The facts of a kind that came here after the position, in the order in which they came; from the start without one. A position
   * is of this store and this process only.
   */
  ofKindSince(kind: string, position: number | undefined): { readonly facts: readonly StoredFact[]; readonly position: number };
  /** Changes whenever a fact is added or dropped, by whichever process of the host. */
  revision(): number;
  /** As `revision`, but asks for other processes' changes once in a turn of the event loop: for paths that every request takes. */
  revisionThisTurn(): number;
  /** Facts of a kind in the order they arrived here, after a place; 0 is the start. */
  arrived(kind: string, after: number): readonly ArrivedFact[];
  /** Facts in the order they arrived here, own and merged ones; from the start without a position, or with one of another store. */
  since(position: string | undefined, limit: number): FactPage;
  /** Drops facts that no longer matter and says how many. Peers may bring them back; that does no harm. */
  forget(what: Forgetting): number;
  close(): void;
}

/** By time; facts of the same millisecond by epoch and sequence, so that every host sees one order. */
export function compareFacts(one: Fact, other: Fact): number {
  return one.atMs - other.atMs || compareText(one.epoch, other.epoch) || one.sequence - other.sequence;
}

function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
