import { parseExtra, type Queries } from "./database.ts";
import type { GroupTable } from "./schema/tables.ts";
import { fromDatetime } from "./time.ts";
import { matchesText, type TextCondition } from "./user-list.ts";

/** A group of users. */
export interface GroupRecord {
  readonly id: string;
  readonly name: string;
  readonly domainId: string;
  readonly description: string | null;
  readonly extra: Readonly<Record<string, unknown>>;
}

/** A group by ID. */
export async function getGroup(queries: Queries, groupId: string): Promise<GroupRecord | undefined> {
  const row = await queries.selectFrom("group").selectAll().where("id", "=", groupId).executeTakeFirst();
  return row && toGroupRecord(row);
}

/** What groups of a list must meet, all of it. */
export interface GroupConditions {
  readonly names: readonly TextCondition[];
  readonly domainIds: readonly TextCondition[];
}

const PAGE_SIZE = 500;

/** Groups in the order of their IDs, a page at a time. */
export async function* listGroupPages(queries: Queries, conditions: GroupConditions): AsyncGenerator<GroupRecord[], void> {
  let select = queries.selectFrom("group").selectAll();
  for (const name of conditions.names) select = select.where(matchesText("group.name", name));
  for (const domainId of conditions.domainIds) select = select.where(matchesText("group.domain_id", domainId));
  let afterId = "";
  for (;;) {
    const rows = await select.where("id", ">", afterId).orderBy("id").limit(PAGE_SIZE).execute();
    if (rows.length > 0) yield rows.map(toGroupRecord);
    if (rows.length < PAGE_SIZE) return;
    afterId = (rows.at(-1) as GroupTable).id;
  }
}

/** A group that a user is in, until when if an identity provider put them there. */
export interface Membership {
  readonly group: GroupRecord;
  readonly expiresAtMs: number | null;
}

const MINUTE_MS = 60_000;

/** The user's groups; memberships that an identity provider gave and that have expired do not count. */
export async function listGroupsOfUser(queries: Queries, userId: string, nowMs: number): Promise<Membership[]> {
  const permanent = await queries
    .selectFrom("group")
    .innerJoin("user_group_membership", "user_group_membership.group_id", "group.id")
    .selectAll("group")
    .where("user_group_membership.user_id", "=", userId)
    .orderBy("group.id")
    .execute();
  const expiring = await selectExpiring(queries, userId).selectAll("group").orderBy("group.id").execute();
  return [
    ...permanent.map((row) => ({ group: toGroupRecord(row), expiresAtMs: null })),
    ...expiring
      .map((row) => ({ group: toGroupRecord(row), expiresAtMs: expiryOf(row) }))
      .filter(({ expiresAtMs }) => expiresAtMs > nowMs),
  ];
}

/** Whether the user is in the group now (keystone/identity/backends/sql.py, check_user_in_group). */
export async function isMember(queries: Queries, userId: string, groupId: string, nowMs: number): Promise<boolean> {
  if (await hasMembership(queries, userId, groupId)) return true;
  const expiring = await selectExpiring(queries, userId).where("group.id", "=", groupId).execute();
  return expiring.some((row) => expiryOf(row) > nowMs);
}

/** Whether the user was put into the group, not counting what an identity provider says. */
export async function hasMembership(queries: Queries, userId: string, groupId: string): Promise<boolean> {
  const row = await queries
    .selectFrom("user_group_membership")
    .select("user_id")
    .where("user_id", "=", userId)
    .where("group_id", "=", groupId)
    .executeTakeFirst();
  return row !== undefined;
}

function selectExpiring(queries: Queries, userId: string) {
  return queries
    .selectFrom("group")
    .innerJoin("expiring_user_group_membership as membership", "membership.group_id", "group.id")
    .innerJoin("identity_provider", "identity_provider.id", "membership.idp_id")
    .select(["membership.last_verified", "identity_provider.authorization_ttl"])
    .where("membership.user_id", "=", userId);
}

/** Providers without a time of their own give none at all, which is Keystone's default (`default_authorization_ttl`). */
function expiryOf(row: { readonly last_verified: string; readonly authorization_ttl: number | null }): number {
  return fromDatetime(row.last_verified) + (row.authorization_ttl ?? 0) * MINUTE_MS;
}

function toGroupRecord(row: GroupTable): GroupRecord {
  return {
    id: row.id,
    name: row.name,
    domainId: row.domain_id,
    description: row.description,
    extra: parseExtra(row.extra),
  };
}
