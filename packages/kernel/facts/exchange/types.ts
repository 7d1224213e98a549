import type { Fact } from "../types.ts";

/** Subject under which nodes exchange facts. */
export const EXCHANGE_SUBJECT = "facts.exchange";

/** One question of an exchange: what the asker has that is new, and from where on it wants the other's. */
export interface ExchangeQuestion {
  /** Of the asker's own facts. */
  readonly epoch: string;
  readonly facts: readonly Fact[];
  /** Position in the answerer's store up to which the asker has everything; absent when it has nothing. */
  readonly since: string | undefined;
}

export interface ExchangeAnswer {
  readonly epoch: string;
  readonly facts: readonly Fact[];
  /** Where to ask on from. */
  readonly position: string;
  readonly more: boolean;
  /** The highest sequence number of the asker's epoch that the answerer holds. */
  readonly seenSequence: number;
  /** The answerer's clock. */
  readonly nowMs: number;
}

/** How far another node's clock is from this one's: it lies within `offsetMs` plus or minus `uncertaintyMs`. */
export interface ClockReading {
  readonly node: string;
  readonly offsetMs: number;
  readonly uncertaintyMs: number;
  readonly readAtMs: number;
}
