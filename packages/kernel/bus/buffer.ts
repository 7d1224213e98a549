import type { Clock } from "../clock/index.ts";
import { messageOf } from "../errors/index.ts";
import { createBackOff } from "../lifecycle/back-off.ts";
import type { Log } from "../log/index.ts";
import type { BusConnection, BusMessage, ConnectBus } from "./types.ts";

export interface BusBufferOptions {
  readonly connect: ConnectBus;
  readonly clock: Clock;
  readonly log: Log;
  /** Most messages that wait; over it the oldest are dropped. */
  readonly capacity: number;
}

/** Messages on their way to a bus that may be away. */
export interface BusBuffer {
  /** Takes a message over at once, whatever the bus does. */
  offer(message: BusMessage): void;
  readonly counts: { sent: number; dropped: number; failures: number };
  /** Messages that wait now. */
  readonly waiting: number;
  /** Sends what waits for at most `graceMs`, then gives up. */
  close(graceMs: number): Promise<void>;
}

/**
 * Sends in order, one after the other, over a connection that is made again (after 0.1 s, then twice as long each time, at
 * most 30 s) whenever it fails. A message whose end is not known is sent again: consumers know it by its ID.
 */
export function createBusBuffer({ connect, clock, log, capacity }: BusBufferOptions): BusBuffer {
  const queue: BusMessage[] = [];
  const counts = { sent: 0, dropped: 0, failures: 0 };
  const backOff = createBackOff(100, 30_000);
  const giveUp = new AbortController();
  let connection: BusConnection | undefined;
  let running: Promise<void> | undefined;
  let droppedSinceTold = 0;
  let isDown = false;

  function noteFailure(thrown: unknown): void {
    counts.failures++;
    if (!isDown) log.warn({ reason: messageOf(thrown) }, "message bus cannot be reached; messages wait");
    isDown = true;
  }

  function noteSuccess(): void {
    counts.sent++;
    backOff.reset();
    if (isDown) log.info({ waiting: queue.length, dropped: droppedSinceTold }, "message bus is reached again");
    isDown = false;
    droppedSinceTold = 0;
  }

  async function sendFirst(): Promise<void> {
    const message = queue[0];
    if (!message) return;
    connection ??= await connect();
    await connection.publish(message);
    // It may have been dropped for room meanwhile.
    if (queue[0] === message) queue.shift();
    noteSuccess();
  }

  async function run(): Promise<void> {
    while (queue.length > 0 && !giveUp.signal.aborted) {
      try {
        await sendFirst();
      } catch (thrown) {
        noteFailure(thrown);
        const broken = connection;
        connection = undefined;
        await broken?.close().catch(() => {});
        await clock.sleep(backOff.nextMs(), giveUp.signal).catch(() => {});
      }
    }
    running = undefined;
  }

  return {
    counts,
    get waiting() {
      return queue.length;
    },
    offer(message) {
      if (giveUp.signal.aborted) return;
      queue.push(message);
      if (queue.length > capacity) {
        queue.shift();
        counts.dropped++;
        if (droppedSinceTold++ === 0) log.error({ capacity }, "message buffer is full; the oldest messages are dropped");
      }
      running ??= run();
    },
    async close(graceMs) {
      const limit = new AbortController();
      await Promise.race([running, clock.sleep(graceMs, limit.signal).catch(() => {})]);
      limit.abort();
      giveUp.abort();
      if (queue.length > 0) log.error({ lost: queue.length }, "message bus was not reached before the end; messages are lost");
      await connection?.close().catch(() => {});
    },
  };
}
