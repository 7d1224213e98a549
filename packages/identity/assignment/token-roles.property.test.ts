import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KeystoneError } from "../errors/index.ts";
import { listEffectiveAssignments, listUserScopes } from "../store/effective/index.ts";
import { getProject } from "../store/projects.ts";
import { startTestService, type TestService } from "../testing/index.ts";
import { evaluateToken } from "../validation/evaluate.ts";
import { readTokenRows } from "../validation/scopes.ts";
import { DOMAINS, GROUPS, isBelow, PROJECTS, ROLES, USERS, type World, writePeople, writeWorld } from "./testing.ts";

/** Something that a user can get a token for. */
type Scope = { projectId: string } | { domainId: string } | { system: "all" };

const subsetOf = <Item>(items: readonly Item[]) => fc.subarray([...items]);

/** Any tree of projects, any memberships, roles with and without a domain, rules (also circles) and assignments. */
const worlds: fc.Arbitrary<World> = fc
  .record({
    // Each project stands below a domain or below one of the projects before it.
    parents: fc.record(
      Object.fromEntries(PROJECTS.map((id, index) => [id, fc.constantFrom(...DOMAINS, ...PROJECTS.slice(0, index))])),
    ),
    members: fc.record(Object.fromEntries(GROUPS.map((id) => [id, subsetOf(USERS)]))),
    roleDomains: fc.record(Object.fromEntries(ROLES.map((id) => [id, fc.constantFrom(null, null, ...DOMAINS)]))),
    rules: fc.uniqueArray(fc.tuple(fc.constantFrom(...ROLES), fc.constantFrom(...ROLES)), { maxLength: 6, selector: String }),
    assignments: fc.uniqueArray(
      fc.tuple(
        fc.constantFrom(...USERS, ...GROUPS),
        fc.constantFrom(...PROJECTS, ...DOMAINS, "d0 as project"),
        fc.constantFrom(...ROLES),
        fc.boolean(),
      ),
      { maxLength: 12, selector: String },
    ),
  })
  .map((world) => ({ ...world, rules: world.rules.filter((rule) => isPermitted(world.roleDomains, rule)) }));

/** The API refuses that a global role implies one of a domain. */
function isPermitted(roleDomains: World["roleDomains"], [prior, implied]: World["rules"][number]): boolean {
  return roleDomains[prior] !== null || roleDomains[implied] === null;
}

describe("roles of tokens and effective role assignments", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
    await service.identity.database.transaction(writePeople);
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
