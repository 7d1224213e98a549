import { expect, test } from "vitest";
import { createSimulatedClock } from "../clock/index.ts";
import { silentLog } from "../log/index.ts";
import { createBusBuffer, createMemoryBus } from "./index.ts";

const message = (body: number) => ({ exchange: "keystone", topic: "notifications.info", body: String(body) });

/** Lets promise continuations run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

function start(capacity = 100) {
  const bus = createMemoryBus();
  const clock = createSimulatedClock();
  const buffer = createBusBuffer({ connect: bus.connect, clock, log: silentLog, capacity });
  return { bus, clock, buffer, bodies: () => bus.messages.map(({ body }) => Number(body)) };
}

test("messages arrive in order, without the caller waiting", async () => {
  const { buffer, bodies } = start();
  for (const body of [1, 2, 3]) buffer.offer(message(body));
  expect(bodies()).toEqual([]);
  await settle();
  expect(bodies()).toEqual([1, 2, 3]);
});

test("while the bus is down messages wait, and all arrive in order when it is back", async () => {
  const { bus, clock, buffer, bodies } = start();
  bus.cut();
  for (const body of [1, 2, 3]) buffer.offer(message(body));
  await settle();
  await clock.advance(1000);
  expect([bodies(), buffer.waiting]).toEqual([[], 3]);
  bus.restore();
  await clock.advance(30_000);
  expect([bodies(), buffer.counts.dropped]).toEqual([[1, 2, 3], 0]);
});

test("a bus that goes away between two messages costs none of them", async () => {
  const { bus, clock, buffer, bodies } = start();
  buffer.offer(message(1));
  await settle();
  bus.cut();
  buffer.offer(message(2));
  await settle();
  bus.restore();
  await clock.advance(100);
  expect(bodies()).toEqual([1, 2]);
});

test("over its capacity the oldest messages go, and are counted", async () => {
  const { bus, clock, buffer, bodies } = start(2);
  bus.cut();
  for (const body of [1, 2, 3, 4]) buffer.offer(message(body));
  await settle();
  bus.restore();
  await clock.advance(100);
  expect([bodies(), buffer.counts.dropped]).toEqual([[3, 4], 2]);
});

test("closing waits for a bus that is away no longer than it was told", async () => {
  const { bus, clock, buffer } = start();
  bus.cut();
  buffer.offer(message(1));
  await settle();
  let closed = false;
  const closing = buffer.close(5000).then(() => {
    closed = true;
  });
  await clock.advance(4999);
  expect(closed).toBe(false);
  await clock.advance(1);
  await closing;
  expect([closed, buffer.waiting]).toEqual([true, 1]);
});
