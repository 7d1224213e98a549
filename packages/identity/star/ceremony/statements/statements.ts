import type { FactBody, FactStore, StoredFact } from "@multisite/kernel/facts";
import type { CeremonyStatement, HeardStatement } from "../types.ts";

/** All statements of the ceremony are facts of this kind; the subject is the key or the member that they are about. */
export const STATEMENT_KIND = "identity.ceremony";

/** Who is believed before anything was heard: the first member, as the host was told when it joined. */
export interface TrustRoot {
  readonly member: string;
  readonly signingKey: string;
}

/** Whether the text was signed with the private half of `signingKey`. */
export type VerifySignature = (text: string, signature: string, signingKey: string) => boolean;

/** A statement that is not believed, for an alarm: who it says it is by, and why not. */
export interface RejectedStatement {
  readonly by: string;
  readonly says: string;
  readonly reason: "not a member" | "signature does not fit" | "not understood";
  readonly originEpoch: string;
}

export interface ReadStatements {
  readonly heard: readonly HeardStatement[];
  readonly rejected: readonly RejectedStatement[];
}

interface SignedStatement {
  readonly by: string;
  readonly statement: CeremonyStatement;
  readonly signature: string;
}

const SUBJECTS: Readonly<Record<CeremonyStatement["says"], "keyId" | "member">> = {
  created: "keyId",
  sealed: "keyId",
  installed: "keyId",
  signing: "keyId",
  renounced: "keyId",
  removed: "keyId",
  reencrypted: "keyId",
  activated: "keyId",
  held: "keyId",
  condemned: "keyId",
  joined: "member",
  admitted: "member",
  evicted: "member",
};

/** Says it in this member's name, durably; the exchange of facts carries it to the others. */
export function sayStatement(
  store: FactStore,
  by: string,
  statement: CeremonyStatement,
  sign: (text: string) => string,
  nowMs: number,
): void {
  const atMs = Math.trunc(nowMs);
  const signature = sign(textOf(by, atMs, statement));
  store.append({
    kind: STATEMENT_KIND,
    subject: subjectOf(statement),
    atMs,
    body: { by, statement, signature } as unknown as FactBody,
  });
}

/**
 * The statements that are believed. A member is believed from its invitation on, by a member that is believed, or by the root; what
 * anybody else says, or says in another's name, is given back as rejected and changes nothing.
 */
export function readStatements(store: FactStore, root: TrustRoot, verify: VerifySignature): ReadStatements {
  const rejected: RejectedStatement[] = [];
  const facts = store.ofKind(STATEMENT_KIND).map((fact) => ({ fact, signed: decode(fact) }));
  const signingKeys = new Map([[root.member, root.signingKey]]);
  const heard: HeardStatement[] = [];
  let waiting = facts;
  // Each pass may bring members in whose statements the one before could not check.
  for (let progress = true; progress; ) {
    progress = false;
    const later: typeof facts = [];
    for (const each of waiting) {
      const { fact, signed } = each;
      const key = signed && signingKeys.get(signed.by);
      if (signed === undefined) rejected.push(rejection(fact, undefined, "not understood"));
      else if (key === undefined) later.push(each);
      else if (!verify(textOf(signed.by, fact.atMs, signed.statement), signed.signature, key)) {
        rejected.push(rejection(fact, signed, "signature does not fit"));
      } else {
        heard.push({ by: signed.by, statement: signed.statement, arrivedAtMs: fact.arrivedAtMs, saidAtMs: fact.atMs });
        if (signed.statement.says === "joined" && !signingKeys.has(signed.statement.member.name)) {
          signingKeys.set(signed.statement.member.name, signed.statement.member.signingKey);
          progress = true;
        }
      }
    }
    waiting = later;
  }
  return { heard, rejected: [...rejected, ...waiting.map(({ fact, signed }) => rejection(fact, signed, "not a member"))] };
}

function rejection(
  fact: StoredFact,
  signed: SignedStatement | undefined,
  reason: RejectedStatement["reason"],
): RejectedStatement {
  return { by: signed?.by ?? "unknown", says: signed?.statement.says ?? "unknown", reason, originEpoch: fact.epoch };
}

/** A statement that this version does not know, or that is about something else than its fact, is not understood. */
function decode({ body, subject }: StoredFact): SignedStatement | undefined {
  const { by, statement, signature } = (body ?? {}) as Partial<SignedStatement>;
  if (typeof by !== "string" || typeof signature !== "string" || typeof statement !== "object" || statement === null)
    return undefined;
  if (!Object.hasOwn(SUBJECTS, statement.says) || subjectOf(statement) !== subject) return undefined;
  return { by, statement, signature };
}

function subjectOf(statement: CeremonyStatement): string {
  const value = (statement as unknown as Record<string, unknown>)[SUBJECTS[statement.says]];
  return typeof value === "string" ? value : String((value as { name?: unknown } | undefined)?.name);
}

/** One text for one meaning: names in order, as the store keeps them. */
function textOf(by: string, atMs: number, statement: CeremonyStatement): string {
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
