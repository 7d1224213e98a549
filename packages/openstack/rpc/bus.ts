import type { BusLocation } from "@multisite/kernel/bus";
import type { Clock } from "@multisite/kernel/clock";
import type { Log } from "@multisite/kernel/log";
import type { Random } from "@multisite/kernel/random";
import type { ChannelModel } from "amqplib";
import { connectBroker, type RpcTls } from "./connection.ts";
import { timedOut } from "./errors.ts";
import { createListener } from "./listener.ts";
import { openSender, type Sender } from "./sender.ts";
import type { RpcBus, RpcTarget } from "./types.ts";

export interface RpcBusOptions {
  /** Of `transport_url`; see `parseTransportUrl` of the kernel's bus. */
  readonly location: BusLocation;
  readonly tls?: RpcTls;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly connectTimeoutMs?: number;
}

interface Live {
  readonly model: ChannelModel;
  readonly sender: Sender;
}

const CALL_TIMEOUT_MS = 60_000;
const CAST_TIMEOUT_MS = 15_000;
const CONNECT_TIMEOUT_MS = 5000;

/** Nothing is connected before something is sent or heard; a connection that breaks is made anew with the next. */
export function openRpcBus({ location, tls, clock, random, log, connectTimeoutMs }: RpcBusOptions): RpcBus {
  let live: Promise<Live> | undefined;
  const listeners = new Set<{ stop(): Promise<void> }>();
  const connectNew = () => connectBroker(location, { tls, timeoutMs: connectTimeoutMs ?? CONNECT_TIMEOUT_MS });
  const newId = (): string => random.bytes(16).toString("hex");

  async function openLive(): Promise<Live> {
    const model = await connectNew();
    const drop = (cause: unknown): void => {
      if (live !== undefined) log.info({ err: cause }, "the connection to RabbitMQ broke");
      live = undefined;
      void model.close().catch(() => undefined);
    };
    model.on("error", drop);
    return { model, sender: await openSender(model, { random, log, onBroken: drop }) };
  }

  function connected(): Promise<Live> {
    live ??= openLive().catch((thrown: unknown) => {
      live = undefined;
      throw thrown;
    });
    return live;
  }

  /** Connecting and the broker's word are within the time too: a broker that is short of memory lets everybody wait. */
  async function inTime<Result>(what: { target: RpcTarget; method: string; timeoutMs: number }, work: () => Promise<Result>) {
    const done = new AbortController();
    const late = clock.sleep(what.timeoutMs, done.signal).then(() => {
      throw timedOut(what.target, what.method, what.timeoutMs);
    });
    late.catch(() => {});
    try {
      return await Promise.race([work(), late]);
    } finally {
      done.abort();
    }
  }

  return {
    cast(target, method, args) {
      return inTime({ target, method, timeoutMs: CAST_TIMEOUT_MS }, async () => {
        const { sender } = await connected();
        await sender.send(target, { method, args, version: target.version, uniqueId: newId() });
      });
    },
    async call(target, method, args, { timeoutMs = CALL_TIMEOUT_MS } = {}) {
      const messageId = newId();
      let forget = (): void => {};
      try {
        return await inTime({ target, method, timeoutMs }, async () => {
          const { sender } = await connected();
          const expected = sender.expect(messageId);
          forget = expected.forget;
          const replyTo = { queue: sender.replyQueue, messageId };
          await sender.send(target, { method, args, version: target.version, uniqueId: newId(), replyTo }, timeoutMs);
          return await expected.answer;
        });
      } finally {
        forget();
      }
    },
    listen(exchange, heard, onGap) {
      const listener = createListener({ exchange, heard, onGap, connect: connectNew, clock, random, log });
      listeners.add(listener);
      return async () => {
        listeners.delete(listener);
        await listener.stop();
      };
    },
    async close() {
      await Promise.all([...listeners].map((listener) => listener.stop()));
      const last = live;
      live = undefined;
      await last?.then(({ model }) => model.close()).catch(() => undefined);
    },
  };
}
