import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MultisiteError } from "../../errors/index.ts";
import type { TlsPeers } from "./index.ts";
import { failureOf, startTestNodes, type TestNodes } from "./testing/nodes.ts";

describe("asking another node over mutual TLS", () => {
  let nodes: TestNodes;
  let east: TlsPeers;
  let west: TlsPeers;

  beforeAll(async () => {
    nodes = await startTestNodes();
    for (const node of ["east-1", "west-1"]) await nodes.enroll(node);
    east = await nodes.open("east-1");
    west = await nodes.open("west-1", { maxBodyBytes: 3_000_000 });
    west.answer("echo", async (body, from) => ({ body, from }));
    west.answer("known", async () => {
      throw new MultisiteError("test.known", "Said.", { detail: "secret" });
    });
    west.answer("unknown", async () => {
      throw new Error("secret");
    });
    west.answer("nothing", async () => undefined);
    west.answer("big", async (length) => "x".repeat(length as number));
  });
  afterAll(() => nodes.close());

  test("the question arrives with the name of the asker's certificate, and its answer comes back", async () => {
    expect(east.self).toEqual({ site: "east", node: "east-1" });
    const body = { from: { site: "west", node: "west-1" }, text: "Zürich\u0000" };
    expect(await east.ask("west-1", "echo", body)).toEqual({ body, from: east.self });
    for (const each of [null, 0, "", [], {}, [[1]]]) {
      expect(await east.ask("west-1", "echo", each)).toEqual({ body: each, from: east.self });
    }
    expect(await east.ask("west-1", "nothing", undefined)).toBe(null);
  });

  test("a handler's error arrives with its code and text; what it did not mean to tell does not", async () => {
    expect(await failureOf(east.ask("west-1", "known", null))).toBe("test.known: Said.");
    expect(await failureOf(east.ask("west-1", "unknown", null))).toBe(
      "kernel.peers.failed: The node west-1 failed; its log says why.",
    );
    expect(await failureOf(east.ask("west-1", "no.such", null))).toMatch(/^kernel.peers.refused: .*no subject no.such/);
  });

  test("bodies of 2 MB go both ways", async () => {
    const text = "ä".repeat(1_000_000);
    const answer = (await east.ask("west-1", "echo", text)) as { body: string };
    expect(answer.body).toBe(text);
  });

  test("what is too long is refused, on either side, and the connection lives on", async () => {
    expect(await failureOf(east.ask("west-1", "echo", "x".repeat(3_000_001)))).toMatch(/refused: .*longer than it takes/);
    west.answer("ask back", async () => west.ask("east-1", "big", null));
    east.answer("big", async () => "x".repeat(3_000_001));
    expect(await failureOf(east.ask("west-1", "ask back", null))).toMatch(/refused: .*answer is longer/);
    expect(await failureOf(east.ask("west-1", "echo", "x".repeat(16 * 1024 * 1024)))).toMatch(/longer than a node takes/);
    expect(await east.ask("west-1", "big", 3)).toBe("xxx");
  });

  test("two hundred questions at the same time are answered, each with its own answer", async () => {
    const numbers = Array.from({ length: 200 }, (_, number) => number);
    const answers = (await Promise.all(numbers.map((number) => east.ask("west-1", "echo", number)))) as { body: number }[];
    expect(answers.map(({ body }) => body)).toEqual(numbers);
  });

  test("a slow answer is a timeout, and a node that is in no document or does not listen is unreachable", async () => {
    west.answer("slow", () => new Promise(() => {}));
    expect(await failureOf(east.ask("west-1", "slow", null, { timeoutMs: 50 }))).toBe(
      "kernel.peers.timeout: The node west-1 did not answer within 50 ms.",
    );
    expect(await failureOf(east.ask("south-1", "echo", null))).toMatch(/^kernel.peers.unreachable/);
    nodes.addresses.set("south-1", { host: "127.0.0.1", port: 1 });
    expect(await failureOf(east.ask("south-1", "echo", null))).toMatch(/^kernel.peers.unreachable/);
  });
});
