import { parseExtra, type Queries } from "./database.ts";
import type { PolicyTable } from "./schema/tables.ts";

/** A policy document that Keystone keeps for other services (keystone/policy/backends/sql.py, PolicyModel). */
export interface PolicyRecord {
  readonly id: string;
  /** A text; policies of old Keystones may hold any JSON value. */
  readonly blob: unknown;
  readonly type: string;
  readonly extra: Readonly<Record<string, unknown>>;
}

/** A policy by ID. */
export async function getPolicy(queries: Queries, policyId: string): Promise<PolicyRecord | undefined> {
  const row = await queries.selectFrom("policy").selectAll().where("id", "=", policyId).executeTakeFirst();
  return row && toRecord(row);
}

/** Every policy, by ID. */
export async function listPolicies(queries: Queries): Promise<PolicyRecord[]> {
  return (await queries.selectFrom("policy").selectAll().orderBy("id").execute()).map(toRecord);
}

/** Adds a policy. */
export async function insertPolicy(queries: Queries, policy: PolicyRecord): Promise<void> {
  await queries.insertInto("policy").values(toRow(policy)).execute();
}

/** Writes a policy's columns. */
export async function updatePolicyRow(queries: Queries, policy: PolicyRecord): Promise<void> {
  const { id, ...changes } = toRow(policy);
  await queries.updateTable("policy").set(changes).where("id", "=", id).execute();
}

function toRecord(row: PolicyTable): PolicyRecord {
  return { id: row.id, blob: JSON.parse(row.blob), type: row.type, extra: parseExtra(row.extra) };
}

function toRow(policy: PolicyRecord): PolicyTable {
  return { id: policy.id, blob: JSON.stringify(policy.blob), type: policy.type, extra: JSON.stringify(policy.extra) };
}
