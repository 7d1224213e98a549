import type { FactBody, StoredFact } from "@multisite/kernel/facts";
import type { CeremonyStatement } from "../types.ts";
import { hasShape } from "./shape.ts";

/** All statements of the ceremony are facts of this kind; the subject is the key or the member that they are about. */
export const STATEMENT_KIND = "identity.ceremony";

/** A statement as a fact carries it. */
export interface SignedStatement {
  readonly by: string;
  readonly statement: CeremonyStatement;
  readonly signature: string;
  /** The operator's key that it was signed with; unset when it was signed with the member's own. */
  readonly operatorKey?: string;
}

/** A statement that this version does not know, is malformed, or is about something else than its fact is not understood. */
export function decode({ body, subject }: StoredFact): SignedStatement | undefined {
  const { by, statement, signature, operatorKey } = (body ?? {}) as Partial<SignedStatement>;
  if (typeof by !== "string" || typeof signature !== "string" || !hasShape(statement, by)) return undefined;
  if (operatorKey !== undefined && typeof operatorKey !== "string") return undefined;
  if (subjectOf(statement) !== subject) return undefined;
  return { by, statement, signature, ...(operatorKey === undefined ? {} : { operatorKey }) };
}

export function encode(signed: SignedStatement): FactBody {
  return signed as unknown as FactBody;
}

export function subjectOf(statement: CeremonyStatement): string {
  if ("keyId" in statement) return statement.keyId;
  if (statement.says === "document") return `document-${statement.generation}`;
  return statement.says === "joined" ? statement.member.name : statement.member;
}

/** One text for one meaning: names in order, as the store keeps them. */
export function textOf(by: string, atMs: number, statement: CeremonyStatement): string {
  return JSON.stringify([by, atMs, inOrder(statement)]);
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(
    entries.sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, item]) => [name, inOrder(item)]),
  );
}
