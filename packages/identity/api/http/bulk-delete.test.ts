import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../testing/index.ts";

/** How many rows each table has that a delete of a domain touches. */
async function rowsOf({ identity }: TestService): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of ["project", "user", "local_user", "password", "group", "assignment", "revocation_event"]) {
    const { rows } = await sql<{ n: number }>`SELECT COUNT(*) AS n FROM ${sql.table(table)}`.execute(identity.database.query);
    counts[table] = Number(rows[0]?.n);
  }
  return counts;
}

/** A disabled domain with twelve users and three projects. */
async function fillDomain(service: TestService, token: string, name: string): Promise<string> {
  const make = async (path: string, body: object) => (await service.request("POST", path, { token, body })).body;
  const { id } = (await make("/v3/domains", { domain: { name } })).domain;
  for (let number = 0; number < 12; number++)
    await make("/v3/users", { user: { name: `user-${number}`, domain_id: id, password: "x" } });
  for (let number = 0; number < 3; number++)
    await make("/v3/projects", { project: { name: `project-${number}`, domain_id: id } });
  await service.request("PATCH", `/v3/domains/${id}`, { token, body: { domain: { enabled: false } } });
  return id;
}

describe("a delete in a star that takes much with it", () => {
  let service: TestService;
  let token: string;
  beforeAll(async () => {
    service = await startTestService({ star: true, config: { star: { bulk_delete_limit: 10 } } });
    service.identity.host?.board.set("writes", "here");
    token = await service.adminToken();
  });
  afterAll(() => service.close());
  const remove = (id: string, confirmed?: string) =>
    service.request("DELETE", `/v3/domains/${id}`, {
      token,
      ...(confirmed === undefined ? {} : { headers: { "X-Multisite-Confirm-Delete": confirmed } }),
    });

  test("409: asks first, says how many rows of what, and has changed nothing; 204 when that number is confirmed", async () => {
    const id = await fillDomain(service, token, "gold");
    const before = await rowsOf(service);
    const refused = await remove(id);
    expect([refused.status, refused.body.error.title]).toEqual([409, "Conflict"]);
    expect(refused.body.error.message).toMatch(/^Nothing was deleted: this would delete \d+ rows at every site \(.*12 of user/);
    expect(await rowsOf(service)).toEqual(before);
    const rows = /X-Multisite-Confirm-Delete: (\d+)/.exec(refused.body.error.message)?.[1] ?? "";
    for (const wrong of [String(Number(rows) - 1), "yes", ""]) expect((await remove(id, wrong)).status).toBe(409);
    expect(await rowsOf(service)).toEqual(before);
    expect((await remove(id, rows)).status).toBe(204);
    const after = await rowsOf(service);
    expect([Number(before.user) - Number(after.user), Number(before.project) - Number(after.project)]).toEqual([12, 4]);
  });

  test("204: what takes little with it goes at once", async () => {
    const { id } = await service.createUser("single");
    expect((await service.request("DELETE", `/v3/users/${id}`, { token })).status).toBe(204);
  });
});

test("a service that is no node of a star deletes as Keystone does", async () => {
  const service = await startTestService({ config: { star: { bulk_delete_limit: 10 } } });
  const token = await service.adminToken();
  const id = await fillDomain(service, token, "gold");
  expect((await service.request("DELETE", `/v3/domains/${id}`, { token })).status).toBe(204);
  await service.close();
});
