import { createSimulatedClock } from "@multisite/kernel/clock";
import { expect, test } from "vitest";
import { timeUntil } from "./wait.ts";

test("what does not happen is not told as a success, and what does is timed", async () => {
  const clock = createSimulatedClock();
  const never = expect(timeUntil(clock, "pigs fly", () => false)).rejects.toMatchObject({
    code: "cli.demo.not_as_told",
    message: expect.stringContaining("until pigs fly"),
  });
  await clock.advance(61_000);
  await never;
  const startedMs = clock.nowMs();
  const soon = timeUntil(clock, "it is so", () => clock.nowMs() >= startedMs + 100);
  for (let round = 0; round < 30; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(10);
  }
  expect(await soon).toBeGreaterThanOrEqual(100);
  expect(await soon).toBeLessThan(200);
});
