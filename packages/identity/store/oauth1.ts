import { parseExtra, type Queries } from "./database.ts";
import type { AccessTokenTable, ConsumerTable, RequestTokenTable } from "./schema/tables.ts";

/** An application that users may authorize (keystone/oauth1/backends/sql.py, Consumer). */
export interface ConsumerRecord {
  readonly id: string;
  readonly description: string | null;
  readonly secret: string;
  readonly extra: Readonly<Record<string, unknown>>;
}

/** A consumer's wish to act in a project, until a user authorizes it (keystone/oauth1/backends/sql.py, RequestToken). */
export interface RequestTokenRecord {
  readonly id: string;
  readonly secret: string;
  readonly consumerId: string;
  readonly projectId: string;
  /** ISO time, or null for no end; so are those of access tokens. */
  readonly expiresAt: string | null;
  /** Null until it is authorized, like the next two. */
  readonly verifier: string | null;
  readonly authorizingUserId: string | null;
  readonly roleIds: readonly string[] | null;
}

/** What a user has authorized (keystone/oauth1/backends/sql.py, AccessToken). */
export interface AccessTokenRecord {
  readonly id: string;
  readonly secret: string;
  readonly consumerId: string;
  readonly projectId: string;
  readonly authorizingUserId: string;
  readonly roleIds: readonly string[];
  readonly expiresAt: string | null;
}

export async function createConsumer(queries: Queries, consumer: ConsumerRecord): Promise<void> {
  await queries
    .insertInto("consumer")
    .values({ ...consumer, extra: JSON.stringify(consumer.extra) })
    .execute();
}

export async function getConsumer(queries: Queries, id: string): Promise<ConsumerRecord | undefined> {
  const row = await queries.selectFrom("consumer").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toConsumerRecord(row);
}

/** All consumers in the order of their IDs. */
export async function listConsumers(queries: Queries): Promise<ConsumerRecord[]> {
  const rows = await queries.selectFrom("consumer").selectAll().orderBy("id").execute();
  return rows.map(toConsumerRecord);
}

/** Writes a consumer's description and extra attributes; its secret never changes. */
export async function updateConsumer(queries: Queries, { id, description, extra }: ConsumerRecord): Promise<void> {
  await queries
    .updateTable("consumer")
    .set({ description, extra: JSON.stringify(extra) })
    .where("id", "=", id)
    .execute();
}

/** Deletes a consumer and every token that it has. */
export async function deleteConsumer(queries: Queries, id: string): Promise<void> {
  await queries.deleteFrom("request_token").where("consumer_id", "=", id).execute();
  await queries.deleteFrom("access_token").where("consumer_id", "=", id).execute();
  await queries.deleteFrom("consumer").where("id", "=", id).execute();
}

export async function createRequestToken(queries: Queries, token: RequestTokenRecord): Promise<void> {
  await queries
    .insertInto("request_token")
    .values({
      id: token.id,
      request_secret: token.secret,
      consumer_id: token.consumerId,
      requested_project_id: token.projectId,
      expires_at: token.expiresAt,
      verifier: token.verifier,
      authorizing_user_id: token.authorizingUserId,
      role_ids: token.roleIds === null ? null : JSON.stringify(token.roleIds),
    })
    .execute();
}

export async function getRequestToken(queries: Queries, id: string): Promise<RequestTokenRecord | undefined> {
  const row = await queries.selectFrom("request_token").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toRequestTokenRecord(row);
}

/** Notes who authorized a request token, and for which roles. */
export async function authorizeRequestToken(
  queries: Queries,
  id: string,
  by: { readonly userId: string; readonly verifier: string; readonly roleIds: readonly string[] },
): Promise<void> {
  await queries
    .updateTable("request_token")
    .set({ authorizing_user_id: by.userId, verifier: by.verifier, role_ids: JSON.stringify(by.roleIds) })
    .where("id", "=", id)
    .execute();
}

/** Puts an access token in the place of its request token; false when that was used already. Call within a transaction. */
export async function exchangeRequestToken(queries: Queries, requestTokenId: string, token: AccessTokenRecord): Promise<boolean> {
  const result = await queries.deleteFrom("request_token").where("id", "=", requestTokenId).executeTakeFirst();
  if (result.numDeletedRows !== 1n) return false;
  await queries
    .insertInto("access_token")
    .values({
      id: token.id,
      access_secret: token.secret,
      consumer_id: token.consumerId,
      project_id: token.projectId,
      authorizing_user_id: token.authorizingUserId,
      role_ids: JSON.stringify(token.roleIds),
      expires_at: token.expiresAt,
    })
    .execute();
  return true;
}

export async function getAccessToken(queries: Queries, id: string): Promise<AccessTokenRecord | undefined> {
  const row = await queries.selectFrom("access_token").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toAccessTokenRecord(row);
}

/** What a user has authorized, in the order of the IDs. */
export async function listAccessTokens(queries: Queries, userId: string): Promise<AccessTokenRecord[]> {
  const rows = await queries
    .selectFrom("access_token")
    .selectAll()
    .where("authorizing_user_id", "=", userId)
    .orderBy("id")
    .execute();
  return rows.map(toAccessTokenRecord);
}

export async function deleteAccessToken(queries: Queries, id: string): Promise<void> {
  await queries.deleteFrom("access_token").where("id", "=", id).execute();
}

function toConsumerRecord(row: ConsumerTable): ConsumerRecord {
  return { id: row.id, description: row.description, secret: row.secret, extra: parseExtra(row.extra) };
}

function toRequestTokenRecord(row: RequestTokenTable): RequestTokenRecord {
  return {
    id: row.id,
    secret: row.request_secret,
    consumerId: row.consumer_id,
    projectId: row.requested_project_id,
    expiresAt: row.expires_at,
    verifier: row.verifier,
    authorizingUserId: row.authorizing_user_id,
    roleIds: row.role_ids === null ? null : (JSON.parse(row.role_ids) as string[]),
  };
}

function toAccessTokenRecord(row: AccessTokenTable): AccessTokenRecord {
  return {
    id: row.id,
    secret: row.access_secret,
    consumerId: row.consumer_id,
    projectId: row.project_id,
    authorizingUserId: row.authorizing_user_id,
    roleIds: JSON.parse(row.role_ids) as string[],
    expiresAt: row.expires_at,
  };
}
