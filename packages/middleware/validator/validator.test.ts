import { createSimulatedClock } from "@multisite/kernel/clock";
import { Secret } from "@multisite/kernel/secret";
import { createInProcessNetwork } from "@multisite/kernel/transport";
import { describe, expect, test } from "vitest";
import { createIdentitySite, createIdentityState, serviceCredentials, tokenBody } from "../testing/index.ts";
import { createTokenValidator } from "./index.ts";
import type { TokenValidatorOptions } from "./types.ts";

const ONE = "http://identity.one:5000";
const TWO = "http://identity.two:5000";

function setUp(options: Partial<TokenValidatorOptions> = {}) {
  const clock = createSimulatedClock();
  const state = createIdentityState();
  const network = createInProcessNetwork();
  for (const origin of [ONE, TWO]) network.attach(origin, createIdentitySite(origin, state, clock));
  const validator = createTokenValidator({
    endpoints: [`${ONE}/v3`, `${TWO}/v3`],
    credentials: serviceCredentials,
    clock,
    transport: network,
    includeCatalog: false,
    ...options,
  });
  state.tokens.set("user-token", tokenBody(clock));
  const validate = (token = "user-token") => validator.validate(new Secret(token));
  const asked = (): string[] => state.log.splice(0);
  return { clock, state, network, validator, validate, asked };
}

describe("what a service learns", () => {
  test("a good token tells user, project and roles, and access rules are announced as understood", async () => {
    const { validate, state } = setUp();
    expect(await validate()).toMatchObject({ valid: true, user: { name: "ann" }, project: { id: "p1" }, roles: ["member"] });
    expect(state.lastHeaders["openstack-identity-access-rules"]).toBe("1.0");
  });

  test("an unknown token is refused", async () => {
    expect(await setUp().validate("other")).toMatchObject({ valid: false });
  });

  test("a token that cannot be a header value never reaches the identity service", async () => {
    const { validate, asked } = setUp();
    expect(await validate("a\nb")).toMatchObject({ valid: false });
    expect(await validate(" ")).toMatchObject({ valid: false });
    expect(asked()).toEqual([]);
  });

  test("a revoked token is refused by the very next request when nothing is cached", async () => {
    const { validate, state } = setUp();
    expect(await validate()).toMatchObject({ valid: true });
    state.tokens.delete("user-token");
    expect(await validate()).toMatchObject({ valid: false });
  });
});

describe("the service's own token", () => {
  test("one login serves many requests, also those that begin at the same time", async () => {
    const { validate, state } = setUp();
    await Promise.all([validate(), validate(), validate()]);
    await validate();
    expect(state.issued).toBe(1);
  });

  test("it is renewed before it ends", async () => {
    const { validate, state, clock } = setUp();
    await validate();
    await clock.advance(3_600_000 - 29_000);
    await validate();
    expect(state.issued).toBe(2);
  });

  test("it is renewed once when the identity service refuses it", async () => {
    const { validate, state } = setUp();
    await validate();
    state.tokens.delete("service-1");
    expect(await validate()).toMatchObject({ valid: true });
    expect(state.issued).toBe(2);
  });

  test("wrong credentials are named as such and are not mistaken for a bad user token", async () => {
    const { validate } = setUp({ credentials: { kind: "application_credential", id: "x", secret: new Secret("wrong") } });
    await expect(validate()).rejects.toMatchObject({ code: "middleware.credentials_refused" });
  });
});

describe("fail-over", () => {
  test("the own site is asked while it answers", async () => {
    const { validate, asked } = setUp();
    await validate();
    expect(asked().every((line) => line.startsWith(ONE))).toBe(true);
  });

  test("when the own site is cut off, another answers the same request, and the own token stays good there", async () => {
    const { validate, network, asked, state } = setUp();
    await validate();
    asked();
    network.cut(ONE);
    expect(await validate()).toMatchObject({ valid: true });
    expect(asked()).toEqual([`${TWO} GET /v3/auth/tokens?nocatalog`]);
    expect(state.issued).toBe(1);
  });

  test("a failed endpoint is left alone for a while, then preferred again", async () => {
    const { validate, network, asked, clock } = setUp();
    network.cut(ONE);
    await validate();
    network.restore(ONE);
    asked();
    await validate();
    expect(asked()).toEqual([`${TWO} GET /v3/auth/tokens?nocatalog`]);
    await clock.advance(1000);
    await validate();
    expect(asked()).toEqual([`${ONE} GET /v3/auth/tokens?nocatalog`]);
  });

  test("when no site answers, the service says that it cannot know", async () => {
    const { validate, network } = setUp();
    network.cut(ONE);
    network.cut(TWO);
    await expect(validate()).rejects.toMatchObject({ code: "middleware.identity_unavailable" });
  });

  test.each([500, 503, 429])("status %d of every site is no refusal of the token", async (status) => {
    const { validate, state } = setUp();
    await validate();
    state.failingWith = status;
    await expect(validate()).rejects.toMatchObject({ code: "middleware.identity_unavailable" });
  });

  test("an endpoint that may not be asked is a fault of the settings, and said so", async () => {
    const { validate, state } = setUp();
    await validate();
    state.failingWith = 403;
    await expect(validate()).rejects.toMatchObject({ code: "middleware.validation_not_allowed" });
  });
});

describe("the cache", () => {
  test("a good answer is used again for its time, then asked for anew", async () => {
    const { validate, state, clock } = setUp({ cacheTtlMs: 5000 });
    await validate();
    state.tokens.delete("user-token");
    await clock.advance(4999);
    expect(await validate()).toMatchObject({ valid: true });
    await clock.advance(1);
    expect(await validate()).toMatchObject({ valid: false });
  });

  test("refusals are never kept: a token that becomes known is accepted at once", async () => {
    const { validate, state, clock } = setUp({ cacheTtlMs: 5000 });
    expect(await validate("later")).toMatchObject({ valid: false });
    state.tokens.set("later", tokenBody(clock));
    expect(await validate("later")).toMatchObject({ valid: true });
  });

  test("an answer is not used beyond the token's own end", async () => {
    const { validate, clock } = setUp({ cacheTtlMs: 10 * 3_600_000 });
    await validate();
    await clock.advance(3_600_000);
    expect(await validate()).toMatchObject({ valid: false, reason: "the token has expired" });
  });

  test("the number of entries is bounded: what was not used longest goes first", async () => {
    const { validate, state, clock, asked } = setUp({ cacheTtlMs: 5000, cacheEntries: 2 });
    for (const name of ["a", "b"]) state.tokens.set(name, tokenBody(clock));
    await validate("a");
    await validate("b");
    await validate("a");
    await validate("user-token");
    asked();
    await validate("a");
    expect(asked()).toEqual([]);
    await validate("b");
    expect(asked()).toHaveLength(1);
  });
});
