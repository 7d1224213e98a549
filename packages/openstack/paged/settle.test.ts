import { createSimulatedClock } from "@multisite/kernel/clock";
import { expect, test } from "vitest";
import { createSettling, type Settling } from "./index.ts";

interface Disk {
  readonly id: string;
  readonly status: string;
}

/** A service in which one disk has these states, one after the other at these times. */
function serviceWith(states: Readonly<Record<number, string>>): {
  readonly settling: Settling<Disk>;
  readonly looksMs: number[];
  run<Result>(work: Promise<Result>): Promise<unknown>;
} {
  const clock = createSimulatedClock();
  const looksMs: number[] = [];
  const get = async (id: string): Promise<Disk> => {
    looksMs.push(clock.monotonicMs());
    const since = Object.keys(states).filter((ms) => Number(ms) <= clock.monotonicMs());
    return { id, status: states[Number(since.at(-1))] ?? "" };
  };
  const settling = createSettling<Disk>({ kind: "disk", clock, get, explain: async () => "no room (req-1)" });
  return {
    settling,
    looksMs,
    async run(work) {
      let ended: unknown;
      const end = work.then(
        (result) => ({ result }),
        (thrown: unknown) => thrown,
      );
      void end.then((value) => {
        ended = value;
      });
      for (let step = 0; step < 10_000 && ended === undefined; step++) {
        await new Promise((resolve) => setImmediate(resolve));
        await clock.advance(50);
      }
      return await end;
    },
  };
}

test("what is quick is seen soon, and what is slow is seldom looked at: the service is not kept busy by those who wait", async () => {
  const quick = serviceWith({ 0: "creating", 400: "available" });
  expect(await quick.run(quick.settling.settle("d", "available"))).toEqual({ result: { id: "d", status: "available" } });
  expect(quick.looksMs).toEqual([0, 250, 500]);
  const slow = serviceWith({ 0: "creating", 300000: "available" });
  await slow.run(slow.settling.settle("d", ["in-use", "available"]));
  expect(slow.looksMs.length).toBeLessThan(80);
  expect((slow.looksMs.at(-1) ?? 0) - 300_000).toBeLessThanOrEqual(5000);
});

test.each(["error", "error_restoring", "failover-error", "ERROR"])(
  "%s does not end by itself, and has the service's reason",
  async (bad) => {
    const { settling, looksMs, run } = serviceWith({ 0: "creating", 200: bad });
    expect(await run(settling.settle("d", "available"))).toMatchObject({
      code: "openstack.settle.failed",
      message: `The disk d is ${bad}: no room (req-1).`,
    });
    expect(looksMs).toHaveLength(2);
  },
);

test("an error state can be waited for", async () => {
  const { settling, run } = serviceWith({ 0: "deleting", 200: "error" });
  expect(await run(settling.settle("d", "error"))).toMatchObject({ result: { status: "error" } });
});

test("a deletion that the service gives up is a failure, though the state is one of rest", async () => {
  const { settling, run } = serviceWith({ 0: "deleting", 600: "available" });
  expect(await run(settling.settleGone("d"))).toMatchObject({
    code: "openstack.settle.failed",
    message: "The disk d is available: no room (req-1).",
  });
});

test("the wait ends when its time is over", async () => {
  const { settling, looksMs, run } = serviceWith({ 0: "creating" });
  expect(await run(settling.settle("d", "available", { settleMs: 1100 }))).toMatchObject({
    code: "openstack.settle.late",
    message: "The disk d is creating after 1100 ms.",
  });
  expect(looksMs.at(-1)).toBe(1100);
});
