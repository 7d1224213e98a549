import { createSimulatedClock } from "@multisite/kernel/clock";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { engines } from "../../../../test/support/engines.ts";
import { passwordAuth, startTestService, type TestService, type TestServiceOptions } from "../../testing/index.ts";
import { createLoginLimits } from "./index.ts";
import { createSlidingWindow } from "./sliding-window.ts";

const MINUTE_MS = 60_000;

describe("sliding window", () => {
  test("never lets more than the limit through in any window, and lets in who waits as told", () => {
    const steps = fc.array(fc.record({ key: fc.constantFrom("a", "b"), waitMs: fc.integer({ min: 0, max: 30_000 }) }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), steps, (limit, attempts) => {
        const window = createSlidingWindow({ limit, windowMs: MINUTE_MS, maxKeys: 10 });
        const allowed: { key: string; atMs: number }[] = [];
        let nowMs = 0;
        for (const { key, waitMs } of attempts) {
          nowMs += waitMs;
          const taken = window.take(key, nowMs);
          const recent = allowed.filter((event) => event.key === key && event.atMs > nowMs - MINUTE_MS);
          expect(taken.allowed).toBe(recent.length < limit);
          if (!taken.allowed) {
            nowMs += taken.retryAfterMs;
            expect(window.take(key, nowMs).allowed).toBe(true);
          }
          allowed.push({ key, atMs: nowMs });
        }
      }),
    );
  });

  test("remembers no more keys than it may, and forgets quiet ones", () => {
    const window = createSlidingWindow({ limit: 1, windowMs: MINUTE_MS, maxKeys: 3 });
    for (const key of ["a", "b", "c", "d"]) window.take(key, 0);
    expect(window.size).toBe(3);
    expect(window.take("d", 1).allowed).toBe(false);
    window.take("e", MINUTE_MS);
    expect(window.size).toBe(1);
  });
});

describe("login limits", () => {
  test("are off by default: Keystone has none", () => {
    const settings = { logins_per_user_per_minute: 0, logins_per_address_per_minute: 0, trusted_proxies: [], exempt_users: [] };
    const limits = createLoginLimits({ settings, clock: createSimulatedClock() });
    for (let attempt = 0; attempt < 1000; attempt++) {
      limits.takeAddress("192.0.2.1");
      limits.takeUser("u");
    }
    expect(limits.limitsUsers).toBe(false);
  });
});

describe("rate limited logins", () => {
  let service: TestService;
  afterEach(() => service.close());

  const start = async (rateLimit: NonNullable<TestServiceOptions["config"]>[string]): Promise<void> => {
    service = await startTestService({ config: { rate_limit: rateLimit } });
  };
  const attempt = (auth: unknown, headers: Record<string, string> = {}) =>
    service.request("POST", "/v3/auth/tokens", { body: { auth }, headers });

  test("429: a user has one count under ID and name, in failure and success, and gets in again after Retry-After", async () => {
    await start({ logins_per_user_per_minute: 2 });
    const byName = {
      identity: {
        methods: ["password"],
        password: { user: { name: "admin", domain: { id: "default" }, password: service.adminPassword } },
      },
    };
    expect((await attempt(passwordAuth(service.adminUserId, "wrong"))).status).toBe(401);
    await service.clock.advance(20_500);
    expect((await attempt(byName)).status).toBe(201);
    const refused = await attempt(passwordAuth(service.adminUserId, service.adminPassword));
    expect(refused.status).toBe(429);
    expect(refused.headers["retry-after"]).toBe("40");
    expect(refused.body.error).toMatchObject({ code: 429, title: "Too Many Requests" });
    await service.clock.advance(40_000);
    expect((await attempt(byName)).status).toBe(201);
  });

  test("429: names that a login carries but that nobody looks at do not make another user of it", async () => {
    await start({ logins_per_user_per_minute: 2 });
    const guess = (user: object) => attempt({ identity: { methods: ["password"], password: { user } } });
    const id = service.adminUserId;
    const statuses: number[] = [];
    for (const domainId of ["a", "b", "c", "d"]) {
      statuses.push((await guess({ id, name: "", domain: { id: domainId }, password: "wrong" })).status);
    }
    expect(statuses).toEqual([401, 401, 429, 429]);
    await service.clock.advance(MINUTE_MS);
    const byDomain = { name: "admin", domain: { id: "default", name: "" }, password: "wrong" };
    expect((await guess({ id, password: "wrong" })).status).toBe(401);
    expect((await guess(byDomain)).status).toBe(401);
    expect((await guess(byDomain)).status).toBe(429);
  });

  test("429: an application credential that is named by its ID has one count, whatever user is named beside it", async () => {
    await start({ logins_per_user_per_minute: 2 });
    const statuses: number[] = [];
    for (const name of ["a", "b", "c"]) {
      const payload = { id: "credential", secret: "wrong", user: { name, domain: { id: "default" } } };
      const auth = { identity: { methods: ["application_credential"], application_credential: payload } };
      statuses.push((await attempt(auth)).status);
    }
    expect(statuses).toEqual([404, 404, 429]);
  });

  test("429: an address has one count over all users, and a trusted proxy's clients are told apart", async () => {
    await start({ logins_per_address_per_minute: 1, trusted_proxies: ["127.0.0.1"] });
    const auth = passwordAuth(service.adminUserId, service.adminPassword);
    expect((await attempt(auth, { "x-forwarded-for": "192.0.2.1" })).status).toBe(201);
    expect((await attempt(passwordAuth("nobody", "x"), { "x-forwarded-for": "192.0.2.1" })).status).toBe(429);
    expect((await attempt(auth, { "x-forwarded-for": "192.0.2.2" })).status).toBe(201);
  });

  test("429: a client cannot choose its address without a trusted proxy", async () => {
    await start({ logins_per_address_per_minute: 1 });
    const auth = passwordAuth(service.adminUserId, service.adminPassword);
    expect((await attempt(auth, { "x-forwarded-for": "192.0.2.1" })).status).toBe(201);
    expect((await attempt(auth, { "x-forwarded-for": "192.0.2.2" })).status).toBe(429);
  });

  test("429: changing passwords is no way around the limit on guessing", async () => {
    await start({ logins_per_user_per_minute: 1 });
    const body = { user: { original_password: "wrong", password: "new" } };
    const path = `/v3/users/${service.adminUserId}/password`;
    expect((await service.request("POST", path, { body })).status).toBe(401);
    expect((await service.request("POST", path, { body })).status).toBe(429);
  });

  test("exempt users, such as services, have no limit of their own", async () => {
    service = await startTestService();
    const exempt = service.adminUserId;
    const settings = {
      logins_per_user_per_minute: 1,
      logins_per_address_per_minute: 0,
      trusted_proxies: [],
      exempt_users: [exempt],
    };
    const limits = createLoginLimits({ settings, clock: service.clock });
    limits.takeUser(exempt);
    limits.takeUser(exempt);
    limits.takeUser("other");
    expect(() => limits.takeUser("other")).toThrow("Too many logins");
  });
});

describe.each(engines())("limits on $name", (engine) => {
  test("429: a user has one count however an ID is written that the database takes for theirs", async () => {
    const place = await engine.createDatabase();
    const config = { rate_limit: { logins_per_user_per_minute: 1 } };
    const service = await startTestService({ location: place.location, config });
    try {
      const id = service.adminUserId;
      const otherwise = id.toUpperCase();
      const login = { auth: passwordAuth(otherwise, "wrong") };
      expect((await service.request("POST", "/v3/auth/tokens", { body: { auth: passwordAuth(id, "wrong") } })).status).toBe(401);
      const isSame = (await service.request("POST", "/v3/auth/tokens", { body: login })).status === 429;
      const body = { user: { original_password: "wrong", password: "new" } };
      const changed = await service.request("POST", `/v3/users/${otherwise}/password`, { body });
      // On SQLite it is another, unknown user, whose count is used up as well by now.
      expect([isSame, changed.status]).toEqual([engine.name === "mariadb", 429]);
    } finally {
      await service.close();
      await place.drop();
    }
  });
});
