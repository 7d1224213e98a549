import { Secret } from "@multisite/kernel/secret";
import { isDuplicateKey } from "@multisite/kernel/sql";
import { badRequest, notFound } from "../errors/index.ts";
import type { Identity } from "../identity.ts";
import { changeOptions, userOptions } from "../options/index.ts";
import { dateText, newPasswordExpiresAtMs, OPTION_IDS, validatePassword } from "../passwords/index.ts";
import { fromBoolean, type Queries } from "../store/database.ts";
import { replacePassword } from "../store/passwords.ts";
import { recordRevocation } from "../store/revocation-events.ts";
import { replaceFederatedObjects, requireFederatedObjects } from "../store/user-details.ts";
import { getUserOptions } from "../store/users.ts";
import type { UserFields } from "./fields.ts";
import { duplicateUser, requireNoDomainAsDefaultProject } from "./rules.ts";
import { findUser, type User } from "./user.ts";

/** keystone/identity/core.py, update_user; keystone/identity/backends/sql.py, update_user. */
export async function updateUser(identity: Identity, old: User, fields: UserFields): Promise<User> {
  const { clock, config, database, facts, passwords } = identity;
  const { user } = old;
  if (fields.domainId !== undefined && fields.domainId !== user.domainId) throw badRequest("Cannot change Domain ID");
  if (fields.password !== undefined) validatePassword(fields.password, config);
  await requireNoDomainAsDefaultProject(database.query, fields.defaultProjectId);
  if (fields.federated) await requireFederatedObjects(database.query, fields.federated);
  if (fields.password !== undefined && !user.local) throw badRequest("A user that is not local cannot have a password.");
  const hash = typeof fields.password === "string" ? await passwords.hash(new Secret(fields.password)) : null;
  const enabled = fields.enabled ?? old.enabled;
  const updated = await database.transaction(async (queries) => {
    await changeUser(identity, queries, old, fields).catch((thrown: unknown) => {
      throw isDuplicateKey(thrown) ? duplicateUser(fields) : thrown;
    });
    await changeOptions(queries, "user_option", userOptions, user.id, fields.options);
    if (fields.password !== undefined && user.local) await changePassword(identity, queries, user.id, user.local.id, hash);
    if (fields.federated) {
      await replaceFederatedObjects(queries, { id: user.id, name: fields.name ?? user.name }, fields.federated);
    }
    const isDisabled = fields.enabled === false && old.enabled;
    if (isDisabled || hash !== null) await recordRevocation(identity, queries, { userId: user.id });
    const found = await findUser(identity, queries, user.id);
    if (!found) throw notFound("user", user.id);
    return found;
  });
  if (identity.host) {
    // At this site at once, and at all others before the rows arrive.
    if (fields.enabled === false) facts.deny(user.id, clock.nowMs());
    if (fields.enabled === true) facts.allow(user.id, clock.nowMs());
  }
  if (!enabled) return updated;
  // Writing an enabled user forgets wrong passwords and inactivity, so that an administrator can let somebody in again.
  if (facts.failures(user.id).count > 0) facts.clearFailures(user.id, clock.nowMs());
  // Not as it was in the transaction: until just now the user may have been denied.
  return { ...updated, enabled: passwords.isEnabled(updated.user, updated.options) };
}

async function changeUser(identity: Identity, queries: Queries, old: User, fields: UserFields): Promise<void> {
  const { clock, config } = identity;
  const { user } = old;
  const enabled = fields.enabled ?? old.enabled;
  const tracksActivity = config.security_compliance.disable_user_account_days_inactive !== undefined;
  await queries
    .updateTable("user")
    .set({
      enabled: fromBoolean(enabled),
      extra: JSON.stringify({ ...user.extra, ...fields.extra }),
      ...(fields.defaultProjectId === undefined ? {} : { default_project_id: fields.defaultProjectId }),
      ...(enabled && tracksActivity ? { last_active_at: dateText(clock.nowMs()) } : {}),
    })
    .where("id", "=", user.id)
    .execute();
  if (fields.name !== undefined) await changeName(queries, old, fields.name);
  if (enabled && user.local) {
    await queries
      .updateTable("local_user")
      .set({ failed_auth_count: 0, failed_auth_at: null })
      .where("id", "=", user.local.id)
      .execute();
  }
}

/** The name of a federated user is that of their first identity, even when they are local too (sql_model.py, User.name). */
async function changeName(queries: Queries, { user, federated }: User, name: string): Promise<void> {
  if (federated.length > 0) {
    const first = await queries
      .selectFrom("federated_user")
      .select("id")
      .where("user_id", "=", user.id)
      .orderBy("id")
      .executeTakeFirstOrThrow();
    await queries.updateTable("federated_user").set({ display_name: name }).where("id", "=", first.id).execute();
  } else if (user.local) {
    await queries.updateTable("local_user").set({ name }).where("id", "=", user.local.id).execute();
  } else {
    await queries.updateTable("nonlocal_user").set({ name }).where("user_id", "=", user.id).execute();
  }
}

async function changePassword(
  { clock, config, database }: Identity,
  queries: Queries,
  userId: string,
  localUserId: number,
  hash: string | null,
): Promise<void> {
  const options = await getUserOptions(queries, userId);
  const compliance = config.security_compliance;
  const nowMs = clock.nowMs();
  const mustChange =
    compliance.change_password_upon_first_use && options.get(OPTION_IDS.ignoreChangePasswordUponFirstUse) !== true;
  const expiryExempt = options.get(OPTION_IDS.ignorePasswordExpiry) === true;
  await replacePassword(database.engine, queries, {
    localUserId,
    hash,
    createdAtMs: nowMs,
    expiresAtMs: mustChange ? nowMs : newPasswordExpiresAtMs(config, expiryExempt, nowMs),
    selfService: false,
    keep: compliance.unique_last_password_count,
  });
}
