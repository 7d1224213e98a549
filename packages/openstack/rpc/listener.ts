import type { Clock } from "@multisite/kernel/clock";
import { messageOf } from "@multisite/kernel/errors";
import { createBackOff } from "@multisite/kernel/lifecycle";
import type { Log } from "@multisite/kernel/log";
import type { Random } from "@multisite/kernel/random";
import type { ChannelModel } from "amqplib";
import { decodeMessage } from "./envelope.ts";
import type { RpcMessage } from "./types.ts";

export interface ListenerOptions {
  readonly exchange: string;
  readonly heard: (message: RpcMessage) => void;
  readonly onGap: () => void;
  readonly connect: () => Promise<ChannelModel>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5000;

/** Hears a fan-out exchange over a connection of its own, for as long as it is not stopped. */
export function createListener({ exchange, heard, onGap, connect, clock, random, log }: ListenerOptions) {
  const stopping = new AbortController();
  const pauses = createBackOff(FIRST_PAUSE_MS, LONGEST_PAUSE_MS);

  /** Resolves when it can hear no more. */
  async function hearOnce(): Promise<void> {
    const model = await connect();
    const broken = Promise.withResolvers<void>();
    model.on("error", () => broken.resolve());
    model.on("close", () => broken.resolve());
    stopping.signal.addEventListener("abort", () => broken.resolve(), { once: true });
    try {
      const channel = await model.createChannel();
      channel.on("error", () => broken.resolve());
      // Passive: the exchange is the agents', and goes with them.
      await channel.checkExchange(exchange);
      const queue = `multisite_${random.bytes(16).toString("hex")}`;
      await channel.assertQueue(queue, { exclusive: true, autoDelete: true, durable: false });
      await channel.bindQueue(queue, exchange, "");
      onGap();
      pauses.reset();
      await channel.consume(queue, (delivery) => (delivery === null ? broken.resolve() : take(delivery.content)), {
        noAck: true,
      });
      await broken.promise;
    } finally {
      await model.close().catch(() => undefined);
    }
  }

  /** One message that cannot be read, or is not understood, holds up no other. */
  function take(body: Buffer): void {
    try {
      heard(decodeMessage(body));
    } catch (thrown) {
      log.warn({ exchange, err: thrown }, "a message was not understood");
    }
  }

  const running = (async () => {
    while (!stopping.signal.aborted) {
      await hearOnce().catch((thrown: unknown) => log.debug({ exchange, reason: messageOf(thrown) }, "nothing is heard yet"));
      if (!stopping.signal.aborted) await clock.sleep(pauses.nextMs(), stopping.signal).catch(() => undefined);
    }
  })();
  return {
    async stop(): Promise<void> {
      stopping.abort();
      await running;
    },
  };
}
