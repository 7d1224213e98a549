import type { EngineKind } from "@multisite/kernel/sql";
import { fromBoolean, parseExtra, type Queries, toBoolean } from "./database.ts";
import type { TrustTable } from "./schema/tables.ts";
import { fromDatetime, fromMicroseconds, toDatetime, toMicroseconds } from "./time.ts";

/** A trust: a trustor's roles on a project, lent to a trustee (keystone/trust/backends/sql.py, TrustModel). */
export interface TrustRecord {
  readonly id: string;
  readonly trustorUserId: string;
  readonly trusteeUserId: string;
  readonly projectId: string | null;
  readonly impersonation: boolean;
  readonly expiresAtMs: number | null;
  /** Null for as many as wanted. */
  readonly remainingUses: number | null;
  /** The trust that this one passes on. */
  readonly redelegatedTrustId: string | null;
  /** How often it may be passed on. */
  readonly redelegationCount: number;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly roleIds: readonly string[];
}

/** Which trusts a list holds; deleted ones never. */
export interface TrustFilter {
  readonly trustorUserId?: string;
  readonly trusteeUserId?: string;
  readonly redelegatedTrustId?: string;
}

/** Adds a trust with its roles; the same trust with the same expiry fails on the unique key. */
export async function createTrust(engine: EngineKind, queries: Queries, trust: TrustRecord): Promise<void> {
  const { expiresAtMs, roleIds } = trust;
  await queries
    .insertInto("trust")
    .values({
      id: trust.id,
      trustor_user_id: trust.trustorUserId,
      trustee_user_id: trust.trusteeUserId,
      project_id: trust.projectId,
      impersonation: fromBoolean(trust.impersonation),
      deleted_at: null,
      expires_at: expiresAtMs === null ? null : toDatetime(engine, expiresAtMs),
      expires_at_int: expiresAtMs === null ? null : toMicroseconds(expiresAtMs),
      remaining_uses: trust.remainingUses,
      redelegated_trust_id: trust.redelegatedTrustId,
      redelegation_count: trust.redelegationCount,
      // Keystone, which stores what it does not know, has the roles here too.
      extra: JSON.stringify({ ...trust.extra, roles: roleIds.map((id) => ({ id })) }),
    })
    .execute();
  for (const roleId of new Set(roleIds)) {
    await queries.insertInto("trust_role").values({ trust_id: trust.id, role_id: roleId }).execute();
  }
}

/** A trust that was not deleted, be it expired or used up. */
export async function getTrust(queries: Queries, trustId: string): Promise<TrustRecord | undefined> {
  const row = await queries
    .selectFrom("trust")
    .selectAll()
    .where("id", "=", trustId)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  if (!row) return undefined;
  const roles = await queries.selectFrom("trust_role").select("role_id").where("trust_id", "=", trustId).execute();
  return toTrustRecord(
    row,
    roles.map((role) => role.role_id),
  );
}

/** Trusts without their roles, in the order of their IDs. */
export async function listTrusts(queries: Queries, filter: TrustFilter): Promise<TrustRecord[]> {
  let select = queries.selectFrom("trust").selectAll().where("deleted_at", "is", null).orderBy("id");
  if (filter.trustorUserId !== undefined) select = select.where("trustor_user_id", "=", filter.trustorUserId);
  if (filter.trusteeUserId !== undefined) select = select.where("trustee_user_id", "=", filter.trusteeUserId);
  if (filter.redelegatedTrustId !== undefined) select = select.where("redelegated_trust_id", "=", filter.redelegatedTrustId);
  return (await select.execute()).map((row) => toTrustRecord(row, []));
}

/** Marks a trust as deleted; the row stays, as evidence of what was delegated. */
export async function deleteTrust(engine: EngineKind, queries: Queries, trustId: string, nowMs: number): Promise<void> {
  await queries
    .updateTable("trust")
    .set({ deleted_at: toDatetime(engine, nowMs) })
    .where("id", "=", trustId)
    .where("deleted_at", "is", null)
    .execute();
}

/**
 * Takes one of a trust's remaining uses in a single statement, so that two logins never share one; false when there is none
 * left to take.
 */
export async function consumeTrustUse(queries: Queries, trustId: string): Promise<boolean> {
  const result = await queries
    .updateTable("trust")
    .set((build) => ({ remaining_uses: build("remaining_uses", "-", 1) }))
    .where("id", "=", trustId)
    .where("deleted_at", "is", null)
    .where("remaining_uses", ">", 0)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

function toTrustRecord(row: TrustTable, roleIds: readonly string[]): TrustRecord {
  const { roles: _roles, ...extra } = parseExtra(row.extra);
  return {
    id: row.id,
    trustorUserId: row.trustor_user_id,
    trusteeUserId: row.trustee_user_id,
    projectId: row.project_id,
    impersonation: toBoolean(row.impersonation),
    expiresAtMs: expiryOf(row),
    remainingUses: row.remaining_uses,
    redelegatedTrustId: row.redelegated_trust_id,
    redelegationCount: row.redelegation_count ?? 0,
    extra,
    roleIds,
  };
}

/** Rows of old Keystones have the DATETIME alone. */
function expiryOf(row: TrustTable): number | null {
  if (row.expires_at_int !== null) return fromMicroseconds(row.expires_at_int);
  return row.expires_at === null ? null : fromDatetime(row.expires_at);
}
