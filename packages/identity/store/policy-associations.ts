import { type Random, uuidHex } from "@multisite/kernel/random";
import type { Queries } from "./database.ts";

/** What a policy is for: one endpoint, a service, or a service in a region (keystone/endpoint_policy/core.py). */
export type PolicySubject =
  | { readonly endpointId: string }
  | { readonly serviceId: string }
  | { readonly serviceId: string; readonly regionId: string };

/** Columns of the subject; those that it does not name are null. */
interface SubjectColumns {
  readonly endpoint_id: string | null;
  readonly service_id: string | null;
  readonly region_id: string | null;
}

function columnsOf(subject: PolicySubject): SubjectColumns {
  return {
    endpoint_id: "endpointId" in subject ? subject.endpointId : null,
    service_id: "serviceId" in subject ? subject.serviceId : null,
    region_id: "regionId" in subject ? subject.regionId : null,
  };
}

/** Gives the subject a policy, instead of the one that it may have (keystone/endpoint_policy/backends/sql.py). */
export async function setPolicy(queries: Queries, random: Random, policyId: string, subject: PolicySubject): Promise<void> {
  const known = await selectAssociations(queries, subject).executeTakeFirst();
  if (known) {
    await queries.updateTable("policy_association").set({ policy_id: policyId }).where("id", "=", known.id).execute();
    return;
  }
  await queries
    .insertInto("policy_association")
    .values({ id: uuidHex(random), policy_id: policyId, ...columnsOf(subject) })
    .execute();
}

/** Whether the subject has just this policy. */
export async function hasPolicy(queries: Queries, policyId: string, subject: PolicySubject): Promise<boolean> {
  const row = await selectAssociations(queries, subject).where("policy_id", "=", policyId).executeTakeFirst();
  return row !== undefined;
}

/** The policy of just this subject. */
export async function getPolicyIdOf(queries: Queries, subject: PolicySubject): Promise<string | undefined> {
  return (await selectAssociations(queries, subject).executeTakeFirst())?.policy_id;
}

/** Takes a policy from a subject; nothing happens when it has another one or none. */
export async function unsetPolicy(queries: Queries, policyId: string, subject: PolicySubject): Promise<void> {
  const row = await selectAssociations(queries, subject).where("policy_id", "=", policyId).executeTakeFirst();
  if (row) await queries.deleteFrom("policy_association").where("id", "=", row.id).execute();
}

/** What a policy is for, in the order of the associations' IDs. */
export async function listSubjects(queries: Queries, policyId: string): Promise<PolicySubject[]> {
  const rows = await queries
    .selectFrom("policy_association")
    .selectAll()
    .where("policy_id", "=", policyId)
    .orderBy("id")
    .execute();
  return rows.flatMap((row): PolicySubject[] => {
    if (row.endpoint_id !== null) return [{ endpointId: row.endpoint_id }];
    if (row.service_id === null) return [];
    return [row.region_id === null ? { serviceId: row.service_id } : { serviceId: row.service_id, regionId: row.region_id }];
  });
}

function selectAssociations(queries: Queries, subject: PolicySubject) {
  let select = queries.selectFrom("policy_association").select(["id", "policy_id"]).orderBy("id");
  for (const [column, value] of Object.entries(columnsOf(subject)) as [keyof SubjectColumns, string | null][]) {
    select = value === null ? select.where(column, "is", null) : select.where(column, "=", value);
  }
  return select;
}
