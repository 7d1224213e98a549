import { uuidHex } from "@multisite/kernel/random";
import { insertIgnore } from "@multisite/kernel/sql";
import type { BootstrapState, BootstrapStep } from "./types.ts";

/** admin implies member, and member implies reader. */
export const createRoles: BootstrapStep = async (state) => {
  await ensureRole(state, "reader");
  await ensureRole(state, "member");
  await ensureRole(state, state.options.roleName);
  await ensureImplied(state, "member", "reader");
  await ensureImplied(state, state.options.roleName, "member");
};

export const grantRoles: BootstrapStep = async (state) => {
  const { identity, queries, options, say } = state;
  const roleId = state.roleIds[options.roleName] as string;
  const { engine } = identity.database;
  await insertIgnore(engine, queries, "assignment", {
    type: "UserProject",
    actor_id: state.userId,
    target_id: state.projectId,
    role_id: roleId,
    inherited: 0,
  });
  await insertIgnore(engine, queries, "system_assignment", {
    type: "UserSystem",
    actor_id: state.userId,
    target_id: "system",
    role_id: roleId,
    inherited: 0,
  });
  say(`Granted role ${options.roleName} on project ${options.projectName} and on the system to user ${options.username}.`);
};

async function ensureRole({ identity, queries, options, roleIds, say }: BootstrapState, name: string): Promise<void> {
  const existing = await queries
    .selectFrom("role")
    .select("id")
    .where("name", "=", name)
    .where("domain_id", "=", "<<null>>")
    .executeTakeFirst();
  const id = existing?.id ?? uuidHex(identity.random);
  roleIds[name] = id;
  if (existing) return say(`Role ${name} already exists.`);
  await queries.insertInto("role").values({ id, name, domain_id: "<<null>>", extra: "{}", description: null }).execute();
  if (options.immutableRoles) {
    await queries.insertInto("role_option").values({ role_id: id, option_id: "IMMU", option_value: "true" }).execute();
  }
  say(`Created role ${name}.`);
}

async function ensureImplied({ identity, queries, roleIds }: BootstrapState, prior: string, implied: string): Promise<void> {
  await insertIgnore(identity.database.engine, queries, "implied_role", {
    prior_role_id: roleIds[prior] as string,
    implied_role_id: roleIds[implied] as string,
  });
}
