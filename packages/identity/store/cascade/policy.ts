import type { Queries } from "../database.ts";

/** Deletes a policy and its associations; Keystone leaves these behind, and then finds no policy where they lead. */
export async function deletePolicyCascade(queries: Queries, policyId: string): Promise<void> {
  await queries.deleteFrom("policy_association").where("policy_id", "=", policyId).execute();
  await queries.deleteFrom("policy").where("id", "=", policyId).execute();
}
