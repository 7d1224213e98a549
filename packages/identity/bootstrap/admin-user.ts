import { uuidHex } from "@multisite/kernel/random";
import { addPassword } from "../store/passwords.ts";
import { toDatetime } from "../store/time.ts";
import { getUserByName, listPasswords } from "../store/users.ts";
import type { BootstrapState, BootstrapStep } from "./types.ts";

/** Makes the administrator, or gives an existing one the password and enables them: the way back in when it was lost. */
export const createAdminUser: BootstrapStep = async (state) => {
  const { identity, queries, options, say } = state;
  const domainId = identity.config.identity.default_domain_id;
  const existing = await getUserByName(queries, options.username, domainId);
  if (!existing) return insertAdminUser(state, domainId);
  state.userId = existing.id;
  say(`User ${options.username} already exists.`);
  if (!existing.enabled) {
    await queries.updateTable("user").set({ enabled: 1 }).where("id", "=", existing.id).execute();
    say(`Enabled user ${options.username}.`);
  }
  if (!existing.local) return;
  const current = (await listPasswords(queries, existing.local.id)).at(-1);
  if (await identity.passwords.matches(options.password, current?.hash)) return;
  await setPassword(state, existing.local.id);
  await queries
    .updateTable("local_user")
    .set({ failed_auth_count: 0, failed_auth_at: null })
    .where("id", "=", existing.local.id)
    .execute();
  say(`Reset password for user ${options.username}.`);
};

async function insertAdminUser(state: BootstrapState, domainId: string): Promise<void> {
  const { identity, queries, options, say } = state;
  state.userId = uuidHex(identity.random);
  await queries
    .insertInto("user")
    .values({
      id: state.userId,
      domain_id: domainId,
      enabled: 1,
      extra: "{}",
      default_project_id: null,
      created_at: toDatetime(identity.database.engine, identity.clock.nowMs()),
      last_active_at: null,
    })
    .execute();
  await queries
    .insertInto("local_user")
    .values({ user_id: state.userId, domain_id: domainId, name: options.username, failed_auth_count: 0, failed_auth_at: null })
    .execute();
  const local = await queries.selectFrom("local_user").select("id").where("user_id", "=", state.userId).executeTakeFirstOrThrow();
  await setPassword(state, local.id);
  say(`Created user ${options.username}.`);
}

async function setPassword({ identity, queries, options }: BootstrapState, localUserId: number): Promise<void> {
  await addPassword(identity.database.engine, queries, {
    localUserId,
    hash: await identity.passwords.hash(options.password),
    createdAtMs: identity.clock.nowMs(),
    expiresAtMs: null,
    selfService: false,
  });
}
