import { createSimulatedClock } from "@multisite/kernel/clock";
import { Secret } from "@multisite/kernel/secret";
import { expect, test } from "vitest";
import { createHeldLogin, type Login, type TokenBody } from "./index.ts";

/** Logins whose tokens are valid for a minute. */
function setUp() {
  const clock = createSimulatedClock();
  let count = 0;
  const held = createHeldLogin(clock, async () => {
    const login: Login = { token: new Secret(`t${++count}`), body: {} as TokenBody, expiresAtMs: clock.nowMs() + 60_000 };
    await clock.sleep(100);
    return login;
  });
  return { clock, held, count: () => count };
}

test("one login serves all who ask at the same time, and who asks later, until it ends soon", async () => {
  const { clock, held, count } = setUp();
  const both = Promise.all([held.get("k"), held.get("k")]);
  await clock.advance(100);
  expect((await both).map(({ token }) => token.reveal())).toEqual(["t1", "t1"]);
  await clock.advance(29_800);
  expect((await held.get("k")).token.reveal()).toBe("t1");
  await clock.advance(100);
  const next = held.get("k");
  await clock.advance(100);
  expect([(await next).token.reveal(), count()]).toEqual(["t2", 2]);
});

test("a refused token is forgotten, a newer one is not", async () => {
  const { clock, held } = setUp();
  const get = async (): Promise<Login> => {
    const login = held.get("k");
    await clock.advance(100);
    return await login;
  };
  const first = await get();
  held.discard(first.token);
  const second = await get();
  held.discard(first.token);
  expect([second.token.reveal(), (await get()).token.reveal()]).toEqual(["t2", "t2"]);
});
