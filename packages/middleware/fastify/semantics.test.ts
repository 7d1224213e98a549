import { createSimulatedClock } from "@multisite/kernel/clock";
import { createInProcessNetwork } from "@multisite/kernel/transport";
import Fastify, { type FastifyInstance } from "fastify";
import { describe, expect, test } from "vitest";
import { createIdentitySite, createIdentityState, serviceCredentials, tokenBody } from "../testing/index.ts";
import { createTokenValidator } from "../validator/index.ts";
import type { TokenValidatorOptions } from "../validator/types.ts";
import { protectWithTokens, type TokenAuthOptions } from "./index.ts";

const ORIGIN = "http://identity.one:5000";

/** A service that shows what it was told, with tokens `user` (role member), `service` (role service) and `other` (role member). */
function setUp(auth: Partial<TokenAuthOptions> = {}, validating: Partial<TokenValidatorOptions> = {}) {
  const clock = createSimulatedClock();
  const state = createIdentityState();
  const network = createInProcessNetwork();
  network.attach(ORIGIN, createIdentitySite(ORIGIN, state, clock));
  const catalog = [{ id: "s", type: "compute", name: "nova", endpoints: [] }];
  const put = (): void => {
    state.tokens.set("user", tokenBody(clock, { catalog }));
    state.tokens.set("service", tokenBody(clock, { roles: [{ id: "s", name: "service" }] }));
    state.tokens.set("other", tokenBody(clock));
  };
  put();
  const options = { endpoints: [`${ORIGIN}/v3`], credentials: serviceCredentials, clock, transport: network, ...validating };
  const app: FastifyInstance = Fastify();
  protectWithTokens(app, { validator: createTokenValidator(options), authenticateUri: `${ORIGIN}/v3`, ...auth });
  app.get("/who", async (request) => ({ ...request.headers, token: request.identityToken !== null }));
  app.get("/no", async (_request, reply) => reply.code(401).send({}));
  const get = (url: string, headers: Record<string, string> = {}) => app.inject({ method: "GET", url, headers });
  return { clock, state, network, get, put };
}

describe("delay_auth_decision", () => {
  test.each([
    ["no token", {}, { "x-identity-status": "Invalid", token: false }],
    ["a bad token", { "x-auth-token": "bad" }, { "x-identity-status": "Invalid", token: false }],
    ["a good token", { "x-auth-token": "user" }, { "x-identity-status": "Confirmed", "x-user-name": "ann", token: true }],
    [
      "a good token beside a bad service token",
      { "x-auth-token": "user", "x-service-token": "bad" },
      { "x-identity-status": "Confirmed", "x-service-identity-status": "Invalid", token: true },
    ],
  ])("%s reaches the handler, which is told", async (_what, headers, told) => {
    const answer = await setUp({ delayAuthDecision: true }).get("/who", headers);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject(told);
  });

  test("a bad token brings no identity along, not even a forged one", async () => {
    const forged = { "x-auth-token": "bad", "x-user-name": "admin", "x-roles": "admin", "x-identity-status": "Confirmed" };
    const told = (await setUp({ delayAuthDecision: true }).get("/who", forged)).json();
    expect(told["x-identity-status"]).toBe("Invalid");
    for (const name of ["x-user-name", "x-roles"]) expect(told).not.toHaveProperty(name);
  });

  test("a token that nobody can decide about is not good either", async () => {
    const { get, network } = setUp({ delayAuthDecision: true });
    network.cut(ORIGIN);
    expect((await get("/who", { "x-auth-token": "user" })).json()).toMatchObject({
      "x-identity-status": "Invalid",
      token: false,
    });
  });

  test("a handler's own 401 says where to log in", async () => {
    const { headers } = await setUp({ delayAuthDecision: true }).get("/no");
    expect(headers["www-authenticate"]).toBe(`Keystone uri="${ORIGIN}/v3"`);
  });
});

describe("service tokens", () => {
  const passedOn = { "x-auth-token": "user", "x-service-token": "service" };

  test("tell the handler about both", async () => {
    expect((await setUp().get("/who", passedOn)).json()).toMatchObject({
      "x-identity-status": "Confirmed",
      "x-user-name": "ann",
      "x-service-identity-status": "Confirmed",
      "x-service-roles": "service",
      "x-service-user-id": "u1",
    });
  });

  test("without a service role are refused, unless the roles are not required; an expired token passes in neither case", async () => {
    const headers = { ...passedOn, "x-service-token": "other" };
    expect((await setUp().get("/who", headers)).statusCode).toBe(401);
    const lax = setUp({ serviceTokenRolesRequired: false });
    expect((await lax.get("/who", headers)).json()).toMatchObject({ "x-service-identity-status": "Confirmed" });
    const old = setUp({ serviceTokenRolesRequired: false });
    old.state.tokens.set("old", tokenBody(old.clock));
    await old.clock.advance(3_600_000);
    old.put();
    expect((await old.get("/who", { "x-auth-token": "old", "x-service-token": "other" })).statusCode).toBe(401);
    expect((await old.get("/who", { "x-auth-token": "old", "x-service-token": "service" })).statusCode).toBe(200);
  });
});

describe("include_service_catalog", () => {
  test("tells the catalog by default; without it, neither asks for it nor tells it", async () => {
    const asked = setUp();
    expect(JSON.parse((await asked.get("/who", { "x-auth-token": "user" })).json()["x-service-catalog"])).toEqual([
      { type: "compute", name: "nova", endpoints: [] },
    ]);
    expect(asked.state.log.at(-1)).toBe(`${ORIGIN} GET /v3/auth/tokens`);
    const without = setUp({}, { includeCatalog: false });
    expect((await without.get("/who", { "x-auth-token": "other" })).json()).not.toHaveProperty("x-service-catalog");
    expect(without.state.log.at(-1)).toBe(`${ORIGIN} GET /v3/auth/tokens?nocatalog`);
  });
});

describe("how long a revoked token is still accepted", () => {
  test("not at all by default; for token_cache_time at most with a cache", async () => {
    const uncached = setUp();
    const cached = setUp({}, { cacheTtlMs: 300_000 });
    for (const { get, state } of [uncached, cached]) {
      expect((await get("/who", { "x-auth-token": "user" })).statusCode).toBe(200);
      state.tokens.delete("user");
    }
    expect((await uncached.get("/who", { "x-auth-token": "user" })).statusCode).toBe(401);
    await cached.clock.advance(299_999);
    expect((await cached.get("/who", { "x-auth-token": "user" })).statusCode).toBe(200);
    await cached.clock.advance(1);
    expect((await cached.get("/who", { "x-auth-token": "user" })).statusCode).toBe(401);
  });
});
