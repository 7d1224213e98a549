import { isDuplicateKey } from "@multisite/kernel/sql";
import { badRequest, conflict } from "../errors/index.ts";
import type { Queries } from "./database.ts";
import { passwordExpiry, type UserRecord } from "./users.ts";

/** What answers show of a user besides the record. */
export interface UserDetails {
  readonly user: UserRecord;
  /** By Keystone's four-character IDs. */
  readonly options: ReadonlyMap<string, unknown>;
  readonly passwordExpiresAtMs: number | null;
}

/** Adds the options and the password's expiry, in two reads for all users. */
export async function addUserDetails(queries: Queries, users: readonly UserRecord[]): Promise<UserDetails[]> {
  const options = await readOptions(
    queries,
    users.map((user) => user.id),
  );
  const expiries = await readExpiries(
    queries,
    users.flatMap((user) => (user.local ? [user.local.id] : [])),
  );
  return users.map((user) => ({
    user,
    options: options.get(user.id) ?? new Map(),
    passwordExpiresAtMs: (user.local && expiries.get(user.local.id)) ?? null,
  }));
}

async function readOptions(queries: Queries, userIds: readonly string[]): Promise<Map<string, Map<string, unknown>>> {
  const found = new Map<string, Map<string, unknown>>();
  if (userIds.length === 0) return found;
  for (const row of await queries.selectFrom("user_option").selectAll().where("user_id", "in", userIds).execute()) {
    const ofUser = found.get(row.user_id) ?? new Map<string, unknown>();
    ofUser.set(row.option_id, row.option_value === null ? null : JSON.parse(row.option_value));
    found.set(row.user_id, ofUser);
  }
  return found;
}

/** Of the newest password of each local user. */
async function readExpiries(queries: Queries, localUserIds: readonly number[]): Promise<Map<number, number | null>> {
  if (localUserIds.length === 0) return new Map();
  const rows = await queries
    .selectFrom("password")
    .select(["local_user_id", "expires_at", "expires_at_int"])
    .where("local_user_id", "in", localUserIds)
    .orderBy("created_at_int")
    .orderBy("id")
    .execute();
  return new Map(rows.map((row) => [row.local_user_id, passwordExpiry(row)]));
}

/** A user's identities at identity providers, grouped by provider, as requests and answers have them. */
export interface FederatedObject {
  readonly idp_id: string;
  readonly protocols: readonly { readonly protocol_id: string; readonly unique_id: string }[];
}

/** keystone/identity/shadow_backends/base.py, federated_objects_to_list. */
export async function getFederatedObjects(queries: Queries, userId: string): Promise<FederatedObject[]> {
  const rows = await queries.selectFrom("federated_user").selectAll().where("user_id", "=", userId).orderBy("id").execute();
  const byProvider = new Map<string, { protocol_id: string; unique_id: string }[]>();
  for (const { idp_id: providerId, protocol_id, unique_id } of rows) {
    byProvider.set(providerId, [...(byProvider.get(providerId) ?? []), { protocol_id, unique_id }]);
  }
  return [...byProvider].map(([idp_id, protocols]) => ({ idp_id, protocols }));
}

/** 400 for a provider or protocol that is not there (keystone/identity/core.py, _validate_federated_objects). */
export async function requireFederatedObjects(queries: Queries, objects: readonly FederatedObject[]): Promise<void> {
  for (const { idp_id: providerId, protocols } of objects) {
    const provider = await queries.selectFrom("identity_provider").select("id").where("id", "=", providerId).executeTakeFirst();
    if (!provider) throw badRequest(`Could not find Identity Provider: ${providerId}`);
    for (const { protocol_id: protocolId } of protocols) {
      const protocol = await queries
        .selectFrom("federation_protocol")
        .select("id")
        .where("idp_id", "=", providerId)
        .where("id", "=", protocolId)
        .executeTakeFirst();
      if (!protocol) {
        throw badRequest(`Could not find federated protocol ${protocolId} for Identity Provider: ${providerId}.`);
      }
    }
  }
}

/** Gives a user these identities instead of those they have. */
export async function replaceFederatedObjects(
  queries: Queries,
  user: { readonly id: string; readonly name: string },
  objects: readonly FederatedObject[],
): Promise<void> {
  await queries.deleteFrom("federated_user").where("user_id", "=", user.id).execute();
  for (const { idp_id, protocols } of objects) {
    for (const { protocol_id, unique_id } of protocols) {
      const row = { user_id: user.id, idp_id, protocol_id, unique_id, display_name: user.name };
      await queries
        .insertInto("federated_user")
        .values(row)
        .execute()
        .catch((thrown: unknown) => {
          if (isDuplicateKey(thrown)) throw conflict("federated_user", "Duplicate entry");
          throw thrown;
        });
    }
  }
}
