import { type Random, uuidDashed, uuidHex } from "@multisite/kernel/random";
import type { Notification } from "./notification.ts";

export interface OsloMessageContext {
  readonly random: Random;
  readonly timeMs: number;
  /** `identity.<host>`. */
  readonly publisherId: string;
  /** With oslo.messaging's envelope (`messagingv2`) or without (`messaging`). */
  readonly envelope: boolean;
}

/** The JSON text of a notification as oslo.messaging puts it on RabbitMQ (oslo_messaging/notify/notifier.py, _notify). */
export function toOsloMessage(notification: Notification, context: OsloMessageContext): string {
  const { random, timeMs, publisherId, envelope } = context;
  const message = JSON.stringify({
    message_id: uuidDashed(random),
    publisher_id: publisherId,
    event_type: notification.eventType,
    priority: "INFO",
    payload: notification.payload,
    // Python's str() of a UTC time.
    timestamp: new Date(timeMs)
      .toISOString()
      .replace("T", " ")
      .replace(/\.(\d{3})Z$/, ".$1000"),
    // By which consumers know a message that was sent twice (oslo_messaging/_drivers/amqp.py, _add_unique_id).
    _unique_id: uuidHex(random),
  });
  return envelope ? JSON.stringify({ "oslo.version": "2.0", "oslo.message": message }) : message;
}
