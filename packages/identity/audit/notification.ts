import type { CadfEvent } from "./cadf.ts";
import type { AuditEvent } from "./types.ts";

/** Keystone's root of all domains, which nobody is told about (keystone/notifications.py, ROOT_DOMAIN). */
const ROOT_DOMAIN = "<<keystone.domain.root>>";

/** What goes to the message bus. */
export interface Notification {
  readonly eventType: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface NotificationSettings {
  readonly format: "basic" | "cadf";
  readonly optOut: readonly string[];
}

/**
 * What Keystone sends for an event, or undefined when it sends nothing. Logins and role assignments are CADF in either format
 * (keystone/notifications.py, _send_notification and _send_audit_notification).
 */
export function toNotification(event: AuditEvent, cadf: CadfEvent, settings: NotificationSettings): Notification | undefined {
  const eventType =
    event.operation === "authenticate" ? "identity.authenticate" : `identity.${event.resourceType}.${event.operation}`;
  if (isOptedOut(eventType, event.outcome, settings.optOut)) return undefined;
  const isAlwaysCadf = event.operation === "authenticate" || event.grant !== undefined;
  if (isAlwaysCadf) return { eventType, payload: cadf };
  if (settings.format === "basic") return { eventType, payload: basicPayload(event) };
  return event.resourceId === ROOT_DOMAIN ? undefined : { eventType, payload: cadf };
}

/** Logins are opted out by outcome: `identity.authenticate.success` (keystone/notifications.py, _check_notification_opt_out). */
function isOptedOut(eventType: string, outcome: string, optOut: readonly string[]): boolean {
  return optOut.includes(eventType.includes("authenticate") ? `${eventType}.${outcome}` : eventType);
}

function basicPayload({ resourceId, actor, initiator }: AuditEvent): Record<string, unknown> {
  return {
    resource_info: resourceId,
    ...(actor ? { actor_id: actor.id, actor_type: actor.type, actor_operation: actor.operation } : {}),
    ...(initiator ? { request_id: initiator.requestId } : {}),
    ...(initiator?.globalRequestId === undefined ? {} : { global_request_id: initiator.globalRequestId }),
  };
}
