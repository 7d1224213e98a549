import { createSimulatedClock } from "@multisite/kernel/clock";
import { isDuplicateKey, openDatabase } from "@multisite/kernel/sql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, type TestDatabase } from "../../../test/support/engines.ts";
import { deleteDomainContents } from "./cascade/domain.ts";
import { deleteProjectsCascade } from "./cascade/project.ts";
import type { IdentityDatabase } from "./database.ts";
import { deleteConfigOptions, listConfigOptions, storeConfigOptions } from "./domain-config.ts";
import { insertLimit, listLimits } from "./limits.ts";
import { getProject, insertProject, listParents, listProjects, listSubtree, type ProjectRecord } from "./projects.ts";
import { findRegisteredLimit, insertRegisteredLimit } from "./registered-limits.ts";
import { createSchema } from "./schema/create.ts";
import type { Tables } from "./schema/tables.ts";
import { listTags, replaceTags } from "./tags.ts";

const NOW_MS = Date.UTC(2026, 10, 22, 12);

const project = (id: string, parentId: string | null, more: Partial<ProjectRecord> = {}): ProjectRecord => ({
  id,
  name: id,
  domainId: parentId === null ? null : "d",
  parentId,
  description: "",
  enabled: true,
  isDomain: parentId === null,
  extra: {},
  ...more,
});

describe.each(engines())("projects in the database on $name", (engine) => {
  let home: TestDatabase;
  let database: IdentityDatabase;
  beforeAll(async () => {
    home = await engine.createDatabase();
    database = openDatabase<Tables>(home.location, { clock: createSimulatedClock(), watchIntervalMs: 0 });
    await createSchema(database);
    const rows = [project("d", null), project("a", "d"), project("b", "a", { extra: { é: [1] } }), project("c", "d")];
    for (const row of rows) await insertProject(database.query, row);
  });
  afterAll(async () => {
    await database.close();
    await home.drop();
  });

  const insertUser = async (id: string, domainId: string, defaultProjectId: string | null = null) => {
    await database.query
      .insertInto("user")
      .values({ id, domain_id: domainId, enabled: 1, extra: "{}", default_project_id: defaultProjectId } as never)
      .execute();
    const name = { user_id: id, domain_id: domainId, name: id, failed_auth_count: 0, failed_auth_at: null };
    await database.query.insertInto("local_user").values(name).execute();
  };
  const assign = (type: string, actorId: string, targetId: string, inherited = 0) =>
    database.query
      .insertInto("assignment")
      .values({ type, actor_id: actorId, target_id: targetId, role_id: "r", inherited })
      .execute();

  test("the tree reads back as it was stored, in both directions, and the root of domains is hidden", async () => {
    const { query } = database;
    expect(await getProject(query, "b")).toEqual(project("b", "a", { extra: { é: [1] } }));
    expect((await listSubtree(query, "d")).map(({ id }) => id)).toEqual(["a", "c", "b"]);
    expect((await listParents(query, project("b", "a"))).map(({ id }) => id)).toEqual(["a", "d"]);
    expect((await listProjects(query, [{ column: "is_domain", value: true }])).map(({ id }) => id)).toEqual(["d"]);
    expect(await listProjects(query, [{ column: "enabled", value: false }])).toEqual([]);
  });

  test("a second project of a name in a domain, and a second tag of a name, are told apart from other failures", async () => {
    const again = insertProject(database.query, project("x", "d", { name: "a" }));
    expect(isDuplicateKey(await again.catch((thrown: unknown) => thrown))).toBe(true);
    const twins = replaceTags(database.query, "a", ["t", "t"]);
    expect(isDuplicateKey(await twins.catch((thrown: unknown) => thrown))).toBe(true);
    await replaceTags(database.query, "a", ["z", "y"]);
    expect(await listTags(database.query, ["a", "b"])).toEqual(
      new Map([
        ["a", ["y", "z"]],
        ["b", []],
      ]),
    );
  });

  test("options of a domain's configuration keep any JSON value, the sensitive ones apart", async () => {
    const options = [
      { group: "ldap", option: "url", value: "u", sensitive: false },
      { group: "ldap", option: "use_tls", value: false, sensitive: false },
      { group: "ldap", option: "password", value: "p", sensitive: true },
    ];
    await storeConfigOptions(database.query, "d", options);
    await storeConfigOptions(database.query, "d", options.slice(0, 1));
    expect(await listConfigOptions(database.query, "d")).toEqual(options);
    await deleteConfigOptions(database.query, "d", { group: "ldap", option: "use_tls" });
    expect(await listConfigOptions(database.query, "d", { group: "ldap", option: "use_tls" })).toEqual([]);
    expect(await listConfigOptions(database.query, "d")).toHaveLength(2);
  });

  test("a default without a region is not that of a region, and a limit shows what its default is about", async () => {
    const resource = { serviceId: "s", regionId: null, resourceName: "cores" };
    const base = { defaultLimit: 1, description: null };
    await insertRegisteredLimit(database.query, { id: "rl", ...resource, ...base });
    expect(await findRegisteredLimit(database.query, resource)).toEqual({ id: "rl", ...resource, ...base });
    expect(await findRegisteredLimit(database.query, { ...resource, regionId: "x" })).toBeUndefined();
    const limit = { ...resource, registeredLimitId: "rl", resourceLimit: 5, description: null };
    await insertLimit(database.query, { id: "l1", projectId: "b", domainId: null, ...limit });
    await insertLimit(database.query, { id: "l2", projectId: null, domainId: "d", ...limit });
    expect(await listLimits(database.query, [{ column: "resource_name", value: "cores" }])).toHaveLength(2);
    expect(await listLimits(database.query, [{ column: "domain_id", value: "d" }])).toEqual([
      { id: "l2", projectId: null, domainId: "d", ...limit },
    ]);
  });

  test("a domain's users, groups and projects go with everything that refers to them, in one transaction", async () => {
    await insertUser("member", "d", "a");
    await insertUser("grouped", "other");
    const group = { id: "g", domain_id: "d", name: "g", description: "", extra: "{}" };
    await database.query.insertInto("group").values(group).execute();
    await database.query.insertInto("user_group_membership").values({ user_id: "grouped", group_id: "g" }).execute();
    await database.query
      .insertInto("role")
      .values({ id: "r", name: "r", domain_id: "<<null>>", extra: "{}" } as never)
      .execute();
    await assign("GroupProject", "g", "c");
    await assign("UserProject", "outsider", "a");
    await assign("UserDomain", "outsider", "d", 1);
    await insertUser("outsider", "other", "b");
    await database.query.insertInto("user_group_membership").values({ user_id: "outsider", group_id: "g" }).execute();
    const credential = {
      id: "ac",
      name: "ac",
      secret_hash: "h",
      description: null,
      user_id: "outsider",
      project_id: "c",
      expires_at: null,
      system: null,
      unrestricted: 0,
    };
    await database.query.insertInto("application_credential").values(credential).execute();
    const trust = { id: "t", trustor_user_id: "outsider", trustee_user_id: "member", project_id: "a", impersonation: 0 };
    await database.query
      .insertInto("trust")
      .values(trust as never)
      .execute();

    const contents = await database.transaction(async (queries) => {
      const deleted = await deleteDomainContents(database.engine, queries, "d", NOW_MS);
      await deleteProjectsCascade(database.engine, queries, ["b", "a", "c", "d"], NOW_MS);
      return deleted;
    });
    expect(contents.userIds).toEqual(["member"]);
    expect(contents.groupIds).toEqual(["g"]);
    expect([...contents.memberIds].sort()).toEqual(["grouped", "outsider"]);
    const { query } = database;
    expect(await listProjects(query, [])).toEqual([]);
    for (const table of [
      "assignment",
      "project_tag",
      "limit",
      "group",
      "user_group_membership",
      "application_credential",
    ] as const) {
      expect(await query.selectFrom(table).selectAll().execute(), table).toEqual([]);
    }
    expect(await listConfigOptions(query, "d")).toEqual([]);
    const users = await query.selectFrom("user").select(["id", "default_project_id"]).orderBy("id").execute();
    expect(users).toContainEqual({ id: "outsider", default_project_id: null });
    expect(users.map(({ id }) => id)).not.toContain("member");
    const [kept] = await query.selectFrom("trust").select("deleted_at").execute();
    expect(kept?.deleted_at).toMatch(/^2026-11-22 12:00:00/);
  });
});
