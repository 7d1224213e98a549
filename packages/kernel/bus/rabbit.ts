import { readFileSync } from "node:fs";
import { type ConfirmChannel, connect } from "amqplib";
import { MultisiteError, messageOf } from "../errors/index.ts";
import type { BusHost, BusLocation } from "./transport-url.ts";
import type { BusConnection, BusMessage, ConnectBus } from "./types.ts";

export interface RabbitOptions {
  readonly location: BusLocation;
  /** As the broker's other users declare exchanges and queues: a difference is a refusal. */
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly quorumQueues: boolean;
  /** TLS, with the files of a private authority and a client certificate if there are any. */
  readonly tls: { readonly authorities?: string; readonly certificate?: string; readonly privateKey?: string } | undefined;
  readonly connectTimeoutMs: number;
}

const HEARTBEAT_SECONDS = 30;

/** Connects to the first host of a RabbitMQ cluster that answers, beginning each time after the one that was used last. */
export function connectRabbit(options: RabbitOptions): ConnectBus {
  const { hosts } = options.location;
  let nextIndex = 0;
  return async () => {
    const failures: string[] = [];
    for (let attempt = 0; attempt < hosts.length; attempt++) {
      const host = hosts[nextIndex % hosts.length] as BusHost;
      nextIndex++;
      try {
        return await connectHost(host, options);
      } catch (thrown) {
        failures.push(`${host.hostname}:${host.port}: ${messageOf(thrown)}`);
      }
    }
    throw new MultisiteError("kernel.bus.unreachable", `No RabbitMQ can be reached (${failures.join("; ")}).`);
  };
}

async function connectHost(host: BusHost, options: RabbitOptions): Promise<BusConnection> {
  const { tls, location, connectTimeoutMs, quorumQueues, autoDelete } = options;
  const durable = options.durable || quorumQueues;
  const read = (path: string | undefined) => (path === undefined ? undefined : readFileSync(path));
  const model = await connect(
    {
      protocol: tls ? "amqps" : "amqp",
      hostname: host.hostname,
      port: host.port,
      username: host.username,
      password: host.password.reveal(),
      vhost: location.virtualHost,
      heartbeat: HEARTBEAT_SECONDS,
    },
    {
      timeout: connectTimeoutMs,
      ...(tls ? { ca: read(tls.authorities), cert: read(tls.certificate), key: read(tls.privateKey) } : {}),
    },
  );
  let failure: Error | undefined;
  const fail = (thrown: Error): void => {
    failure ??= thrown;
  };
  // Without a listener an error of the connection would end the process; the next message finds it.
  model.on("error", fail);
  model.on("close", () => fail(new Error("the connection was closed")));
  const channel = await model.createConfirmChannel();
  channel.on("error", fail);
  const declared = new Set<string>();

  async function declare({ exchange, topic }: BusMessage): Promise<void> {
    if (declared.has(`${exchange} ${topic}`)) return;
    await channel.assertExchange(exchange, "topic", { durable, autoDelete });
    const queueArguments = quorumQueues ? { arguments: { "x-queue-type": "quorum" } } : {};
    await channel.assertQueue(topic, { durable, autoDelete, ...queueArguments });
    await channel.bindQueue(topic, exchange, topic);
    declared.add(`${exchange} ${topic}`);
  }

  return {
    async publish(message) {
      if (failure) throw failure;
      await declare(message);
      await publishConfirmed(channel, message);
    },
    close: () => model.close(),
  };
}

function publishConfirmed(channel: ConfirmChannel, { exchange, topic, body }: BusMessage): Promise<void> {
  const properties = { contentType: "application/json", contentEncoding: "utf-8", deliveryMode: 2, priority: 0 };
  return new Promise((resolve, reject) => {
    channel.publish(exchange, topic, Buffer.from(body), properties, (refused) => (refused ? reject(refused) : resolve()));
  });
}
