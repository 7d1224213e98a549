import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TlsPeers } from "./index.ts";
import { failureOf, startTestNodes, type TestNodes } from "./testing/nodes.ts";
import { type Relay, startRelay } from "./testing/relay.ts";

describe("links that break", () => {
  let nodes: TestNodes;
  let east: TlsPeers;
  let west: TlsPeers;
  let relay: Relay;
  let handled: unknown[];

  async function openWest(port = 0): Promise<void> {
    west = await nodes.open("west-1", { listen: { host: "127.0.0.1", port }, drainMs: 1000 });
    west.answer("do", async (body) => handled.push(body));
    west.answer("big", async () => "x".repeat(500_000));
  }

  beforeAll(async () => {
    nodes = await startTestNodes();
    for (const node of ["east-1", "west-1", "north-1"]) await nodes.enroll(node);
  });
  afterAll(() => nodes.close());

  beforeEach(async () => {
    handled = [];
    relay = await startRelay(() => west.port);
    nodes.addresses.set("west-1", { host: "127.0.0.1", port: relay.port });
    await openWest();
    east = await nodes.open("east-1", { connectTimeoutMs: 500, pingTimeoutMs: 200 });
  });
  afterEach(async () => {
    await nodes.closeLinks();
    await relay.close();
  });

  test("one connection serves all questions", async () => {
    for (let number = 0; number < 20; number++) await east.ask("west-1", "do", number);
    await Promise.all([1, 2, 3].map((number) => east.ask("west-1", "do", number)));
    expect(relay.connections).toBe(1);
  });

  test("a connection that dies in the middle of an answer: nobody knows whether it was done, and the next question is answered", async () => {
    await east.ask("west-1", "do", 1);
    relay.killAfterBytes = 100_000;
    expect(await failureOf(east.ask("west-1", "big", null))).toBe(
      "kernel.peers.timeout: The connection to the node west-1 broke before its answer was whole.",
    );
    relay.killAfterBytes = Number.POSITIVE_INFINITY;
    expect(await east.ask("west-1", "big", null)).toHaveLength(500_000);
    expect(relay.connections).toBe(2);
  });

  test("an answer that dies anywhere is never taken for a whole one", async () => {
    west.answer("number", async () => Number("1".repeat(20)));
    for (let bytes = 1; bytes < 120; bytes += 7) {
      await east.ask("west-1", "do", 1);
      relay.killAfterBytes = bytes;
      const answer = await failureOf(east.ask("west-1", "number", null, { timeoutMs: 1000 }));
      expect(answer).toMatch(/^(no failure: 11111111111111110000$|kernel.peers.(timeout|unreachable))/);
      relay.killAfterBytes = Number.POSITIVE_INFINITY;
    }
  });

  test("a node that is started again is asked over a new connection at once", async () => {
    await east.ask("west-1", "do", 1);
    const { port } = west;
    await west.close();
    expect(await failureOf(east.ask("west-1", "do", 2))).toMatch(/^kernel.peers.(unreachable|timeout)/);
    await openWest(port);
    await answered(() => east.ask("west-1", "do", 3));
    expect(handled).toEqual([1, 3]);
  });

  test("a link that is cut without a word: questions time out, and after it heals they go over a new connection", async () => {
    await east.ask("west-1", "do", 1);
    relay.isCut = true;
    expect(await failureOf(east.ask("west-1", "do", 2, { timeoutMs: 100 }))).toMatch(/^kernel.peers.timeout/);
    await new Promise((resolve) => setTimeout(resolve, 300));
    // The old connection is given up: a new one is tried, and does not come about.
    expect(await failureOf(east.ask("west-1", "do", 3))).toMatch(/^kernel.peers.unreachable/);
    relay.isCut = false;
    await answered(() => east.ask("west-1", "do", 4));
    expect(handled).toEqual([1, 4]);
  });

  test("a node that is slow is not taken for one that is gone: other answers on the connection still come", async () => {
    west.answer("slow", () => new Promise((resolve) => setTimeout(() => resolve("at last"), 600)));
    const patient = east.ask("west-1", "slow", null);
    expect(await failureOf(east.ask("west-1", "slow", null, { timeoutMs: 100 }))).toMatch(/^kernel.peers.timeout/);
    expect(await patient).toBe("at last");
    expect(relay.connections).toBe(1);
  });

  test("a node that does not listen is not dialled at every question", async () => {
    const { port } = relay;
    await relay.close();
    const startMs = performance.now();
    for (let number = 0; number < 200; number++) {
      expect(await failureOf(east.ask("west-1", "do", number))).toMatch(/^kernel.peers.unreachable/);
    }
    expect(performance.now() - startMs).toBeLessThan(2000);
    relay = await startRelay(() => west.port);
    nodes.addresses.set("west-1", { host: "127.0.0.1", port: relay.port });
    expect(port).not.toBe(relay.port);
    await answered(() => east.ask("west-1", "do", 1));
  });

  test("a new address counts at the next question", async () => {
    await east.ask("west-1", "do", 1);
    nodes.addresses.set("west-1", { host: "127.0.0.1", port: west.port });
    await east.ask("west-1", "do", 2);
    expect(relay.connections).toBe(1);
    expect(handled).toEqual([1, 2]);
    await relay.close();
    await east.ask("west-1", "do", 3);
  });

  test("closing lets open questions finish and takes no new ones", async () => {
    let finish: (value: string) => void = () => {};
    const begun = new Promise<void>((resolve) => {
      west.answer("slow", () => {
        resolve();
        return new Promise((done) => (finish = done));
      });
    });
    const slow = east.ask("west-1", "slow", null);
    await begun;
    const closed = west.close();
    expect(await failureOf(east.ask("west-1", "do", 1))).toMatch(/^kernel.peers.unreachable/);
    finish("whole");
    expect(await slow).toBe("whole");
    await closed;
    expect(handled).toEqual([]);
    expect(await failureOf(west.ask("east-1", "do", 1))).toMatch(/^kernel.peers.unreachable/);
  });

  test("closing ends what does not finish", async () => {
    const north = await nodes.open("north-1", { drainMs: 100 });
    const begun = new Promise<void>((resolve) => {
      north.answer("never", () => {
        resolve();
        return new Promise(() => {});
      });
    });
    const never = failureOf(east.ask("north-1", "never", null));
    await begun;
    await north.close();
    expect(await never).toMatch(/^kernel.peers.timeout/);
  });

  test("what somebody recorded and sends again is not done again", async () => {
    await east.ask("west-1", "do", 1);
    const socket = connect({ port: west.port, host: "127.0.0.1" });
    socket.on("error", () => {});
    // As a whole, and in the parts in which a patient one would send it.
    const recorded = relay.recorded();
    socket.write(recorded.subarray(0, 500));
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.write(recorded.subarray(500));
    socket.write(recorded);
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.destroy();
    expect(recorded.length).toBeGreaterThan(2000);
    expect(handled).toEqual([1]);
    expect(await east.ask("west-1", "do", 2)).toBe(2);
  });

  test("a new certificate in the files is taken without a restart, and one that is not this node's is not", async () => {
    const problems: string[] = [];
    const north = await nodes.open("north-1", { lookMs: 20, onProblem: (problem) => problems.push(problem.message) });
    north.answer("do", async () => "done");
    const serial = north.certificateSerial();
    expect(await east.ask("north-1", "do", null)).toBe("done");
    await nodes.enroll("north-1");
    await waitUntil(() => north.certificateSerial() !== serial);
    expect(await north.ask("west-1", "do", 1)).toBe(1);
    expect(await east.ask("north-1", "do", null)).toBe("done");

    const files = nodes.filesOf("north-1");
    const pair = [files.certificate, files.privateKey].map((path) => [path, readFileSync(path)] as const);
    copyFileSync(nodes.filesOf("west-1").certificate, files.certificate);
    copyFileSync(nodes.filesOf("west-1").privateKey, files.privateKey);
    await waitUntil(() => problems.some((problem) => problem.includes("is not for the node north-1")));
    expect(await east.ask("north-1", "do", null)).toBe("done");
    for (const [path, content] of pair) writeFileSync(path, content);
  });

  test("the bytes that are counted are those on the wire", async () => {
    for (let number = 0; number < 50; number++) await east.ask("west-1", "do", number);
    // At the same time they share frames and records.
    await Promise.all(Array.from({ length: 100 }, (_, number) => east.ask("west-1", "do", number)));
    await east.ask("west-1", "big", null);
    const { there, back } = relay.bytes();
    const sums = (peers: TlsPeers, node: string) => {
      const rows = peers.traffic().filter((row) => row.node === node);
      return [rows.reduce((sum, row) => sum + row.sentBytes, 0), rows.reduce((sum, row) => sum + row.receivedBytes, 0)];
    };
    expect(sums(east, "west-1")).toEqual([there, back]);
    expect(sums(west, "east-1")).toEqual([back, there]);
    const big = east.traffic().find(({ subject }) => subject === "big");
    expect(big?.receivedBytes).toBeGreaterThan(500_000);
    expect(big?.receivedBytes).toBeLessThan(503_000);
    // Little is left for handshake and settings.
    const link = east.traffic().find(({ subject }) => subject === "link");
    expect(link?.sentBytes).toBeLessThan(6000);
    expect(link?.receivedBytes).toBeLessThan(6000);
  });
});

async function waitUntil(isSo: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 200 && !isSo(); attempt++) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(isSo()).toBe(true);
}

/** Asks until it is answered, as everybody does who loops. */
async function answered(ask: () => Promise<unknown>): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const isAnswered = await ask().then(
      () => true,
      () => false,
    );
    if (isAnswered) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("No answer came.");
}
