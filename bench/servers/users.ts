import type { Queries } from "../../packages/identity/store/database.ts";

const ROWS_AT_ONCE = 500;

/** Makes users with the role `member` on the project, unless they are there, and gives their IDs. */
export async function ensureUsers(queries: Queries, projectId: string, count: number): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, (_, index) => `be${index.toString(16).padStart(30, "0")}`);
  if (
    await queries
      .selectFrom("user")
      .select("id")
      .where("id", "=", ids.at(-1) as string)
      .executeTakeFirst()
  )
    return ids;
  const role = await queries.selectFrom("role").select("id").where("name", "=", "member").executeTakeFirstOrThrow();
  for (let start = 0; start < count; start += ROWS_AT_ONCE) {
    const some = ids.slice(start, start + ROWS_AT_ONCE);
    const user = {
      extra: "{}",
      enabled: 1,
      domain_id: "default",
      default_project_id: null,
      created_at: null,
      last_active_at: null,
    };
    await queries
      .insertInto("user")
      .values(some.map((id) => ({ ...user, id })))
      .execute();
    const local = { domain_id: "default", failed_auth_count: 0, failed_auth_at: null };
    await queries
      .insertInto("local_user")
      .values(some.map((id) => ({ ...local, user_id: id, name: id })))
      .execute();
    const assignment = { type: "UserProject", target_id: projectId, role_id: role.id, inherited: 0 };
    await queries
      .insertInto("assignment")
      .values(some.map((id) => ({ ...assignment, actor_id: id })))
      .execute();
  }
  return ids;
}
