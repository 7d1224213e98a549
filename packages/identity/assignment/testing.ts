import type { Queries } from "../store/database.ts";
import { ROOT_DOMAIN_ID } from "../store/projects.ts";
import { NULL_DOMAIN_ID } from "../store/roles.ts";

export const DOMAINS = ["d0", "d1"] as const;
export const PROJECTS = ["p0", "p1", "p2", "p3", "p4", "p5"] as const;
export const USERS = ["u0", "u1"] as const;
export const GROUPS = ["g0", "g1"] as const;
export const ROLES = ["r0", "r1", "r2", "r3", "r4"] as const;

/** A small world of projects, groups, roles and assignments, as `testdata/record-effective.py` writes it. */
export interface World {
  /** Project or domain that each project stands below. */
  readonly parents: Readonly<Record<string, string>>;
  /** Users of each group. */
  readonly members: Readonly<Record<string, readonly string[]>>;
  /** Null for a global role. */
  readonly roleDomains: Readonly<Record<string, string | null>>;
  /** Prior role, implied role. */
  readonly rules: readonly (readonly [string, string])[];
  /** Actor, target, role, inherited; the target `d0 as project` is the domain as a project of itself. */
  readonly assignments: readonly (readonly [string, string, string, boolean])[];
}

/** Whether a project stands somewhere below another, or below a domain. */
export function isBelow(world: World, projectId: string, rootId: string): boolean {
  const parent = world.parents[projectId];
  return parent !== undefined && (parent === rootId || isBelow(world, parent, rootId));
}

/** Writes what every world has: domains, users and groups. */
export async function writePeople(queries: Queries): Promise<void> {
  for (const id of DOMAINS) await insertProject(queries, id, null);
  const state = { enabled: 1, extra: "{}", default_project_id: null, created_at: null, last_active_at: null };
  for (const id of USERS)
    await queries
      .insertInto("user")
      .values({ id, domain_id: "d0", ...state })
      .execute();
  for (const id of GROUPS) {
    await queries.insertInto("group").values({ id, domain_id: "d0", name: id, description: "", extra: "{}" }).execute();
  }
}

/** Replaces one world by another. */
export async function writeWorld(queries: Queries, world: World): Promise<void> {
  for (const table of ["assignment", "implied_role", "user_group_membership"] as const) await queries.deleteFrom(table).execute();
  await queries.deleteFrom("role").where("id", "in", ROLES).execute();
  for (const id of [...PROJECTS].reverse()) await queries.deleteFrom("project").where("id", "=", id).execute();
  for (const id of PROJECTS) await insertProject(queries, id, world);
  for (const [groupId, members] of Object.entries(world.members)) {
    for (const userId of members) {
      await queries.insertInto("user_group_membership").values({ user_id: userId, group_id: groupId }).execute();
    }
  }
  for (const [id, domainId] of Object.entries(world.roleDomains)) {
    const role = { id, name: id, domain_id: domainId ?? NULL_DOMAIN_ID, description: null, extra: "{}" };
    await queries.insertInto("role").values(role).execute();
  }
  for (const [prior, implied] of world.rules) {
    await queries.insertInto("implied_role").values({ prior_role_id: prior, implied_role_id: implied }).execute();
  }
  for (const [actor, target, role, inherited] of world.assignments) {
    const [targetId = "", asProject] = target.split(" ");
    const kind = targetId.startsWith("p") || asProject ? "Project" : "Domain";
    const type = `${actor.startsWith("u") ? "User" : "Group"}${kind}`;
    const row = { type, actor_id: actor, target_id: targetId, role_id: role, inherited: inherited ? 1 : 0 };
    await queries.insertInto("assignment").values(row).execute();
  }
}

async function insertProject(queries: Queries, id: string, world: World | null): Promise<void> {
  const place = {
    domain_id: (world && DOMAINS.find((domainId) => isBelow(world, id, domainId))) ?? ROOT_DOMAIN_ID,
    parent_id: world?.parents[id] ?? null,
    is_domain: world ? 0 : 1,
  };
  await queries
    .insertInto("project")
    .values({ id, name: id, description: "", enabled: 1, extra: "{}", ...place })
    .execute();
}
