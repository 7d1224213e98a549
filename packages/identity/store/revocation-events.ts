import type { Clock } from "@multisite/kernel/clock";
import type { IdentityConfig } from "../config/index.ts";
import type { IdentityDatabase, Queries } from "./database.ts";
import { toDatetime } from "./time.ts";

/** What a revocation is about; every given field must match a token for it to be revoked. */
export interface Revocation {
  readonly userId?: string;
  readonly projectId?: string;
  readonly trustId?: string;
  readonly consumerId?: string;
  readonly auditId?: string;
}

export interface RevocationDependencies {
  readonly config: IdentityConfig;
  readonly clock: Clock;
  readonly database: IdentityDatabase;
}

/**
 * Revokes every token issued until now that the revocation describes, and forgets events that outlived the tokens they were
 * about (keystone/revoke/core.py, revoke; keystone/revoke/backends/sql.py). Pass a transaction's queries to revoke together
 * with the change that is the reason.
 */
export async function recordRevocation(
  { config, clock, database }: RevocationDependencies,
  queries: Queries,
  revocation: Revocation,
): Promise<void> {
  const now = toWholeSecond(database, clock.nowMs());
  const lifetimeMs = (config.token.expiration + config.revoke.expiration_buffer) * 1000;
  await queries
    .insertInto("revocation_event")
    .values({
      user_id: revocation.userId ?? null,
      project_id: revocation.projectId ?? null,
      trust_id: revocation.trustId ?? null,
      consumer_id: revocation.consumerId ?? null,
      audit_id: revocation.auditId ?? null,
      domain_id: null,
      role_id: null,
      access_token_id: null,
      expires_at: null,
      audit_chain_id: null,
      issued_before: now,
      revoked_at: now,
    })
    .execute();
  const cutoff = toDatetime(database.engine, clock.nowMs() - lifetimeMs);
  await queries.deleteFrom("revocation_event").where("revoked_at", "<", cutoff).execute();
}

function toWholeSecond(database: IdentityDatabase, nowMs: number): string {
  return toDatetime(database.engine, Math.floor(nowMs / 1000) * 1000);
}
