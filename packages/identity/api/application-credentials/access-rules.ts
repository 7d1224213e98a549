import { uuidHex } from "@multisite/kernel/random";
import type { Identity } from "../../identity.ts";
import { findOrCreateAccessRule, getAccessRule } from "../../store/access-rules.ts";
import type { Queries } from "../../store/database.ts";
import { invalidApplicationCredential } from "./access.ts";

/** An access rule of a request: one that exists, by ID, or a new one by its content. */
export interface AccessRuleReference {
  readonly id?: string;
  readonly service?: string;
  readonly path?: string;
  readonly method?: string;
}

/**
 * Row IDs of the access rules that a new credential names, made where the user has none of the content. An ID counts only
 * for rules of the user themselves (keystone/application_credential/backends/sql.py, create_application_credential).
 */
export async function resolveAccessRules(
  { random }: Pick<Identity, "random">,
  queries: Queries,
  userId: string,
  references: readonly AccessRuleReference[],
): Promise<number[]> {
  const rowIds: number[] = [];
  for (const { id, service, path, method } of references) {
    const known = id === undefined ? undefined : await getAccessRule(queries, userId, id);
    if (known) {
      rowIds.push(known.rowId);
      continue;
    }
    if (service === undefined || path === undefined || method === undefined) {
      throw invalidApplicationCredential("an access rule needs service, path and method, or the ID of one of the user's own.");
    }
    rowIds.push(await findOrCreateAccessRule(queries, userId, id ?? uuidHex(random), { service, path, method }));
  }
  return rowIds;
}
