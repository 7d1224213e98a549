import type { Log } from "@multisite/kernel/log";
import type { Random } from "@multisite/kernel/random";
import type { ChannelModel, ConfirmChannel } from "amqplib";
import { decodeReply, encodeMessage, type Outgoing, type Reply } from "./envelope.ts";
import { disconnected, unroutable } from "./errors.ts";
import type { RpcTarget } from "./types.ts";

/** One connection's channel for what we send, with the queue that answers come to. */
export interface Sender {
  readonly replyQueue: string;
  /** With `expiresMs` nobody does it later than that: whoever asked waits no longer. */
  send(target: RpcTarget, message: Outgoing, expiresMs?: number): Promise<void>;
  /** Resolves with what the call returns. Forgotten when `forget` is called. */
  expect(messageId: string): { readonly answer: Promise<unknown>; forget(): void };
}

interface Waiting {
  resolve(value: unknown): void;
  reject(thrown: unknown): void;
}

export interface SenderOptions {
  readonly random: Random;
  readonly log: Log;
  /** Told once, when the channel can be used no more. */
  readonly onBroken: (cause: unknown) => void;
}

export async function openSender(model: ChannelModel, { random, log, onBroken }: SenderOptions): Promise<Sender> {
  const channel: ConfirmChannel = await model.createConfirmChannel();
  const replyQueue = `reply_${random.bytes(16).toString("hex")}`;
  const answers = new Map<string, Waiting>();
  const returned = new Set<string>();
  let failure: unknown;
  const fail = (cause: unknown): void => {
    if (failure !== undefined) return;
    failure = cause;
    for (const { reject } of answers.values()) reject(disconnected(cause));
    answers.clear();
    onBroken(cause);
  };
  channel.on("error", fail);
  channel.on("close", () => fail(new Error("the channel was closed")));
  // The broker gives back what no queue takes, before it confirms it.
  channel.on("return", ({ properties }) => returned.add(String(properties.messageId)));
  const take = ({ messageId, result, failure: remote }: Reply): void => {
    const waiting = answers.get(messageId);
    answers.delete(messageId);
    if (remote !== undefined) waiting?.reject(remote);
    else waiting?.resolve(result);
  };
  await channel.assertQueue(replyQueue, { exclusive: true, autoDelete: true, durable: false });
  await channel.consume(
    replyQueue,
    (delivery) => {
      if (delivery === null) return fail(new Error("the queue of answers was deleted"));
      try {
        take(decodeReply(delivery.content));
      } catch (thrown) {
        log.warn({ err: thrown }, "an answer was not understood");
      }
    },
    { noAck: true },
  );

  return {
    replyQueue,
    send: (target, message, expiresMs) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(disconnected(failure));
        const properties = {
          contentType: "application/json",
          contentEncoding: "utf-8",
          deliveryMode: 2,
          priority: 0,
          mandatory: true,
          messageId: message.uniqueId,
          ...(expiresMs === undefined ? {} : { expiration: String(expiresMs) }),
        };
        channel.publish(target.exchange, target.topic, encodeMessage(message), properties, (refused) => {
          if (returned.delete(message.uniqueId)) reject(unroutable(target));
          else if (refused) reject(isNoExchange(failure) ? unroutable(target) : disconnected(refused));
          else resolve();
        });
      }),
    expect(messageId) {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      promise.catch(() => {});
      answers.set(messageId, { resolve, reject });
      return { answer: promise, forget: () => void answers.delete(messageId) };
    },
  };
}

/** A channel on which something is sent to an exchange that is not there is closed with 404. */
function isNoExchange(cause: unknown): boolean {
  return (cause as { code?: unknown } | undefined)?.code === 404;
}
