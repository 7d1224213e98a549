import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, type TestDatabase } from "../../../../test/support/engines.ts";
import { routes } from "../../api/index.ts";
import { expectKeystoneAnswer } from "./expect-answer.ts";
import { hostileHeaders, hostileQuery, hostileSegment, mutate, mutation, spoilBytes, toJson } from "./hostile.ts";
import { ALWAYS_REFUSED } from "./plausible-bodies.ts";
import { openWire, type Wire, type WireAnswer, type WireRequest } from "./send.ts";
import { createWorld, type World } from "./world.ts";

type Caller = "admin" | "reader" | "nobody";

/** Every path with every method that it has, and some that it has not. */
const cases = routes.map(({ method, path }) => ({ method, path }));
const RUNS = { sqlite: 25, mariadb: 6 };

describe.each(engines())("bad input on $name", (engine) => {
  let database: TestDatabase;
  let world: World;
  let wire: Wire;
  beforeAll(async () => {
    database = await engine.createDatabase();
    world = await createWorld(database.location);
    wire = openWire(world.port);
  });
  afterAll(async () => {
    wire.close();
    await world.close();
    await database.drop();
  });

  const tokenOf = (caller: Caller): Record<string, string> =>
    caller === "nobody" ? {} : { "X-Auth-Token": caller === "admin" ? world.adminToken : world.readerToken };
  const fill = (path: string, replace: (parameter: string) => string): string =>
    path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => replace(parameter));
  const existing = (name: string): string => world.parameters[name] ?? "none";

  /** Sends, checks the answer, and that nothing was written unless it says so. */
  async function probe(request: WireRequest): Promise<WireAnswer> {
    const answer = await wire.send(request);
    expectKeystoneAnswer(request, answer, [world.adminToken, world.readerToken, world.service.directory]);
    const changed = await world.snapshot.changedTables();
    if (answer.status >= 400) expect(changed).toEqual([]);
    if (changed.length > 0) await world.snapshot.restore();
    return answer;
  }

  test("the bodies that are made worse are good to begin with", async () => {
    for (const { method, path } of cases) {
      const key = `${method} ${path}`;
      const body = world.bodies[key];
      if (body === undefined || ALWAYS_REFUSED.has(key)) continue;
      // Only its owner may make application credentials.
      const target = fill(path, (name) =>
        path.includes("application_cred") && name === "user_id" ? world.service.adminUserId : existing(name),
      );
      const headers = { "Content-Type": "application/json", ...tokenOf("admin") };
      const answer = await wire.send({ method, target, headers, body: Buffer.from(toJson(body)) });
      expect(answer.status, `${key}: ${answer.text}`).toBeLessThan(300);
      await world.snapshot.restore();
    }
  });

  test.each(cases)("$method $path", async ({ method, path }) => {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
    const plausible = world.bodies[`${method} ${path}`] ?? {};
    const request = fc.record({
      caller: fc.constantFrom<Caller>("admin", "admin", "admin", "reader", "nobody"),
      method: fc.oneof(
        { weight: 12, arbitrary: fc.constant(method) },
        { weight: 1, arbitrary: fc.constantFrom("HEAD", "OPTIONS", "PATCH", "PUT", "DELETE", "PROPFIND", "TRACE", "QUERY") },
      ),
      segments: fc.tuple(
        ...names.map(() => fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: hostileSegment })),
      ),
      query: hostileQuery,
      mutations: fc.array(mutation, { minLength: 1, maxLength: 2 }),
      spoil: spoilBytes,
      headers: hostileHeaders,
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ segments, ...given }) => {
        const target = fill(path, (name) => {
          const hostile = segments[names.indexOf(name)];
          if (hostile !== undefined) return hostile;
          return path.includes("application_cred") && name === "user_id" ? world.service.adminUserId : existing(name);
        });
        const body = given.spoil(Buffer.from(toJson(given.mutations.reduce(mutate, plausible as unknown))));
        const hasBody = !["GET", "HEAD", "TRACE", "OPTIONS"].includes(given.method) || given.mutations.length > 1;
        await probe({
          method: given.method,
          target: target + given.query,
          headers: { "Content-Type": "application/json", ...tokenOf(given.caller), ...given.headers },
          body: hasBody ? body : undefined,
        });
      }),
      { numRuns: RUNS[engine.name] },
    );
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test("the service is well after all of it", async () => {
    expect((await wire.send({ method: "GET", target: "/ready", headers: {}, body: undefined })).status).toBe(200);
    const headers = { ...tokenOf("admin"), "X-Subject-Token": world.readerToken };
    expect((await wire.send({ method: "GET", target: "/v3/auth/tokens", headers, body: undefined })).status).toBe(200);
  });
});
