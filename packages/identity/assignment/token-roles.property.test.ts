import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KeystoneError } from "../errors/index.ts";
import type { Queries } from "../store/database.ts";
import { listEffectiveAssignments, listUserScopes } from "../store/effective/index.ts";
import { getProject } from "../store/projects.ts";
import { startTestService, type TestService } from "../testing/index.ts";
import { evaluateToken } from "../validation/evaluate.ts";
import { readTokenRows } from "../validation/scopes.ts";

const DOMAINS = ["d0", "d1"] as const;
const PROJECTS = ["p0", "p1", "p2", "p3", "p4", "p5"] as const;
const USERS = ["u0", "u1"] as const;
const GROUPS = ["g0", "g1"] as const;
const ROLES = ["r0", "r1", "r2", "r3", "r4"] as const;

/** Something that a user can get a token for. */
type Scope = { projectId: string } | { domainId: string } | { system: "all" };

const subsetOf = <Item>(items: readonly Item[]) => fc.subarray([...items]);

/** Any tree of projects, any memberships, roles with and without a domain, rules (also circles) and assignments. */
const worlds = fc.record({
  // Each project stands below a domain or below one of the projects before it.
  parents: fc.tuple(...PROJECTS.map((_, index) => fc.constantFrom(...DOMAINS, ...PROJECTS.slice(0, index)))),
  members: fc.tuple(...GROUPS.map(() => subsetOf(USERS))),
  roleDomains: fc.tuple(...ROLES.map(() => fc.constantFrom("<<null>>", "<<null>>", ...DOMAINS))),
  rules: fc.uniqueArray(fc.tuple(fc.constantFrom(...ROLES), fc.constantFrom(...ROLES)), {
    maxLength: 6,
    selector: ([prior, implied]) => `${prior} ${implied}`,
  }),
  assignments: fc.uniqueArray(
    fc.record({
      actor: fc.constantFrom(...USERS, ...GROUPS),
      // A domain can be assigned on as a domain and as a project.
      target: fc.constantFrom(...PROJECTS, ...DOMAINS, "d0 as project"),
      role: fc.constantFrom(...ROLES),
      inherited: fc.integer({ min: 0, max: 1 }),
    }),
    { maxLength: 12, selector: ({ actor, target, role, inherited }) => `${actor} ${target} ${role} ${inherited}` },
  ),
});
type World = typeof worlds extends fc.Arbitrary<infer Value> ? Value : never;

describe("roles of tokens and effective role assignments", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
    const { database } = service.identity;
    await database.transaction(async (queries) => {
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
    });
  });
  afterAll(() => service.close());

  test("a token has exactly the roles that the effective list names, in every scope; scopes without roles are not offered", async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const { database } = service.identity;
        await database.transaction((queries) => writeWorld(queries, world));
        const everybody = await listEffectiveAssignments(database.query, {});
        for (const userId of USERS) {
          const offered = await listUserScopes(database.query, userId);
          for (const projectId of [...PROJECTS, ...DOMAINS]) {
            const roles = await rolesOfToken(userId, { projectId });
            const project = await getProject(database.query, projectId);
            const listed = await listEffectiveAssignments(database.query, { userId, project });
            expect(roleIds(listed)).toEqual(roles);
            expect(roleIds(everybody.filter((entry) => entry.userId === userId && entry.projectId === projectId))).toEqual(roles);
            expect(offered.projectIds.includes(projectId)).toBe(roles.length > 0);
          }
          for (const domainId of DOMAINS) {
            const roles = await rolesOfToken(userId, { domainId });
            expect(roleIds(await listEffectiveAssignments(database.query, { userId, domainId }))).toEqual(roles);
            expect(roleIds(everybody.filter((entry) => entry.userId === userId && entry.domainId === domainId))).toEqual(roles);
            expect(offered.domainIds.includes(domainId)).toBe(roles.length > 0);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test("the effective list of a tree is the union of the lists of its projects", async () => {
    await fc.assert(
      fc.asyncProperty(worlds, fc.constantFrom(...PROJECTS), async (world, rootId) => {
        const { query, transaction } = service.identity.database;
        await transaction((queries) => writeWorld(queries, world));
        const subtreeIds = PROJECTS.filter((id) => id !== rootId && isBelow(world, id, rootId));
        const project = await getProject(query, rootId);
        const tree = await listEffectiveAssignments(query, { project, subtreeIds });
        const single = [];
        for (const id of [rootId, ...subtreeIds]) {
          single.push(...(await listEffectiveAssignments(query, { project: await getProject(query, id) })));
        }
        expect(texts(tree)).toEqual(texts(single));
      }),
      { numRuns: 60 },
    );
  });

  async function rolesOfToken(userId: string, scope: Scope): Promise<string[]> {
    const { database, snapshots, clock } = service.identity;
    const times = { issuedAtMs: clock.nowMs(), expiresAtMs: clock.nowMs() + 1000 };
    const payload = { kind: "project" as const, userId, methods: ["password"], auditIds: ["a"], ...times, ...scope };
    const rows = await readTokenRows(database.raw, payload);
    const snapshot = await snapshots.at(database.revision.current());
    try {
      return evaluateToken(payload, rows, snapshot)
        .roles.map((role) => role.id)
        .sort();
    } catch (thrown) {
      if (thrown instanceof KeystoneError && thrown.status === 401) return [];
      throw thrown;
    }
  }
});

const roleIds = (entries: readonly { readonly roleId: string }[]): string[] =>
  [...new Set(entries.map((entry) => entry.roleId))].sort();

const texts = (entries: readonly object[]): string[] => entries.map((entry) => JSON.stringify(entry)).sort();

function parentOf(world: World, projectId: string): string | undefined {
  return world.parents[PROJECTS.indexOf(projectId as (typeof PROJECTS)[number])];
}

function isBelow(world: World, projectId: string, rootId: string): boolean {
  const parent = parentOf(world, projectId);
  return parent !== undefined && (parent === rootId || isBelow(world, parent, rootId));
}

function domainOf(world: World, id: string): string {
  const parent = parentOf(world, id);
  return parent === undefined ? id : domainOf(world, parent);
}

async function insertProject(queries: Queries, id: string, parent: { id: string; domainId: string } | null): Promise<void> {
  const place = {
    domain_id: parent?.domainId ?? "<<keystone.domain.root>>",
    parent_id: parent?.id ?? null,
    is_domain: parent ? 0 : 1,
  };
  await queries
    .insertInto("project")
    .values({ id, name: id, description: "", enabled: 1, extra: "{}", ...place })
    .execute();
}

async function writeWorld(queries: Queries, world: World): Promise<void> {
  for (const table of ["assignment", "implied_role", "user_group_membership"] as const) await queries.deleteFrom(table).execute();
  await queries.deleteFrom("role").where("id", "in", ROLES).execute();
  for (const id of [...PROJECTS].reverse()) await queries.deleteFrom("project").where("id", "=", id).execute();
  for (const [index, id] of PROJECTS.entries()) {
    await insertProject(queries, id, { id: world.parents[index] as string, domainId: domainOf(world, id) });
  }
  for (const [index, members] of world.members.entries()) {
    for (const userId of members) {
      const membership = { user_id: userId, group_id: GROUPS[index] as string };
      await queries.insertInto("user_group_membership").values(membership).execute();
    }
  }
  for (const [index, id] of ROLES.entries()) {
    const role = { id, name: id, domain_id: world.roleDomains[index] as string, description: null, extra: "{}" };
    await queries.insertInto("role").values(role).execute();
  }
  for (const [prior, implied] of world.rules) {
    // The API refuses a global role that implies one of a domain.
    const isGlobal = (role: string) => world.roleDomains[ROLES.indexOf(role as (typeof ROLES)[number])] === "<<null>>";
    if (isGlobal(prior) && !isGlobal(implied)) continue;
    await queries.insertInto("implied_role").values({ prior_role_id: prior, implied_role_id: implied }).execute();
  }
  for (const { actor, target, role, inherited } of world.assignments) {
    const [targetId = "", asProject] = target.split(" ");
    const kind = targetId.startsWith("p") || asProject ? "Project" : "Domain";
    const type = `${actor.startsWith("u") ? "User" : "Group"}${kind}`;
    const row = { type, actor_id: actor, target_id: targetId, role_id: role, inherited };
    await queries.insertInto("assignment").values(row).execute();
  }
}
