import type { FactStore, StoredFact } from "@multisite/kernel/facts";
import type { CeremonyStatement, HeardStatement, OperatorOfStatement } from "../types.ts";
import { isForOperators } from "./operators.ts";
import { decode, type SignedStatement, STATEMENT_KIND, textOf } from "./signed.ts";

/** Who is believed before anything was heard, as the host was told when it joined. */
export interface TrustRoot {
  /** The first member. */
  readonly member: string;
  readonly signingKey: string;
  /**
   * Public keys of the operators of the root: only they make operators of others (`operator`) and unmake them. Without any, the
   * first member's own signing key is the only one.
   */
  readonly operators?: readonly string[];
}

/** Whether the text was signed with the private half of `signingKey`. */
export type VerifySignature = (text: string, signature: string, signingKey: string) => boolean;

/** A statement that is not believed, for an alarm: who it says it is by, and why not. */
export interface RejectedStatement {
  readonly by: string;
  readonly says: string;
  readonly reason: "not a member" | "not an operator" | "signature does not fit" | "not understood";
  readonly originEpoch: string;
}

export interface ReadStatements {
  readonly heard: readonly HeardStatement[];
  readonly rejected: readonly RejectedStatement[];
}

interface Candidate {
  readonly fact: StoredFact;
  readonly signed: SignedStatement;
  /** Why it is believed, or not; unset until it was judged. */
  verdict?: RejectedStatement["reason"] | { readonly operator: OperatorOfStatement | undefined };
}

/**
 * The statements that are believed; all others are given back as rejected and change nothing. Operators come first: those of the
 * root, then those that they made and whose holder they have not evicted. These have invited the members, and members are believed
 * in everything that is not for operators. Nothing depends on the order in which statements came, nor on when they say that they were
 * said.
 */
export function readStatements(store: FactStore, root: TrustRoot, verify: VerifySignature): ReadStatements {
  const rejected: RejectedStatement[] = [];
  const candidates: Candidate[] = [];
  for (const fact of store.ofKind(STATEMENT_KIND)) {
    const signed = decode(fact);
    if (signed === undefined) rejected.push(rejection(fact, undefined, "not understood"));
    else candidates.push({ fact, signed });
  }
  const fits = ({ fact, signed }: Candidate, key: string): boolean =>
    verify(textOf(signed.by, fact.atMs, signed.statement), signed.signature, key);
  judgeOperators(candidates, root, fits);
  judgeMembers(candidates, root, fits);
  const heard: HeardStatement[] = [];
  for (const { fact, signed, verdict } of candidates) {
    if (typeof verdict !== "object") rejected.push(rejection(fact, signed, verdict ?? "not a member"));
    else {
      const { by, statement } = signed;
      const more = verdict.operator === undefined ? {} : { operator: verdict.operator };
      heard.push({ by, statement, arrivedAtMs: fact.arrivedAtMs, saidAtMs: fact.atMs, ...more });
    }
  }
  return { heard, rejected };
}

type Fits = (candidate: Candidate, key: string) => boolean;

function judgeOperators(candidates: readonly Candidate[], root: TrustRoot, fits: Fits): void {
  const rootKeys = root.operators ?? [root.signingKey];
  /** Who holds a key that the root has made an operator's. */
  const holders = new Map<string, string>();
  const unmade = new Set<string>();
  const byOthers: Candidate[] = [];
  for (const candidate of candidates) {
    const { statement, operatorKey } = candidate.signed;
    if (operatorKey === undefined && !isForOperators(statement)) continue;
    const key = operatorKeyOf(candidate, root);
    if (key === undefined || !rootKeys.includes(key)) byOthers.push(candidate);
    else if (!isForOperators(statement)) candidate.verdict = "not a member";
    else if (!fits(candidate, key)) candidate.verdict = "signature does not fit";
    else {
      candidate.verdict = { operator: { is: "root" } };
      if (statement.says === "operator") holders.set(statement.operatorKey, statement.member);
      if (statement.says === "evicted") unmade.add(statement.member);
    }
  }
  for (const candidate of byOthers) {
    const { statement } = candidate.signed;
    const key = operatorKeyOf(candidate, root);
    const holder = key === undefined ? undefined : holders.get(key);
    if (key === undefined || holder === undefined || unmade.has(holder)) candidate.verdict = "not an operator";
    else if (!isForOperators(statement)) candidate.verdict = "not a member";
    else if (isForRoot(statement, root, holders)) candidate.verdict = "not an operator";
    else if (!fits(candidate, key)) candidate.verdict = "signature does not fit";
    else candidate.verdict = { operator: { is: "delegated", holder } };
  }
}

/** Without one that is named: the first member's own, if that is an operator's. */
function operatorKeyOf({ signed }: Candidate, root: TrustRoot): string | undefined {
  return signed.operatorKey ?? (signed.by === root.member ? root.signingKey : undefined);
}

/** What is not for operators a member says with its own key, and nobody says it in its name. */
function judgeMembers(candidates: readonly Candidate[], root: TrustRoot, fits: Fits): void {
  const signingKeys = new Map([[root.member, [root.signingKey]]]);
  for (const { signed, verdict } of candidates) {
    if (signed.statement.says !== "joined" || typeof verdict !== "object") continue;
    const { name, signingKey } = signed.statement.member;
    signingKeys.set(name, [...(signingKeys.get(name) ?? []), signingKey]);
  }
  for (const candidate of candidates) {
    if (candidate.verdict !== undefined) continue;
    const keys = signingKeys.get(candidate.signed.by);
    if (keys === undefined) candidate.verdict = "not a member";
    else if (!keys.some((key) => fits(candidate, key))) candidate.verdict = "signature does not fit";
    else candidate.verdict = { operator: undefined };
  }
}

/** Operators that the root has made neither make nor unmake operators: two captured ones could unmake each other for ever. */
function isForRoot(statement: CeremonyStatement, root: TrustRoot, holders: ReadonlyMap<string, string>): boolean {
  if (statement.says === "operator") return true;
  if (statement.says !== "evicted") return false;
  return statement.member === root.member || [...holders.values()].includes(statement.member);
}

function rejection(
  fact: StoredFact,
  signed: SignedStatement | undefined,
  reason: RejectedStatement["reason"],
): RejectedStatement {
  return { by: signed?.by ?? "unknown", says: signed?.statement.says ?? "unknown", reason, originEpoch: fact.epoch };
}
