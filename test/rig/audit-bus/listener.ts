import { setTimeout as delay } from "node:timers/promises";
import { type ConsumeMessage, connect, type GetMessage } from "amqplib";

/** A notification as a consumer finds it on the broker. */
export interface HeardMessage {
  readonly exchange: string;
  readonly routingKey: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** The body: oslo.messaging's envelope. */
  readonly envelope: Readonly<Record<string, unknown>>;
  /** What the envelope holds. */
  readonly message: Readonly<Record<string, unknown>>;
}

/** Somebody who waits for notifications. */
export interface BusListener {
  /** All messages that came since the last call: waits until there are `count`, at most five seconds. */
  hear(count?: number): Promise<readonly HeardMessage[]>;
  close(): Promise<void>;
}

/** Binds a queue of its own to everything that goes through Keystone's exchange, which it declares as Keystone does. */
export async function listenToExchange(amqpUrl: string, exchange: string): Promise<BusListener> {
  const connection = await connect(amqpUrl);
  const channel = await connection.createChannel();
  await channel.assertExchange(exchange, "topic", { durable: false, autoDelete: false });
  const { queue } = await channel.assertQueue("", { exclusive: true });
  await channel.bindQueue(queue, exchange, "#");
  return {
    async hear(count = 0) {
      const heard: HeardMessage[] = [];
      const untilMs = performance.now() + 5000;
      for (;;) {
        const message = await channel.get(queue, { noAck: true });
        if (message) heard.push(read(message));
        else if (heard.length >= count || performance.now() > untilMs) return heard;
        else await delay(10);
      }
    },
    close: () => connection.close(),
  };
}

/** Consumes a queue that others have declared, as a service of audit does, and hands each message on as it comes. */
export async function consumeQueue(amqpUrl: string, queue: string, take: (message: HeardMessage) => void): Promise<BusListener> {
  const connection = await connect(amqpUrl);
  // The broker may be killed under it.
  connection.on("error", () => {});
  const channel = await connection.createChannel();
  channel.on("error", () => {});
  await channel.consume(queue, (message) => message && take(read(message)), { noAck: true });
  return { hear: async () => [], close: () => connection.close().catch(() => {}) };
}

function read({ fields, properties, content }: GetMessage | ConsumeMessage): HeardMessage {
  const envelope = JSON.parse(content.toString("utf8"));
  const given = Object.entries(properties).filter(([, value]) => value !== undefined);
  return {
    exchange: fields.exchange,
    routingKey: fields.routingKey,
    properties: Object.fromEntries(given),
    envelope,
    message: JSON.parse(envelope["oslo.message"]),
  };
}
