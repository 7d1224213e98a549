import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../../packages/identity/testing/index.ts";
import { createInProcessClient } from "../client/in-process.ts";
import { exchangesThatDiffer, readDifferences } from "../differences.ts";
import { compareAnswer } from "./compare.ts";
import { excludedExchanges, inOrder, readExchanges } from "./exchanges.ts";
import { createNames } from "./names.ts";
import { createPlayer } from "./player.ts";
import { prepare } from "./prepare.ts";

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
    await prepare(service, names, exchanges);
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

  test("get the same status, headers and body here", () => {
    const meant = exchangesThatDiffer(readDifferences());
    expect(Object.fromEntries([...differences].filter(([name]) => !meant.includes(name)))).toEqual({});
    expect(meant.filter((name) => !differences.has(name))).toEqual([]);
  });
});
