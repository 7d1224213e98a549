import { MultisiteError } from "../../errors/index.ts";
import type { PeerHandler } from "../../peers/index.ts";
import type { Fact, FactStore } from "../types.ts";
import type { ExchangeAnswer, ExchangeQuestion } from "./types.ts";

export interface AnswerOptions {
  readonly store: FactStore;
  readonly nowMs: () => number;
  readonly pageSize: number;
  /** A fact that its kind's retention has passed is not taken again: peers that forget later would bring it back for ever. */
  readonly isForgotten: (fact: Fact, nowMs: number) => boolean;
  /** Whoever asks is alive, whether it has news or not. */
  readonly onHeard: (from: string) => void;
}

/** Takes what the asker brings, and tells what it asks for. */
export function answerExchange({ store, nowMs, pageSize, isForgotten, onHeard }: AnswerOptions): PeerHandler {
  return async (body, from): Promise<ExchangeAnswer> => {
    const question = readQuestion(body);
    mergeFacts(store, question.facts, nowMs(), isForgotten);
    onHeard(from.node);
    const page = store.since(question.since, pageSize);
    return {
      epoch: store.epoch,
      facts: page.facts.filter(({ epoch }) => epoch !== question.epoch),
      position: page.position,
      more: page.more,
      seenSequence: store.highestSequence(question.epoch),
      nowMs: nowMs(),
    };
  };
}

/** Adds what is new; a fact of a shape that this version does not understand holds up no other. */
export function mergeFacts(
  store: FactStore,
  facts: readonly Fact[],
  nowMs: number,
  isForgotten: AnswerOptions["isForgotten"],
): void {
  store.merge(
    facts.filter((fact) => isFact(fact) && !isForgotten(fact, nowMs)),
    nowMs,
  );
}

function isFact(value: Fact): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof value.kind === "string" &&
    typeof value.subject === "string" &&
    typeof value.epoch === "string" &&
    Number.isSafeInteger(value.atMs) &&
    Number.isSafeInteger(value.sequence) &&
    value.body !== undefined
  );
}

function readQuestion(body: unknown): ExchangeQuestion {
  const { epoch, facts, since } = (body ?? {}) as Partial<ExchangeQuestion>;
  if (typeof epoch !== "string" || !Array.isArray(facts) || (since !== undefined && typeof since !== "string")) {
    throw new MultisiteError(
      "kernel.facts.question",
      "This is no question of an exchange of facts; both nodes need versions that fit.",
    );
  }
  return { epoch, facts, since };
}
