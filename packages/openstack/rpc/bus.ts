import type { BusLocation } from "@multisite/kernel/bus";
import type { Clock } from "@multisite/kernel/clock";
import type { Log } from "@multisite/kernel/log";
import type { Random } from "@multisite/kernel/random";
import type { ChannelModel } from "amqplib";
import { connectBroker, type RpcTls } from "./connection.ts";
import { timedOut } from "./errors.ts";
import { createListener } from "./listener.ts";
import { openSender, type Sender } from "./sender.ts";
import type { RpcBus } from "./types.ts";

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
    return { model, sender: await openSender(model, random, drop) };
  }

  function connected(): Promise<Live> {
    live ??= openLive().catch((thrown: unknown) => {
      live = undefined;
      throw thrown;
    });
    return live;
  }

  return {
    async cast(target, method, args) {
      const { sender } = await connected();
      await sender.send(target, { method, args, version: target.version, uniqueId: newId() });
    },
    async call(target, method, args, { timeoutMs = CALL_TIMEOUT_MS } = {}) {
      const { sender } = await connected();
      const messageId = newId();
      const { answer, forget } = sender.expect(messageId);
      const inTime = new AbortController();
      try {
        const replyTo = { queue: sender.replyQueue, messageId };
        await sender.send(target, { method, args, version: target.version, uniqueId: newId(), replyTo });
        const late = clock.sleep(timeoutMs, inTime.signal).then(() => {
          throw timedOut(target, method, timeoutMs);
        });
        late.catch(() => {});
        return await Promise.race([answer, late]);
      } finally {
        inTime.abort();
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
