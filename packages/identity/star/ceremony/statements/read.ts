import type { StoredFact } from "@multisite/kernel/facts";
import type { CeremonyStatement, HeardStatement, OperatorOfStatement } from "../types.ts";
import { isForOperators } from "./operators.ts";
import type { SignedStatement } from "./signed.ts";

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

/** A statement that is yet to be judged, or was. */
export interface Candidate {
  readonly fact: StoredFact;
  readonly signed: SignedStatement;
  /** Why it is believed, or not; unset until it was judged. */
  verdict?: RejectedStatement["reason"] | { readonly operator: OperatorOfStatement | undefined };
}

/** Whether the candidate was signed with the key; what was found once may be remembered. */
export type Fits = (candidate: Candidate, key: string) => boolean;

/**
 * Says of each statement whether it is believed, and gives the keys that members sign with. Operators come first: those of the root,
 * then those that they made and whose holder they have not evicted. These have invited the members, and members are believed in
 * everything that is not for operators. Nothing depends on the order in which statements came, nor on when they say that they were
 * said.
 */
export function judge(candidates: readonly Candidate[], root: TrustRoot, fits: Fits): ReadonlyMap<string, readonly string[]> {
  for (const candidate of candidates) delete candidate.verdict;
  judgeOperators(candidates, root, fits);
  const signingKeys = signingKeysOf(candidates, root);
  for (const candidate of candidates) if (candidate.verdict === undefined) judgeMember(candidate, signingKeys, fits);
  return signingKeys;
}

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

function signingKeysOf(candidates: readonly Candidate[], root: TrustRoot): ReadonlyMap<string, readonly string[]> {
  const signingKeys = new Map([[root.member, [root.signingKey]]]);
  for (const { signed, verdict } of candidates) {
    if (signed.statement.says !== "joined" || typeof verdict !== "object") continue;
    const { name, signingKey } = signed.statement.member;
    signingKeys.set(name, [...(signingKeys.get(name) ?? []), signingKey]);
  }
  return signingKeys;
}

/** What is not for operators a member says with its own key, and nobody says it in its name. */
export function judgeMember(candidate: Candidate, signingKeys: ReadonlyMap<string, readonly string[]>, fits: Fits): void {
  const keys = signingKeys.get(candidate.signed.by);
  if (keys === undefined) candidate.verdict = "not a member";
  else if (!keys.some((key) => fits(candidate, key))) candidate.verdict = "signature does not fit";
  else candidate.verdict = { operator: undefined };
}

/** Operators that the root has made neither make nor unmake operators: two captured ones could unmake each other for ever. */
function isForRoot(statement: CeremonyStatement, root: TrustRoot, holders: ReadonlyMap<string, string>): boolean {
  if (statement.says === "operator") return true;
  if (statement.says !== "evicted") return false;
  return statement.member === root.member || [...holders.values()].includes(statement.member);
}
