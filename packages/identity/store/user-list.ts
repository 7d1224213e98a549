import { sql } from "kysely";
import type { Queries } from "./database.ts";
import { toMicroseconds } from "./time.ts";
import { selectUsers, toUserRecord, type UserRecord } from "./users.ts";

/** How a text column is compared; all but `equals` are without regard to case. */
export interface TextCondition {
  readonly comparator: "equals" | "contains" | "startswith" | "endswith";
  readonly value: string;
}

export type ExpiryOperator = "=" | "!=" | "<" | "<=" | ">" | ">=";

/** What users of a list must meet, all of it. */
export interface UserConditions {
  readonly domainIds: readonly TextCondition[];
  readonly names: readonly TextCondition[];
  readonly enabled: readonly boolean[];
  /** Met by any password of the user, also by an old one, as in Keystone. */
  readonly passwordExpiry: readonly { readonly operator: ExpiryOperator; readonly timeMs: number }[];
  /** Columns of `federated_user`; users must have one row that meets all. Undefined asks for nothing. */
  readonly federated: readonly { readonly column: "idp_id" | "protocol_id" | "unique_id"; readonly value: string }[] | undefined;
  /** Members of the group only. */
  readonly groupId: string | undefined;
}

export const NO_CONDITIONS: UserConditions = {
  domainIds: [],
  names: [],
  enabled: [],
  passwordExpiry: [],
  federated: undefined,
  groupId: undefined,
};

const PAGE_SIZE = 500;

/** Users in the order of their IDs, a page at a time, so that no more than a page is held. */
export async function* listUserPages(queries: Queries, conditions: UserConditions): AsyncGenerator<UserRecord[], void> {
  const select = await selectMatching(queries, conditions);
  let afterId = "";
  for (;;) {
    const rows = await select.where("user.id", ">", afterId).orderBy("user.id").limit(PAGE_SIZE).execute();
    if (rows.length > 0) yield rows.map(toUserRecord);
    if (rows.length < PAGE_SIZE) return;
    afterId = (rows.at(-1) as (typeof rows)[number]).id;
  }
}

async function selectMatching(queries: Queries, conditions: UserConditions) {
  let select = selectUsers(queries);
  for (const condition of conditions.domainIds) select = select.where(matchesText("user.domain_id", condition));
  for (const enabled of conditions.enabled) select = select.where("user.enabled", "=", enabled ? 1 : 0);
  for (const name of conditions.names) {
    if (name.comparator === "equals") {
      const ids = await idsOfName(queries, name.value, conditions);
      select = ids.length === 0 ? select.where(sql<boolean>`1 = 0`) : select.where("user.id", "in", ids);
    } else {
      select = select.where(sql<boolean>`(${matchesText("local_user.name", name)} OR EXISTS (SELECT 1 FROM federated_user
        WHERE federated_user.user_id = ${sql.ref("user.id")} AND federated_user.display_name = ${name.value}))`);
    }
  }
  if (conditions.federated !== undefined) {
    const equal = conditions.federated.map(({ column, value }) => sql`${sql.ref(`federated_user.${column}`)} = ${value}`);
    select = select.where(sql<boolean>`EXISTS (SELECT 1 FROM federated_user
      WHERE federated_user.user_id = ${sql.ref("user.id")} AND ${sql.join(equal, sql` AND `)})`);
  }
  for (const { operator, timeMs } of conditions.passwordExpiry) {
    select = select.where(sql<boolean>`EXISTS (SELECT 1 FROM password WHERE password.local_user_id = ${sql.ref("local_user.id")}
      AND password.expires_at_int ${sql.raw(operator)} ${toMicroseconds(timeMs)})`);
  }
  if (conditions.groupId !== undefined) {
    select = select.where(sql<boolean>`EXISTS (SELECT 1 FROM user_group_membership
      WHERE user_group_membership.user_id = ${sql.ref("user.id")} AND user_group_membership.group_id = ${conditions.groupId})`);
  }
  return select;
}

/**
 * Local users and federated ones have their names in different tables, each with an index; asking them first spares the
 * database a walk over all users. A federated user is found by display name only (shadow_backends/sql.py, get_federated_users).
 */
async function idsOfName(queries: Queries, name: string, conditions: UserConditions): Promise<string[]> {
  let local = queries.selectFrom("local_user").select("user_id").where("name", "=", name);
  for (const domain of conditions.domainIds) {
    if (domain.comparator === "equals") local = local.where("domain_id", "=", domain.value);
  }
  const federated = queries.selectFrom("federated_user").select("user_id").where("display_name", "=", name);
  const localIds = conditions.federated === undefined ? await local.execute() : [];
  const federatedIds = conditions.groupId === undefined ? await federated.execute() : [];
  return [...localIds, ...federatedIds].map((row) => row.user_id);
}

/** As Keystone's `ilike` has it: `%` and `_` in the value are wildcards (keystone/common/sql/core.py, inexact_filter). */
export function matchesText(column: string, { comparator, value }: TextCondition) {
  if (comparator === "equals") return sql<boolean>`${sql.ref(column)} = ${value}`;
  const pattern = { contains: `%${value}%`, startswith: `${value}%`, endswith: `%${value}` }[comparator];
  return sql<boolean>`LOWER(${sql.ref(column)}) LIKE LOWER(${pattern})`;
}
