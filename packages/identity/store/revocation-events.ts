import type { Clock } from "@multisite/kernel/clock";
import type { IdentityConfig } from "../config/index.ts";
import type { IdentityDatabase, Queries } from "./database.ts";
import { toDatetime } from "./time.ts";

/** What a revocation is about; every given field must match a token for it to be revoked. */
export interface Revocation {
  readonly userId?: string;
  readonly projectId?: string;
  readonly domainId?: string;
  readonly roleId?: string;
  readonly trustId?: string;
  readonly consumerId?: string;
  readonly auditId?: string;
  readonly auditChainId?: string;
}

export interface RevocationDependencies {
  readonly config: Pick<IdentityConfig, "token" | "revoke">;
  readonly clock: Clock;
  readonly database: IdentityDatabase;
}

/**
 * Revokes every token issued until now, or until `atMs`, that the revocation describes, and forgets events that outlived the
 * tokens they were about (keystone/revoke/core.py, revoke; keystone/revoke/backends/sql.py). Pass a transaction's queries to
 * revoke together with the change that is the reason.
 */
export async function recordRevocation(
  { config, clock, database }: RevocationDependencies,
  queries: Queries,
  revocation: Revocation,
  atMs: number = clock.nowMs(),
): Promise<void> {
  const issuedBefore = toWholeSecond(database, atMs);
  const lifetimeMs = (config.token.expiration + config.revoke.expiration_buffer) * 1000;
  await queries
    .insertInto("revocation_event")
    .values({
      ...columnsOf(revocation),
      access_token_id: null,
      expires_at: null,
      issued_before: issuedBefore,
      revoked_at: issuedBefore,
    })
    .execute();
  const cutoff = toDatetime(database.engine, clock.nowMs() - lifetimeMs);
  await queries.deleteFrom("revocation_event").where("revoked_at", "<", cutoff).execute();
}

/** Whether rows say already that every such token issued until `atMs` is revoked. */
export async function hasRevocation(
  database: IdentityDatabase,
  queries: Queries,
  revocation: Revocation,
  atMs: number,
): Promise<boolean> {
  let matching = queries.selectFrom("revocation_event").select("id").where("issued_before", ">=", toWholeSecond(database, atMs));
  for (const [column, value] of Object.entries(columnsOf(revocation))) {
    matching = matching.where(column as keyof ReturnType<typeof columnsOf>, value === null ? "is" : "=", value);
  }
  return (await matching.limit(1).execute()).length > 0;
}

function columnsOf(revocation: Revocation) {
  return {
    user_id: revocation.userId ?? null,
    project_id: revocation.projectId ?? null,
    domain_id: revocation.domainId ?? null,
    role_id: revocation.roleId ?? null,
    trust_id: revocation.trustId ?? null,
    consumer_id: revocation.consumerId ?? null,
    audit_id: revocation.auditId ?? null,
    audit_chain_id: revocation.auditChainId ?? null,
  };
}

function toWholeSecond(database: IdentityDatabase, nowMs: number): string {
  return toDatetime(database.engine, Math.floor(nowMs / 1000) * 1000);
}
