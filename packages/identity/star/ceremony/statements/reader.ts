import { compareFacts, type FactStore, type StoredFact } from "@multisite/kernel/facts";
import type { HeardStatement } from "../types.ts";
import { isForOperators } from "./operators.ts";
import {
  type Candidate,
  judge,
  judgeMember,
  type ReadStatements,
  type RejectedStatement,
  type TrustRoot,
  type VerifySignature,
} from "./read.ts";
import { decode, STATEMENT_KIND, textOf } from "./signed.ts";

/** Reads the statements of a store as they come; each is decoded, and its signature checked, once. */
export interface StatementReader {
  /**
   * What is believed and came since the last call. Undefined when something came that changes whether others are believed: then all
   * of {@link StatementReader.heard} counts anew.
   */
  read(): readonly HeardStatement[] | undefined;
  /** All that is believed so far, in the order of facts, which is the same at every host. */
  heard(): readonly HeardStatement[];
  /** What is not believed. */
  rejected(): readonly RejectedStatement[];
}

/**
 * Follows the statements of a store. What members say of keys is judged as it comes; what operators say (who is a member, who an
 * operator) has all be judged anew, which is rare and needs no signature a second time.
 */
export function createStatementReader(store: FactStore, root: TrustRoot, verify: VerifySignature): StatementReader {
  const candidates: Candidate[] = [];
  const notUnderstood: RejectedStatement[] = [];
  const checked = new WeakMap<Candidate, Map<string, boolean>>();
  let position: number | undefined;
  let signingKeys: ReadonlyMap<string, readonly string[]> | undefined;
  let believed: { readonly fact: StoredFact; readonly statement: HeardStatement }[] = [];
  let isInOrder = true;
  let rejected: RejectedStatement[] = [];

  function fits(candidate: Candidate, key: string): boolean {
    const { fact, signed } = candidate;
    const known = checked.get(candidate) ?? new Map<string, boolean>();
    checked.set(candidate, known);
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = verify(textOf(signed.by, fact.atMs, signed.statement), signed.signature, key);
    known.set(key, found);
    return found;
  }

  function take(candidate: Candidate): HeardStatement | undefined {
    const { fact, signed, verdict } = candidate;
    if (typeof verdict !== "object") {
      rejected.push(rejection(fact, candidate, verdict ?? "not a member"));
      return undefined;
    }
    const more = verdict.operator === undefined ? {} : { operator: verdict.operator };
    const { by, statement } = signed;
    const taken = { by, statement, arrivedAtMs: fact.arrivedAtMs, saidAtMs: fact.atMs, ...more };
    believed.push({ fact, statement: taken });
    isInOrder = false;
    return taken;
  }

  function judgeAll(): undefined {
    candidates.sort((one, other) => compareFacts(one.fact, other.fact));
    signingKeys = judge(candidates, root, fits);
    believed = [];
    rejected = [...notUnderstood];
    for (const candidate of candidates) take(candidate);
  }

  return {
    read() {
      const news = store.ofKindSince(STATEMENT_KIND, position);
      position = news.position;
      const fresh: Candidate[] = [];
      for (const fact of news.facts) {
        const signed = decode(fact);
        if (signed === undefined) {
          notUnderstood.push(rejection(fact, undefined, "not understood"));
          rejected.push(rejection(fact, undefined, "not understood"));
        } else fresh.push({ fact, signed });
      }
      // One by one: of a large star there are more than a call takes arguments.
      for (const candidate of fresh) candidates.push(candidate);
      const known = signingKeys;
      if (known === undefined || fresh.some(isForAll)) return judgeAll();
      for (const candidate of fresh) judgeMember(candidate, known, fits);
      return fresh.map(take).filter((one) => one !== undefined);
    },
    heard() {
      if (!isInOrder) believed.sort((one, other) => compareFacts(one.fact, other.fact));
      isInOrder = true;
      return believed.map(({ statement }) => statement);
    },
    rejected: () => rejected,
  };
}

/** The statements of a store that are believed, and those that are not: these change nothing. */
export function readStatements(store: FactStore, root: TrustRoot, verify: VerifySignature): ReadStatements {
  const reader = createStatementReader(store, root, verify);
  reader.read();
  return { heard: reader.heard(), rejected: reader.rejected() };
}

/** Whether it may change what is believed of others. */
function isForAll({ signed }: Candidate): boolean {
  return signed.operatorKey !== undefined || isForOperators(signed.statement);
}

function rejection(fact: StoredFact, candidate: Candidate | undefined, reason: RejectedStatement["reason"]): RejectedStatement {
  const signed = candidate?.signed;
  return { by: signed?.by ?? "unknown", says: signed?.statement.says ?? "unknown", reason, originEpoch: fact.epoch };
}
