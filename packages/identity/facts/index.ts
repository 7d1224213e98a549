import type { FactStore } from "@multisite/kernel/facts";
import { allowUser, createDenials, type Denials, denyUser, noDenials } from "./denials.ts";
import { type PasswordFailures, readFailures, recordFailure } from "./failures.ts";
import { CODE_USED, LAST_ACTIVE, PASSWORD_CLEARED, PASSWORD_FAILED, TOKEN_REVOKED } from "./kinds.ts";
import { type Revoked, subjectOf } from "./revoked.ts";

export { createDenials, type Denials, factId, type RevokedFact } from "./denials.ts";
export type { PasswordFailures } from "./failures.ts";
export { TOKEN_REVOKED, USER_DENIED } from "./kinds.ts";
export { type Revoked, readRevoked } from "./revoked.ts";

/**
 * What this site must be able to say of users while the identity database takes no writes (design D2). Beside a stock Keystone,
 * the effective state is its columns plus these.
 */
export interface IdentityFacts {
  /** For the exchange with other sites. */
  readonly store: FactStore;
  failures(userId: string): PasswordFailures;
  recordFailure(userId: string, nowMs: number, maxAttempts: number | undefined): void;
  clearFailures(userId: string, nowMs: number): void;
  lastActiveMs(userId: string): number | undefined;
  recordActivity(userId: string, nowMs: number): void;
  /** True the first time that a one-time code of the credential's time step is used, as far as this site has heard. */
  useCode(credentialId: string, timeStep: number, nowMs: number): boolean;
  readonly denials: Denials;
  /** Tokens issued until now that match are revoked, here at once and wherever the fact arrives. */
  revoke(revoked: Revoked, nowMs: number): void;
  /** The user's tokens end and they may not log in, until they are allowed again. */
  deny(userId: string, nowMs: number): void;
  allow(userId: string, nowMs: number): void;
  /** Drops what no longer matters; call it now and then. */
  tidy(nowMs: number): void;
}

const DAY_MS = 86_400_000;

/** Codes are valid for minutes; a day leaves room for clocks that differ. */
const CODE_RETENTION_MS = DAY_MS;

/** Who tries a wrong password once a month finds nothing. */
const FAILURE_RETENTION_MS = 30 * DAY_MS;

/** As long as a token may still be asked about: with Keystone's settings 51 hours. */
const REVOCATION_RETENTION_MS = 3 * DAY_MS;

export interface IdentityFactsOptions {
  /** How long a token may still be asked about after its issue: its life, the window for expired ones, and a margin. */
  readonly tokenRetentionMs?: number;
  /** False for a service that is on its own: it looks for no denials, which would cost a little with every validation. */
  readonly sharesDenials?: boolean;
}

/** Identity's words for a store of facts. */
export function createIdentityFacts(store: FactStore, options: IdentityFactsOptions = {}): IdentityFacts {
  const { tokenRetentionMs = REVOCATION_RETENTION_MS, sharesDenials = true } = options;
  const denials = sharesDenials ? createDenials(store) : noDenials;
  return {
    denials,
    revoke(revoked, nowMs) {
      store.append({ kind: TOKEN_REVOKED, subject: subjectOf(revoked), atMs: nowMs, body: { ...revoked } });
    },
    deny: (userId, nowMs) => denyUser(store, denials, userId, nowMs),
    allow: (userId, nowMs) => allowUser(store, denials, userId, nowMs),
    store,
    failures: (userId) => readFailures(store, userId),
    recordFailure: (userId, nowMs, maxAttempts) => recordFailure(store, userId, nowMs, maxAttempts),
    clearFailures(userId, nowMs) {
      store.append({ kind: PASSWORD_CLEARED, subject: userId, atMs: nowMs, body: null });
    },
    lastActiveMs: (userId) => store.list(LAST_ACTIVE, userId).at(-1)?.atMs,
    recordActivity(userId, nowMs) {
      store.append({ kind: LAST_ACTIVE, subject: userId, atMs: nowMs, body: null });
    },
    useCode(credentialId, timeStep, nowMs) {
      const fact = { kind: CODE_USED, subject: `${credentialId}:${timeStep}`, atMs: nowMs, body: null };
      return store.appendOnce(fact) !== undefined;
    },
    tidy(nowMs) {
      store.forget({ kind: CODE_USED, olderThanMs: nowMs - CODE_RETENTION_MS });
      store.forget({ kind: PASSWORD_FAILED, olderThanMs: nowMs - FAILURE_RETENTION_MS });
      store.forget({ kind: PASSWORD_CLEARED, olderThanMs: nowMs - FAILURE_RETENTION_MS, keepNewest: true });
      store.forget({ kind: LAST_ACTIVE, olderThanMs: nowMs - DAY_MS, keepNewest: true });
      // Denials stay: without its lifting, one that a peer brings back would deny again.
      store.forget({ kind: TOKEN_REVOKED, olderThanMs: nowMs - tokenRetentionMs });
      // Whichever process of the host dropped them.
      denials.reload();
    },
  };
}
