import { createSimulatedClock } from "@multisite/kernel/clock";
import { Secret } from "@multisite/kernel/secret";
import { createInProcessNetwork, type InProcessServer } from "@multisite/kernel/transport";
import { describe, expect, test } from "vitest";
import { createIdentitySite, createIdentityState, serviceCredentials, tokenBody } from "../testing/index.ts";
import { createTokenValidator } from "./index.ts";
import type { TokenValidatorOptions } from "./types.ts";

const ORIGINS = ["http://own:5000", "http://near:5000", "http://far:5000"] as const;
const [OWN, NEAR, FAR] = ORIGINS;
const ROUND_TRIP_MS: Readonly<Record<string, number>> = { [OWN]: 1, [NEAR]: 20, [FAR]: 150 };

/** A validator of site `own`, whose identity services answer after their round trip; `delays` is added to it. */
function setUp(options: Partial<TokenValidatorOptions> = {}) {
  const clock = createSimulatedClock();
  const state = createIdentityState();
  const network = createInProcessNetwork();
  const delays = new Map<string, number>();
  const requests: string[] = [];
  for (const origin of ORIGINS) {
    const site = createIdentitySite(origin, state, clock);
    const slow: InProcessServer = async (request) => {
      requests.push(`${origin} ${new URL(request.url).pathname}`);
      await clock.sleep((ROUND_TRIP_MS[origin] ?? 0) + (delays.get(origin) ?? 0));
      return site(request);
    };
    network.attach(origin, slow);
  }
  const validator = createTokenValidator({
    endpoints: ORIGINS.map((origin) => ({ site: origin, url: `${origin}/v3`, isOwnSite: origin === OWN })),
    credentials: serviceCredentials,
    clock,
    transport: network,
    ...options,
  });
  state.tokens.set("user", tokenBody(clock));
  /** Validates, and lets time pass until there is an answer. */
  const validate = async (): Promise<{ valid: boolean; tookMs: number }> => {
    const startedMs = clock.monotonicMs();
    let answer: { valid: boolean; tookMs: number } | undefined;
    let failure: unknown;
    validator.validate(new Secret("user")).then(
      ({ valid }) => {
        answer = { valid, tookMs: clock.monotonicMs() - startedMs };
      },
      (thrown: unknown) => {
        failure = thrown;
      },
    );
    while (answer === undefined && failure === undefined) await clock.advance(1);
    if (failure !== undefined) throw failure;
    return answer as { valid: boolean; tookMs: number };
  };
  const asked = (): string[] => requests.splice(0);
  return { clock, network, delays, validate, asked };
}

describe("a service chooses as the gateway does", () => {
  test("the own site first; when it is cut off, the nearest other one once both were measured", async () => {
    const { network, validate, asked, delays } = setUp();
    await validate();
    expect(new Set(asked().map((line) => line.split(" ")[0]))).toEqual(new Set([OWN]));
    network.cut(OWN);
    delays.set(FAR, 0);
    for (let request = 0; request < 4; request++) await validate();
    asked();
    for (let request = 0; request < 5; request++) expect((await validate()).valid).toBe(true);
    expect(asked().filter((line) => line.endsWith("/auth/tokens"))).toEqual(Array(5).fill(`${NEAR} /v3/auth/tokens`));
  });

  test("a node that hangs costs one validation a moment, and the next ones nothing", async () => {
    const { delays, validate } = setUp();
    await validate();
    delays.set(OWN, 3_600_000);
    expect((await validate()).tookMs).toBeLessThan(600);
    expect((await validate()).tookMs).toBeLessThan(200);
  });

  test("a slow answer now and then is hedged, but not more than one in twenty", async () => {
    const { delays, validate, asked } = setUp();
    for (let request = 0; request < 200; request++) await validate();
    asked();
    let slowest = 0;
    for (let request = 0; request < 100; request++) {
      delays.set(OWN, request % 25 === 0 ? 250 : 0);
      slowest = Math.max(slowest, (await validate()).tookMs);
    }
    expect(slowest).toBeLessThan(250);
    expect(asked().filter((line) => line.startsWith(NEAR) || line.startsWith(FAR)).length).toBeLessThanOrEqual(15);
  });

  test("nothing is sent while nobody asks and all is well; a node that is down is probed until it is back", async () => {
    const { clock, network, validate, asked } = setUp();
    await validate();
    asked();
    await clock.advance(60_000);
    expect(asked()).toEqual([]);
    network.cut(OWN);
    await validate();
    network.restore(OWN);
    asked();
    await clock.advance(1000);
    expect(asked()).toContain(`${OWN} /ready`);
    await validate();
    expect(asked()).toEqual([`${OWN} /v3/auth/tokens`]);
    await clock.advance(60_000);
    expect(asked()).toEqual([]);
  });

  test("once the budget for other sites is used up, the service cannot know: 503, and not a refusal", async () => {
    const { network, validate } = setUp({ budget: { callsPerSecond: 0, burstCalls: 2 } });
    await validate();
    network.cut(OWN);
    expect((await validate()).valid).toBe(true);
    expect((await validate()).valid).toBe(true);
    await expect(validate()).rejects.toMatchObject({ code: "middleware.identity_unavailable" });
  });

  test("with every site hanging the service knows in bounded time that it cannot know", async () => {
    const { clock, delays, validate } = setUp({ requestTimeoutMs: 1000, deadlineMs: 2500 });
    await validate();
    for (const origin of ORIGINS) delays.set(origin, 3_600_000);
    const startedMs = clock.monotonicMs();
    await expect(validate()).rejects.toMatchObject({ code: "middleware.identity_unavailable" });
    expect(clock.monotonicMs() - startedMs).toBeLessThanOrEqual(2520);
  });
});
