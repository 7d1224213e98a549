import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../../packages/identity/testing/index.ts";
import { createInProcessClient } from "../client/in-process.ts";
import { exchangesThatDiffer, readDifferences } from "../differences.ts";
import { compareAnswer } from "./compare.ts";
import { excludedExchanges, inOrder, readExchanges } from "./exchanges.ts";
import { createNames } from "./names.ts";
import { createPlayer } from "./player.ts";

const exchanges = inOrder(readExchanges());
const RECORDED_URL = "http://127.0.0.1:15000";

describe("the exchanges recorded from a real Keystone", () => {
  let service: TestService;
  const differences = new Map<string, string[]>();

  beforeAll(async () => {
    service = await startTestService();
    const client = createInProcessClient(service);
    const names = createNames();
    const player = createPlayer(client, names, RECORDED_URL);
    await prepare();
    for (const exchange of exchanges) {
      const { answer, expected } = await player.play(exchange);
      const found = compareAnswer(expected, answer);
      if (found.length > 0) differences.set(`${exchange.group} ${exchange.index} ${exchange.name}`, found);
      // A token made in the second of a revocation is born revoked.
      await service.clock.advance(1000);
    }
  });
  afterAll(() => service?.close());

  test("are all there, less the groups that are excluded", () => {
    expect(exchanges.length).toBe(readExchanges().length);
    const excluded = Object.values(excludedExchanges).reduce((sum, count) => sum + count, 0);
    expect({ replayed: exchanges.length, excluded }).toEqual({ replayed: 222, excluded: 23 });
  });

  test("get the same status, error text, headers and body shape here", () => {
    const meant = exchangesThatDiffer(readDifferences());
    expect(Object.fromEntries([...differences].filter(([name]) => !meant.includes(name)))).toEqual({});
    expect(meant.filter((name) => !differences.has(name))).toEqual([]);
  });

  /** What the recorded run had made before its first exchange. */
  async function prepare(): Promise<void> {
    const token = await service.adminToken();
    const make = async (path: string, body: unknown) => (await service.request("POST", path, { token, body })).body;
    const { id: projectId } = (await make("/v3/projects", { project: { name: "lab", domain_id: "default" } })).project;
    const user = { name: "labuser", domain_id: "default", password: "labpw" };
    const { id: userId } = (await make("/v3/users", { user })).user;
    const { roles } = (await service.request("GET", "/v3/roles?name=member", { token })).body;
    await service.request("PUT", `/v3/projects/${projectId}/users/${userId}/roles/${roles[0].id}`, { token });
    const service_id = (await make("/v3/services", { service: { type: "volumev3", name: "cinderv3" } })).service.id;
    const url = "http://volume.test/v3/%(project_id)s";
    await make("/v3/endpoints", { endpoint: { service_id, url, interface: "public", region_id: "RegionOne" } });
    await service.clock.advance(1000);
    // The recorded administrator's password; the change ends this token.
    await service.request("PATCH", `/v3/users/${service.adminUserId}`, { token, body: { user: { password: "adminpw" } } });
    await service.clock.advance(1000);
  }
});
