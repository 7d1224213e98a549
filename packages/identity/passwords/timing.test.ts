import { Secret } from "@multisite/kernel/secret";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { passwordAuth, startTestService, type TestService } from "../testing/index.ts";
import type { HashQueue } from "./hash-queue.ts";
import { createPasswordService } from "./service.ts";

describe("time that a refused login takes", () => {
  let service: TestService;
  let hashes = 0;
  beforeAll(async () => {
    service = await startTestService({ config: { security_compliance: { lockout_failure_attempts: 1 } } });
    const hashQueue: HashQueue = {
      run(task) {
        hashes++;
        return task();
      },
    };
    const { config, clock, random, database, facts } = service.identity;
    const passwords = createPasswordService({ config, clock, random, database, facts, hashQueue });
    Object.assign(service.identity, { passwords });
  });
  afterAll(() => service.close());

  const hashesOf = async (id: string, password: string): Promise<number> => {
    hashes = 0;
    const answer = await service.request("POST", "/v3/auth/tokens", { body: { auth: passwordAuth(id, password) } });
    expect(answer.status).toBe(401);
    return hashes;
  };

  test("does not tell unknown, wrong, locked, disabled and passwordless users apart: each costs one hash", async () => {
    const locked = await service.createUser("locked");
    const disabled = await service.createUser("disabled", { enabled: false });
    const without = await service.createUser("without", { password: null });
    expect(await hashesOf("nobody", "x")).toBe(1);
    expect(await hashesOf(locked.id, "wrong")).toBe(1);
    expect(await hashesOf(locked.id, locked.password)).toBe(1);
    expect(await hashesOf(disabled.id, disabled.password)).toBe(1);
    expect(await hashesOf(without.id, "x")).toBe(1);
    hashes = 0;
    await service.identity.passwords.spendTime(new Secret("x"));
    expect(hashes).toBe(1);
  });
});
