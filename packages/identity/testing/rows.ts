import { uuidHex } from "@multisite/kernel/random";
import { Secret } from "@multisite/kernel/secret";
import { addPassword } from "../store/passwords.ts";
import { ROOT_DOMAIN_ID } from "../store/projects.ts";
import { NULL_DOMAIN_ID } from "../store/roles.ts";
import type { TestService } from "./index.ts";

/** A user that can log in with a password. */
export interface TestUser {
  readonly id: string;
  readonly password: string;
}

/** Rows written past the API, for worlds whose making is not what a test is about. */
export interface TestRows {
  /** A domain by the name; its ID is answered, as everywhere here. */
  domain(name: string): Promise<string>;
  /** A project below a project or a domain. */
  project(name: string, parent: { readonly id: string; readonly domainId: string }): Promise<string>;
  group(name: string, memberIds: readonly string[], domainId?: string): Promise<string>;
  /** A global role, or one of a domain. */
  role(name: string, domainId?: string): Promise<string>;
  user(name: string, domainId?: string): Promise<TestUser>;
}

/** Writes into a test service's database. */
export function testRows({ identity }: Pick<TestService, "identity">): TestRows {
  const { database, random, clock, passwords } = identity;
  const { query, engine } = database;
  const project = async (row: { name: string; domain_id: string; parent_id: string | null; is_domain: number }) => {
    const id = uuidHex(random);
    await query
      .insertInto("project")
      .values({ id, description: "", enabled: 1, extra: "{}", ...row })
      .execute();
    return id;
  };
  return {
    domain: (name) => project({ name, domain_id: ROOT_DOMAIN_ID, parent_id: null, is_domain: 1 }),
    project: (name, parent) => project({ name, domain_id: parent.domainId, parent_id: parent.id, is_domain: 0 }),
    async group(name, memberIds, domainId = "default") {
      const id = uuidHex(random);
      await query.insertInto("group").values({ id, name, domain_id: domainId, description: "", extra: "{}" }).execute();
      for (const userId of memberIds) {
        await query.insertInto("user_group_membership").values({ user_id: userId, group_id: id }).execute();
      }
      return id;
    },
    async role(name, domainId = NULL_DOMAIN_ID) {
      const id = uuidHex(random);
      await query.insertInto("role").values({ id, name, domain_id: domainId, description: null, extra: "{}" }).execute();
      return id;
    },
    async user(name, domainId = "default") {
      const id = uuidHex(random);
      const password = `${name}-password`;
      const times = { default_project_id: null, created_at: null, last_active_at: null };
      await query
        .insertInto("user")
        .values({ id, domain_id: domainId, enabled: 1, extra: "{}", ...times })
        .execute();
      const failures = { failed_auth_count: 0, failed_auth_at: null };
      await query
        .insertInto("local_user")
        .values({ user_id: id, domain_id: domainId, name, ...failures })
        .execute();
      const local = await query.selectFrom("local_user").select("id").where("user_id", "=", id).executeTakeFirstOrThrow();
      await addPassword(engine, query, {
        localUserId: local.id,
        hash: await passwords.hash(new Secret(password)),
        createdAtMs: clock.nowMs(),
        expiresAtMs: null,
        selfService: false,
      });
      return { id, password };
    },
  };
}
