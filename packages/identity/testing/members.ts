import { uuidHex } from "@multisite/kernel/random";
import { Secret } from "@multisite/kernel/secret";
import { addPassword } from "../store/passwords.ts";
import { passwordAuth, type TestService } from "./index.ts";

/** Where a role is given, and what the token is scoped to. */
export type MemberScope = { readonly project: string } | { readonly domain: string } | { readonly system: true } | undefined;

/** A user who holds one role on one scope, logged in to it. */
export interface Member {
  readonly userId: string;
  readonly token: string;
}

/** Adds a user to the database, gives them the role on the scope, and logs them in; without a scope, unscoped. */
export async function addMember(
  service: TestService,
  roleName: string,
  scope: MemberScope,
  domainId = "default",
): Promise<Member> {
  const { identity } = service;
  const userId = uuidHex(identity.random);
  const password = "member-password";
  await identity.database.transaction(async (queries) => {
    await queries
      .insertInto("user")
      .values({ id: userId, domain_id: domainId, enabled: 1, extra: "{}" } as never)
      .execute();
    await queries
      .insertInto("local_user")
      .values({ user_id: userId, domain_id: domainId, name: userId, failed_auth_count: 0, failed_auth_at: null })
      .execute();
    const local = await queries.selectFrom("local_user").select("id").where("user_id", "=", userId).executeTakeFirstOrThrow();
    await addPassword(identity.database.engine, queries, {
      localUserId: local.id,
      hash: await identity.passwords.hash(new Secret(password)),
      createdAtMs: identity.clock.nowMs(),
      expiresAtMs: null,
      selfService: false,
    });
    const role = await queries.selectFrom("role").select("id").where("name", "=", roleName).executeTakeFirstOrThrow();
    const grant = { actor_id: userId, role_id: role.id, inherited: 0 };
    if (scope && "system" in scope) {
      await queries
        .insertInto("system_assignment")
        .values({ ...grant, type: "UserSystem", target_id: "system" })
        .execute();
    } else if (scope) {
      const [type, targetId] = "project" in scope ? ["UserProject", scope.project] : ["UserDomain", scope.domain];
      await queries
        .insertInto("assignment")
        .values({ ...grant, type, target_id: targetId })
        .execute();
    }
  });
  return { userId, token: await service.login(passwordAuth(userId, password, toAuthScope(scope))) };
}

function toAuthScope(scope: MemberScope): object | undefined {
  if (scope === undefined) return undefined;
  if ("system" in scope) return { system: { all: true } };
  return "project" in scope ? { project: { id: scope.project } } : { domain: { id: scope.domain } };
}
