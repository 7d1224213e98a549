import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../testing/index.ts";
import { testRows } from "../../testing/rows.ts";

interface Recorded {
  readonly ids: Readonly<Record<string, string>>;
  readonly origin: string;
  readonly exchanges: readonly { path: string; status: number; body: { role_assignments: object[]; links: object } }[];
}

const text = readFileSync(new URL("./testdata/recorded.json", import.meta.url), "utf8");
const paths = (JSON.parse(text) as Recorded).exchanges.map(({ path }) => path);

describe("role assignments as a Keystone answered them", () => {
  let service: TestService;
  let admin: string;
  /** The recording with its IDs replaced by those of the world made here. */
  let recorded: Recorded;
  beforeAll(async () => {
    service = await startTestService();
    admin = await service.adminToken();
    const rows = testRows(service);
    const gold = await rows.domain("gold");
    const gp = await rows.project("gp", { id: gold, domainId: gold });
    const gc = await rows.project("gc", { id: gp, domainId: gold });
    const gu = (await rows.user("gu", gold)).id;
    const gg = await rows.group("gg", [gu], gold);
    const grole = await rows.role("grole");
    const grole2 = await rows.role("grole2");
    const adminRole = await service.identity.database.query
      .selectFrom("role")
      .select("id")
      .where("name", "=", "admin")
      .executeTakeFirstOrThrow();
    for (const path of [
      `/roles/${grole}/implies/${grole2}`,
      `/projects/${gp}/users/${gu}/roles/${grole}`,
      `/projects/${gp}/groups/${gg}/roles/${grole}`,
      `/domains/${gold}/users/${gu}/roles/${grole}`,
      `/domains/${gold}/groups/${gg}/roles/${grole}`,
      `/OS-INHERIT/domains/${gold}/users/${gu}/roles/${grole}/inherited_to_projects`,
    ]) {
      const answer = await service.request("PUT", `/v3${path}`, { token: admin });
      if (answer.status >= 300) throw new Error(`${path} answered ${answer.text}`);
    }
    const ids = { gold, gp, gc, gg, gu, grole, grole2, "admin user": service.adminUserId, "admin role": adminRole.id };
    const { ids: recordedIds, origin } = JSON.parse(text) as Recorded;
    let translated = text.replaceAll(origin, "http://identity.test:5000");
    for (const [name, id] of Object.entries(ids)) translated = translated.replaceAll(recordedIds[name] as string, id);
    recorded = JSON.parse(translated) as Recorded;
  });
  afterAll(() => service.close());

  const sorted = (assignments: readonly object[]): string[] => assignments.map((item) => JSON.stringify(item)).sort();

  test.each(paths.map((path, index) => [path.split("?")[1]?.replaceAll(/[0-9a-f]{32}/g, "ID"), index]))(
    "%s: the same entries and links, whatever their order",
    async (_query, index) => {
      const exchange = recorded.exchanges[index as number];
      if (!exchange) throw new Error("no such recording");
      const answer = await service.request("GET", exchange.path, { token: admin });
      expect(answer.status).toBe(exchange.status);
      expect(sorted(answer.body.role_assignments)).toEqual(sorted(exchange.body.role_assignments));
      expect(answer.body.links).toEqual(exchange.body.links);
    },
  );
});
