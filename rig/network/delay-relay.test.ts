import { createConnection, createServer, type Server } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { createDelayRelay, type DelayRelay } from "./delay-relay.ts";

const DELAY_MS = 40;
let server: Server;
let relay: DelayRelay;

async function startEcho(delayMs: number): Promise<void> {
  server = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  relay = await createDelayRelay({ target: { host: "127.0.0.1", port }, delayMs });
}

afterEach(async () => {
  await relay.close();
  server.close();
});

async function echo(message: string | Buffer): Promise<{ answer: string; tookMs: number }> {
  const startedMs = performance.now();
  const socket = createConnection(relay.port, relay.host);
  socket.end(message);
  const answer = await text(socket);
  return { answer, tookMs: performance.now() - startedMs };
}

test("a first answer takes the two ways of a connection and its own two, and no bytes are lost", async () => {
  await startEcho(DELAY_MS);
  const { answer, tookMs } = await echo("hello");
  expect(answer).toBe("hello");
  expect(tookMs).toBeGreaterThanOrEqual(4 * DELAY_MS);
  expect(relay.bytes()).toEqual({ forth: 5, back: 5 });
});

test("an open connection takes one delay in each direction", async () => {
  await startEcho(DELAY_MS);
  const socket = createConnection(relay.port, relay.host);
  const ask = async (): Promise<number> => {
    const startedMs = performance.now();
    socket.write("x");
    await new Promise((resolve) => socket.once("data", resolve));
    return performance.now() - startedMs;
  };
  await ask();
  const tookMs = await ask();
  socket.destroy();
  expect(tookMs).toBeGreaterThanOrEqual(2 * DELAY_MS);
  // A safety bound: a relay that delays each part again would take far longer.
  expect(tookMs).toBeLessThan(20 * DELAY_MS);
});

test("many bytes arrive whole and take the delay once, not once a part", async () => {
  await startEcho(DELAY_MS);
  const message = Buffer.alloc(8 * 1024 * 1024, "abcdefgh");
  const { answer, tookMs } = await echo(message);
  expect(answer.length).toBe(message.length);
  expect(answer === message.toString()).toBe(true);
  // 128 parts of 64 kB, each delayed after the other, would take 10 s.
  expect(tookMs).toBeLessThan(5000);
});

test("a target that nobody listens at ends the connection", async () => {
  await startEcho(0);
  const { port } = server.address() as { port: number };
  server.close();
  const dead = await createDelayRelay({ target: { host: "127.0.0.1", port }, delayMs: 0 });
  const socket = createConnection(dead.port, dead.host);
  socket.on("error", () => {});
  await new Promise((resolve) => socket.once("close", resolve));
  await dead.close();
});
