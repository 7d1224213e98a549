import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { passwordAuth, startTestService, type TestService } from "../../testing/index.ts";
import { testRows } from "../../testing/rows.ts";

describe("grants", () => {
  let service: TestService;
  let admin: string;
  let domainAdmin: string;
  const ids: Record<string, string> = {};
  beforeAll(async () => {
    service = await startTestService();
    admin = await service.adminToken();
    const rows = testRows(service);
    ids.domain = await rows.domain("d");
    ids.other = await rows.domain("e");
    ids.project = await rows.project("p", { id: ids.domain, domainId: ids.domain });
    ids.foreign = await rows.project("f", { id: ids.other, domainId: ids.other });
    const user = await rows.user("u", ids.domain);
    ids.user = user.id;
    ids.stranger = (await rows.user("s", ids.other)).id;
    ids.group = await rows.group("g", [], ids.domain);
    ids.role = await rows.role("plain");
    ids.drole = await rows.role("drole", ids.domain);
    const chief = await rows.user("chief", ids.domain);
    const { id } = await service.identity.database.query
      .selectFrom("role")
      .select("id")
      .where("name", "=", "admin")
      .executeTakeFirstOrThrow();
    ids.admin = id;
    await send("PUT", `/domains/${ids.domain}/users/${chief.id}/roles/${id}`);
    domainAdmin = await service.login(passwordAuth(chief.id, chief.password, { domain: { id: ids.domain } }));
  });
  afterAll(() => service.close());

  const send = (method: string, path: string, token: string | undefined = admin) =>
    service.request(method, `/v3${path}`, { token });
  const names = async (path: string): Promise<string[]> =>
    (await send("GET", path)).body.roles.map((role: { name: string }) => role.name);
  const holders = (): [string, string][] =>
    (["projects", "domains"] as const).flatMap((target) =>
      (["users", "groups"] as const).map((actor): [string, string] => [
        `/${target}/${target === "projects" ? ids.project : ids.domain}/${actor}/${actor === "users" ? ids.user : ids.group}/roles`,
        target,
      ]),
    );

  test("204: every kind of grant is made, made again, checked, listed and revoked", async () => {
    for (const [path] of holders()) {
      const grant = `${path}/${ids.role}`;
      expect((await send("GET", grant)).status).toBe(404);
      expect((await send("PUT", grant)).status).toBe(204);
      expect((await send("PUT", grant)).status).toBe(204);
      const head = await send("HEAD", grant);
      expect([head.status, head.text]).toEqual([204, ""]);
      expect((await send("GET", grant)).status).toBe(204);
      expect(await names(path)).toEqual(["plain"]);
      expect((await send("DELETE", grant)).status).toBe(204);
      const again = await send("DELETE", grant);
      expect(again.status).toBe(404);
      const [, , targetId, , actorId] = path.split("/");
      expect(again.body.error.message).toBe(
        `Could not find role assignment with role: ${ids.role}, user or group: ${actorId}, project, domain, or system: ${targetId}.`,
      );
    }
  });

  test("204: an inherited grant is another than the direct one, and only domains list them", async () => {
    for (const [path, target] of holders()) {
      const inherited = `/OS-INHERIT${path}/${ids.role}/inherited_to_projects`;
      expect((await send("PUT", inherited)).status).toBe(204);
      expect((await send("HEAD", inherited)).status).toBe(204);
      expect((await send("HEAD", `${path}/${ids.role}`)).status).toBe(404);
      expect(await names(path)).toEqual([]);
      const list = `/OS-INHERIT${path}/inherited_to_projects`;
      if (target === "domains") expect(await names(list)).toEqual(["plain"]);
      else expect((await send("GET", list)).status).toBe(404);
      expect((await send("DELETE", inherited)).status).toBe(204);
      expect((await send("GET", inherited)).status).toBe(404);
    }
  });

  test("200: a list of grants shows roles with their own links", async () => {
    const path = `/domains/${ids.domain}/users/${ids.user}/roles`;
    await send("PUT", `${path}/${ids.role}`);
    const { body } = await send("GET", path);
    const self = `http://identity.test:5000/v3/roles/${ids.role}`;
    expect(body).toEqual({
      roles: [{ id: ids.role, name: "plain", domain_id: null, description: null, options: {}, links: { self } }],
      links: { next: null, self: `http://identity.test:5000/v3${path}`, previous: null },
    });
    await send("DELETE", `${path}/${ids.role}`);
  });

  test("403: a domain's role cannot be granted on a project of another domain", async () => {
    const refused = await send("PUT", `/projects/${ids.foreign}/users/${ids.user}/roles/${ids.drole}`);
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toBe(
      `Project ${ids.foreign} must be in the same domain as the role ${ids.drole} being assigned.`,
    );
    const path = `/projects/${ids.project}/users/${ids.user}/roles/${ids.drole}`;
    expect((await send("PUT", path)).status).toBe(204);
    expect((await send("DELETE", path)).status).toBe(204);
  });

  test("404: what is missing is named, role first; a revocation does not need the user", async () => {
    const message = async (method: string, path: string) => (await send(method, path)).body.error.message;
    expect(await message("PUT", `/projects/none/users/none/roles/none`)).toBe("Could not find role: none.");
    expect(await message("PUT", `/projects/none/users/none/roles/${ids.role}`)).toBe("Could not find user: none.");
    expect(await message("PUT", `/projects/none/groups/${ids.group}/roles/${ids.role}`)).toBe("Could not find project: none.");
    expect(await message("PUT", `/domains/none/users/none/roles/none`)).toBe("Could not find domain: none.");
    expect(await message("GET", `/projects/${ids.project}/groups/none/roles`)).toBe("Could not find group: none.");
    const { query } = service.identity.database;
    const row = { type: "UserProject", actor_id: "gone", target_id: ids.project as string, role_id: ids.role as string };
    await query
      .insertInto("assignment")
      .values({ ...row, inherited: 0 })
      .execute();
    expect((await send("DELETE", `/projects/${ids.project}/users/gone/roles/${ids.role}`)).status).toBe(204);
  });

  test("403: a domain's reader sees grants within the domain only, and makes none", async () => {
    const strict = await startTestService({ config: { oslo_policy: { enforce_new_defaults: true } } });
    try {
      const rows = testRows(strict);
      const token = await strict.adminToken();
      const domain = await rows.domain("d");
      const other = await rows.domain("e");
      const project = await rows.project("p", { id: domain, domainId: domain });
      const foreign = await rows.project("f", { id: other, domainId: other });
      const user = await rows.user("u", domain);
      const stranger = await rows.user("s", other);
      const plain = await rows.role("plain");
      const { id: readerRole } = await strict.identity.database.query
        .selectFrom("role")
        .select("id")
        .where("name", "=", "reader")
        .executeTakeFirstOrThrow();
      await strict.request("PUT", `/v3/domains/${domain}/users/${user.id}/roles/${readerRole}`, { token });
      const reader = await strict.login(passwordAuth(user.id, user.password, { domain: { id: domain } }));
      const status = async (method: string, path: string) =>
        (await strict.request(method, `/v3${path}`, { token: reader })).status;
      expect(await status("GET", `/projects/${project}/users/${user.id}/roles`)).toBe(200);
      expect(await status("GET", `/projects/${foreign}/users/${user.id}/roles`)).toBe(403);
      expect(await status("GET", `/domains/${domain}/users/${stranger.id}/roles`)).toBe(403);
      expect(await status("PUT", `/projects/${project}/users/${user.id}/roles/${plain}`)).toBe(403);
      expect(await status("GET", `/OS-INHERIT/domains/${domain}/users/nobody/roles/inherited_to_projects`)).toBe(403);
    } finally {
      await strict.close();
    }
  });

  test("401: no grant is shown or changed without a token", async () => {
    for (const [path] of holders()) {
      for (const [method, suffix] of [
        ["GET", ""],
        ["GET", `/${ids.role}`],
        ["PUT", `/${ids.role}`],
        ["DELETE", `/${ids.role}`],
      ]) {
        expect((await service.request(method as string, `/v3${path}${suffix}`)).status).toBe(401);
      }
    }
  });

  test("401 and 404: revoking the last role on a project ends tokens for it, granting it again revives them", async () => {
    const path = `/projects/${ids.project}/users/${ids.user}/roles/${ids.role}`;
    await send("PUT", path);
    const token = await service.login(passwordAuth(ids.user as string, "u-password", { project: { id: ids.project } }));
    const validate = async () => (await service.request("GET", "/v3/auth/tokens", { token: admin, subjectToken: token })).status;
    expect(await validate()).toBe(200);
    await send("DELETE", path, domainAdmin);
    expect(await validate()).toBe(404);
    await send("PUT", path, domainAdmin);
    expect(await validate()).toBe(200);
  });
});
