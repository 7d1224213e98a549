import type { ArrivedFact, Fact, FactBody, FactStore } from "@multisite/kernel/facts";
import { TOKEN_REVOKED, USER_ALLOWED, USER_DENIED } from "./kinds.ts";
import { type Revoked, readRevoked } from "./revoked.ts";

/** A revocation that this host has heard of. */
export interface RevokedFact extends Revoked {
  readonly atMs: number;
}

/**
 * Denied users and revoked tokens, as far as this host has heard (design D2). A user is denied as long as any denial is not lifted.
 * Who lifts names the denials that they know, so that one that was said meanwhile at a site that was cut off still stands.
 */
export interface Denials {
  /** Grows when a denial, its lifting or a revocation arrives, by whichever process; other facts leave it alone. */
  revision(): number;
  isDenied(userId: string): boolean;
  /** When the user was last denied, lifted or not: tokens issued until then are no good. */
  deniedAtMs(userId: string): number | undefined;
  /** Those that may concern a token: of its audit ID, and all that name no audit ID. */
  revocations(auditId: string): readonly RevokedFact[];
  /** IDs of the user's denials that are not lifted. */
  standing(userId: string): readonly string[];
  /** Reads everything again, after old facts were dropped. */
  reload(): void;
}

/** What is known of one user. */
interface UserDenials {
  readonly denials: Map<string, number>;
  readonly lifted: Set<string>;
}

export function createDenials(store: FactStore): Denials {
  const users = new Map<string, UserDenials>();
  const byAuditId = new Map<string, RevokedFact[]>();
  let others: RevokedFact[] = [];
  let places = startingPlaces();
  let seenRevision: number | undefined;
  let revision = 0;

  function ofUser(userId: string): UserDenials {
    const known = users.get(userId) ?? { denials: new Map(), lifted: new Set() };
    users.set(userId, known);
    return known;
  }

  function take(fact: ArrivedFact): void {
    if (fact.kind === USER_DENIED) ofUser(fact.subject).denials.set(factId(fact), fact.atMs);
    else if (fact.kind === USER_ALLOWED) for (const id of liftedBy(fact.body)) ofUser(fact.subject).lifted.add(id);
    else takeRevoked(fact);
  }

  function takeRevoked({ body, atMs }: ArrivedFact): void {
    const revoked = readRevoked(body);
    if (!revoked) return;
    const told = { ...revoked, atMs };
    if (revoked.auditId === undefined) others.push(told);
    else byAuditId.set(revoked.auditId, [...(byAuditId.get(revoked.auditId) ?? []), told]);
  }

  /** Most changes of the store are other facts: they cost three look-ups here, and no revision. */
  function look(): void {
    const now = store.revisionThisTurn();
    if (now === seenRevision) return;
    seenRevision = now;
    for (const [kind, place] of places) {
      const news = store.arrived(kind, place);
      for (const fact of news) take(fact);
      const last = news.at(-1);
      if (last === undefined) continue;
      places.set(kind, last.place);
      revision++;
    }
  }

  return {
    revision() {
      look();
      return revision;
    },
    isDenied: (userId) => standing(userId).length > 0,
    deniedAtMs(userId) {
      look();
      const times = [...(users.get(userId)?.denials.values() ?? [])];
      return times.length === 0 ? undefined : Math.max(...times);
    },
    revocations(auditId) {
      look();
      return [...(byAuditId.get(auditId) ?? []), ...others];
    },
    standing,
    reload() {
      users.clear();
      byAuditId.clear();
      others = [];
      places = startingPlaces();
      seenRevision = undefined;
      look();
    },
  };

  function standing(userId: string): readonly string[] {
    look();
    const known = users.get(userId);
    return known === undefined ? [] : [...known.denials.keys()].filter((id) => !known.lifted.has(id));
  }
}

/** Of a service that is on its own, whose revocations and disabled users are rows. */
export const noDenials: Denials = {
  revision: () => 0,
  isDenied: () => false,
  deniedAtMs: () => undefined,
  revocations: () => [],
  standing: () => [],
  reload() {},
};

/** Appends that a user is denied, unless they are. */
export function denyUser(store: FactStore, denials: Denials, userId: string, nowMs: number): void {
  if (!denials.isDenied(userId)) store.append({ kind: USER_DENIED, subject: userId, atMs: nowMs, body: null });
}

/** Lifts the denials of a user that this host has heard of. */
export function allowUser(store: FactStore, denials: Denials, userId: string, nowMs: number): void {
  const lifts = denials.standing(userId);
  if (lifts.length > 0) store.append({ kind: USER_ALLOWED, subject: userId, atMs: nowMs, body: { lifts } });
}

const startingPlaces = (): Map<string, number> => new Map([TOKEN_REVOKED, USER_DENIED, USER_ALLOWED].map((kind) => [kind, 0]));

/** What says which fact is meant, at every host. */
export function factId({ epoch, sequence }: Pick<Fact, "epoch" | "sequence">): string {
  return `${epoch}:${sequence}`;
}

function liftedBy(body: FactBody): string[] {
  const lifts = typeof body === "object" && body !== null && !Array.isArray(body) ? (body as { lifts?: FactBody }).lifts : [];
  return Array.isArray(lifts) ? lifts.filter((id): id is string => typeof id === "string") : [];
}
