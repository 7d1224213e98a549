import { hostname } from "node:os";
import { type BusBuffer, type ConnectBus, connectRabbit, createBusBuffer, parseTransportUrl } from "@multisite/kernel/bus";
import type { Clock } from "@multisite/kernel/clock";
import type { Log } from "@multisite/kernel/log";
import type { Random } from "@multisite/kernel/random";
import type { IdentityConfig } from "../config/index.ts";
import type { Notification } from "./notification.ts";
import { toOsloMessage } from "./oslo-message.ts";

/** Events that wait while RabbitMQ is away; about 15 MB. */
const CAPACITY = 10_000;
const CONNECT_TIMEOUT_MS = 10_000;

export interface NotificationBus {
  send(notification: Notification, timeMs: number): void;
  readonly buffer: BusBuffer;
}

export interface NotificationBusDependencies {
  readonly config: IdentityConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Instead of RabbitMQ at `transport_url`. */
  readonly connect?: ConnectBus;
}

/** Notifications to the topics of `[oslo_messaging_notifications]`; undefined when no bus is configured. */
export function createNotificationBus(dependencies: NotificationBusDependencies): NotificationBus | undefined {
  const { config, clock, random, log } = dependencies;
  const { driver, topics } = config.oslo_messaging_notifications;
  const connect = dependencies.connect ?? connectConfigured(config);
  if (!connect || driver === "noop") return undefined;
  const buffer = createBusBuffer({ connect, clock, log, capacity: CAPACITY });
  const publisherId = `identity.${config.DEFAULT.default_publisher_id ?? hostname()}`;
  return {
    buffer,
    send(notification, timeMs) {
      const body = toOsloMessage(notification, { random, timeMs, publisherId, envelope: driver === "messagingv2" });
      for (const topic of topics) buffer.offer({ exchange: config.DEFAULT.control_exchange, topic: `${topic}.info`, body });
    },
  };
}

function connectConfigured(config: IdentityConfig): ConnectBus | undefined {
  const url = config.oslo_messaging_notifications.transport_url ?? config.DEFAULT.transport_url;
  if (url === undefined) return undefined;
  const rabbit = config.oslo_messaging_rabbit;
  return connectRabbit({
    location: parseTransportUrl(url),
    durable: rabbit.amqp_durable_queues,
    autoDelete: rabbit.amqp_auto_delete,
    quorumQueues: rabbit.rabbit_quorum_queue,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    tls: rabbit.ssl
      ? {
          ...(rabbit.ssl_ca_file === undefined ? {} : { authorities: rabbit.ssl_ca_file }),
          ...(rabbit.ssl_cert_file === undefined ? {} : { certificate: rabbit.ssl_cert_file }),
          ...(rabbit.ssl_key_file === undefined ? {} : { privateKey: rabbit.ssl_key_file }),
        }
      : undefined,
  });
}
