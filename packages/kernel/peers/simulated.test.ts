import { describe, expect, test } from "vitest";
import { createSimulatedClock } from "../clock/index.ts";
import { MultisiteError } from "../errors/index.ts";
import { createSeededRandom } from "../random/index.ts";
import { createSimulatedPeers } from "./index.ts";

function twoNodes(seed = 1) {
  const clock = createSimulatedClock();
  const network = createSimulatedPeers({ clock, random: createSeededRandom(seed) });
  const east = network.join({ site: "east", node: "east-1" });
  const west = network.join({ site: "west", node: "west-1" });
  return { clock, network, east, west };
}

/** The outcome of a question, in simulated time. */
async function outcome(clock: ReturnType<typeof createSimulatedClock>, asked: Promise<unknown>): Promise<unknown> {
  const settled = asked.then(
    (value) => value,
    (thrown: MultisiteError) => thrown.code,
  );
  await clock.advance(10_000);
  return await settled;
}

describe("simulated links", () => {
  test("a question reaches the other node with the asker's name, and its answer comes back", async () => {
    const { clock, east, west } = twoNodes();
    west.answer("echo", async (body, from) => ({ body, from }));
    expect(await outcome(clock, east.ask("west-1", "echo", { a: 1 }))).toEqual({ body: { a: 1 }, from: east.self });
  });

  test("a handler's error arrives with its code; what it did not mean to tell does not", async () => {
    const { clock, east, west } = twoNodes();
    west.answer("known", async () => {
      throw new MultisiteError("test.known", "Said.", { detail: "secret" });
    });
    west.answer("unknown", async () => {
      throw new Error("secret");
    });
    expect(await outcome(clock, east.ask("west-1", "known", null))).toBe("test.known");
    expect(await outcome(clock, east.ask("west-1", "unknown", null))).toBe("kernel.peers.failed");
    expect(await outcome(clock, east.ask("west-1", "nothing", null))).toBe("kernel.peers.refused");
  });

  test("over a cut link nothing arrives; when only the way back is cut, it was done all the same", async () => {
    const { clock, network, east, west } = twoNodes();
    let done = 0;
    west.answer("do", async () => ++done);
    network.cut("east-1", "west-1");
    expect(await outcome(clock, east.ask("west-1", "do", null))).toBe("kernel.peers.timeout");
    expect(done).toBe(0);
    network.healAll();
    network.cut("west-1", "east-1", "one");
    expect(await outcome(clock, east.ask("west-1", "do", null))).toBe("kernel.peers.timeout");
    expect(done).toBe(1);
  });

  test("a node that crashed is not reachable until it joins again, with the handlers of its new life", async () => {
    const { clock, network, east, west } = twoNodes();
    west.answer("life", async () => 1);
    network.crash("west-1");
    expect(await outcome(clock, east.ask("west-1", "life", null))).toBe("kernel.peers.unreachable");
    network.join(west.self).answer("life", async () => 2);
    expect(await outcome(clock, east.ask("west-1", "life", null))).toBe(2);
  });

  test("the same seed gives the same losses, delays and duplicates", async () => {
    const play = async (seed: number): Promise<string[]> => {
      const { clock, network, east, west } = twoNodes(seed);
      network.setConditions({ loss: 0.3, duplication: 0.3, maxDelayMs: 50 });
      const trace: string[] = [];
      const startMs = clock.nowMs();
      west.answer("note", async (body) => void trace.push(`${body} at ${clock.nowMs() - startMs}`));
      for (let number = 0; number < 30; number++) void east.ask("west-1", "note", number).catch(() => {});
      await clock.advance(10_000);
      return trace;
    };
    expect(await play(7)).toEqual(await play(7));
    expect(await play(7)).not.toEqual(await play(8));
  });
});
