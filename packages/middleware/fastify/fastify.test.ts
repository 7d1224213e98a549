import { createSimulatedClock } from "@multisite/kernel/clock";
import { createInProcessNetwork } from "@multisite/kernel/transport";
import Fastify from "fastify";
import { describe, expect, test } from "vitest";
import { createIdentitySite, createIdentityState, serviceCredentials, tokenBody } from "../testing/index.ts";
import { createTokenValidator } from "../validator/index.ts";
import { protectWithTokens } from "./index.ts";

const ORIGIN = "http://identity.one:5000";

function setUp() {
  const clock = createSimulatedClock();
  const state = createIdentityState();
  const network = createInProcessNetwork();
  network.attach(ORIGIN, createIdentitySite(ORIGIN, state, clock));
  const validator = createTokenValidator({
    endpoints: [`${ORIGIN}/v3`],
    credentials: serviceCredentials,
    clock,
    transport: network,
    serviceType: "compute",
  });
  const app = Fastify();
  const refusals: string[] = [];
  protectWithTokens(app, {
    validator,
    authenticateUri: `${ORIGIN}/v3`,
    isOpen: (request) => request.url === "/",
    onRefusal: (reason) => refusals.push(reason),
  });
  app.get("/", async () => "open");
  app.get("/who", async (request) => request.headers);
  const get = (url: string, headers: Record<string, string> = {}) => app.inject({ method: "GET", url, headers });
  return { clock, state, network, get, refusals };
}

describe("auth_token for Fastify", () => {
  test("401 with the way to the identity service, and without the reason, which goes to the log", async () => {
    const { get, refusals } = setUp();
    for (const headers of [{}, { "x-auth-token": "bad" }]) {
      const answer = await get("/who", headers as Record<string, string>);
      expect(answer.statusCode).toBe(401);
      expect(answer.headers["www-authenticate"]).toBe(`Keystone uri="${ORIGIN}/v3"`);
      expect(answer.json().error.message).toBe("The request you have made requires authentication.");
    }
    expect(refusals).toHaveLength(2);
  });

  test("handlers see who asks, in the headers that OpenStack services read", async () => {
    const { get, state, clock } = setUp();
    state.tokens.set("t", tokenBody(clock));
    expect((await get("/who", { "x-auth-token": "t" })).json()).toMatchObject({
      "x-identity-status": "Confirmed",
      "x-user-id": "u1",
      "x-user-name": "ann",
      "x-user-domain-id": "default",
      "x-project-id": "p1",
      "x-tenant-name": "vnf",
      "x-roles": "member",
      "x-role": "member",
    });
  });

  test("a client cannot bring identity headers of its own, not even on open paths", async () => {
    const { get, state, clock } = setUp();
    state.tokens.set("t", tokenBody(clock));
    const forged = { "x-roles": "admin", "x-domain-id": "d", "openstack-system-scope": "all", "x-service-roles": "service" };
    const seen = (await get("/who", { "x-auth-token": "t", ...forged })).json();
    expect(seen["x-roles"]).toBe("member");
    for (const name of ["x-domain-id", "openstack-system-scope", "x-service-roles"]) expect(seen).not.toHaveProperty(name);
  });

  test("open paths need no token", async () => {
    expect((await setUp().get("/")).body).toBe("open");
  });

  test("503, not 401, when the identity service cannot be asked", async () => {
    const { get, network } = setUp();
    network.cut(ORIGIN);
    expect((await get("/who", { "x-auth-token": "t" })).statusCode).toBe(503);
  });

  test("a token that expired on its way passes only together with a service's token", async () => {
    const { get, state, clock } = setUp();
    state.tokens.set("old", tokenBody(clock));
    await clock.advance(3_600_000);
    state.tokens.set("service", tokenBody(clock, { roles: [{ id: "s", name: "service" }] }));
    state.tokens.set("user", tokenBody(clock));
    expect((await get("/who", { "x-auth-token": "old" })).statusCode).toBe(401);
    expect((await get("/who", { "x-auth-token": "old", "x-service-token": "service" })).statusCode).toBe(200);
    expect((await get("/who", { "x-auth-token": "old", "x-service-token": "user" })).statusCode).toBe(401);
  });
});
