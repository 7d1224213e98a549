import { uuidHex } from "@multisite/kernel/random";
import { Secret } from "@multisite/kernel/secret";
import { isDuplicateKey } from "@multisite/kernel/sql";
import { notFound } from "../errors/index.ts";
import type { Identity } from "../identity.ts";
import { changeOptions, userOptions } from "../options/index.ts";
import { dateText, newPasswordExpiresAtMs, validatePassword } from "../passwords/index.ts";
import { fromBoolean, type Queries } from "../store/database.ts";
import { addPassword } from "../store/passwords.ts";
import { getDomain } from "../store/projects.ts";
import { toDatetime } from "../store/time.ts";
import { replaceFederatedObjects, requireFederatedObjects } from "../store/user-details.ts";
import type { UserFields } from "./fields.ts";
import { duplicateUser, requireNoDomainAsDefaultProject } from "./rules.ts";
import { findUser, type User } from "./user.ts";

/** What must be given of a new user. */
export type NewUser = UserFields & { readonly name: string; readonly domainId: string };

/** keystone/identity/core.py, create_user; keystone/identity/backends/sql.py, create_user. */
export async function createUser(identity: Identity, fields: NewUser): Promise<User> {
  const { config, database, passwords, random } = identity;
  if (fields.password !== undefined) validatePassword(fields.password, config);
  if (!(await getDomain(database.query, fields.domainId))) throw notFound("domain", fields.domainId);
  await requireNoDomainAsDefaultProject(database.query, fields.defaultProjectId);
  const { federated } = fields;
  if (federated) await requireFederatedObjects(database.query, federated);
  // A hash takes long; computing it in the transaction would hold up every other writer.
  const hash = typeof fields.password === "string" ? await passwords.hash(new Secret(fields.password)) : null;
  const id = uuidHex(random);
  return database.transaction(async (queries) => {
    await insertUser(identity, queries, id, fields).catch((thrown: unknown) => {
      throw isDuplicateKey(thrown) ? duplicateUser(fields) : thrown;
    });
    if (fields.password !== undefined) await insertPassword(identity, queries, id, hash);
    await changeOptions(queries, "user_option", userOptions, id, fields.options);
    if (federated) await replaceFederatedObjects(queries, { id, name: fields.name }, federated);
    return (await findUser(identity, queries, id)) as User;
  });
}

async function insertUser({ clock, config, database }: Identity, queries: Queries, id: string, fields: NewUser): Promise<void> {
  const enabled = fields.enabled ?? true;
  const tracksActivity = config.security_compliance.disable_user_account_days_inactive !== undefined;
  await queries
    .insertInto("user")
    .values({
      id,
      domain_id: fields.domainId,
      enabled: fromBoolean(enabled),
      extra: JSON.stringify(fields.extra),
      default_project_id: fields.defaultProjectId ?? null,
      created_at: toDatetime(database.engine, clock.nowMs()),
      last_active_at: enabled && tracksActivity ? dateText(clock.nowMs()) : null,
    })
    .execute();
  await queries
    .insertInto("local_user")
    .values({ user_id: id, domain_id: fields.domainId, name: fields.name, failed_auth_count: 0, failed_auth_at: null })
    .execute();
}

/**
 * With `change_password_upon_first_use`, the password has expired already. As in Keystone, a new user's own options have no say
 * in when the password expires, only in whether that matters at a login.
 */
async function insertPassword({ clock, config, database }: Identity, queries: Queries, userId: string, hash: string | null) {
  const local = await queries.selectFrom("local_user").select("id").where("user_id", "=", userId).executeTakeFirstOrThrow();
  const nowMs = clock.nowMs();
  const mustChange = config.security_compliance.change_password_upon_first_use;
  await addPassword(database.engine, queries, {
    localUserId: local.id,
    hash,
    createdAtMs: nowMs,
    expiresAtMs: mustChange ? nowMs : newPasswordExpiresAtMs(config, false, nowMs),
    selfService: false,
  });
}
