import type { FactStore } from "@multisite/kernel/facts";
import type { CeremonyStatement } from "../types.ts";
import { encode, STATEMENT_KIND, subjectOf, textOf } from "./signed.ts";

/** A key that signs statements. */
export interface StatementSigner {
  readonly sign: (text: string) => string;
  /** Set when it is an operator's key: base64 of its public half. */
  readonly operatorKey?: string;
}

/**
 * Says it in this member's name, durably; the exchange of facts carries it to the others. `sign` signs with the member's own key, or
 * with the operator's whose public half is given.
 */
export function sayStatement(
  store: FactStore,
  by: string,
  statement: CeremonyStatement,
  sign: StatementSigner["sign"],
  nowMs: number,
  operatorKey?: string,
): void {
  const atMs = Math.trunc(nowMs);
  const signature = sign(textOf(by, atMs, statement));
  const signed = { by, statement, signature, ...(operatorKey === undefined ? {} : { operatorKey }) };
  store.append({ kind: STATEMENT_KIND, subject: subjectOf(statement), atMs, body: encode(signed) });
}
