import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HashQueue } from "../../passwords/hash-queue.ts";
import { createPasswordService } from "../../passwords/service.ts";
import { startTestService, type TestService } from "../../testing/index.ts";

describe("a login that is refused", () => {
  let service: TestService;
  let userId: string;
  let hashes = 0;
  beforeAll(async () => {
    service = await startTestService();
    userId = (await service.createUser("known")).id;
    const hashQueue: HashQueue = {
      run(task) {
        hashes++;
        return task();
      },
    };
    const { config, clock, random, database, facts } = service.identity;
    Object.assign(service.identity, { passwords: createPasswordService({ config, clock, random, database, facts, hashQueue }) });
  });
  afterAll(() => service.close());

  const domain = { id: "default" };
  const people: [string, () => object][] = [
    ["an unknown ID", () => ({ id: "f".repeat(32) })],
    ["an ID that is no ID", () => ({ id: "' OR '1'='1" })],
    ["an unknown name", () => ({ name: "nobody", domain })],
    ["a known name in another domain", () => ({ name: "known", domain: { id: "other" } })],
    ["a known name in a domain of an unknown name", () => ({ name: "known", domain: { name: "other" } })],
    ["a name of 10,000 characters", () => ({ name: "n".repeat(10_000), domain })],
    ["a name with a null byte", () => ({ name: "known\u0000", domain })],
    ["a known name", () => ({ name: "known", domain })],
    ["a known name in a domain's name", () => ({ name: "known", domain: { name: "Default" } })],
  ];

  test.each(people)("for %s is that of a wrong password, and costs one hash of the same kind", async (_name, person) => {
    const login = async (user: object) => {
      hashes = 0;
      const body = { auth: { identity: { methods: ["password"], password: { user: { ...user, password: "wrong" } } } } };
      const { status, text, headers } = await service.request("POST", "/v3/auth/tokens", { body });
      return { status, text, header: headers["www-authenticate"], names: Object.keys(headers).sort(), hashes };
    };
    const expected = await login({ id: userId });
    expect(expected).toMatchObject({ status: 401, hashes: 1 });
    expect(await login(person())).toEqual(expected);
  });
});
