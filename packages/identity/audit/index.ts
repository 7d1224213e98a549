import type { ConnectBus } from "@multisite/kernel/bus";
import type { Clock } from "@multisite/kernel/clock";
import { messageOf } from "@multisite/kernel/errors";
import type { Log } from "@multisite/kernel/log";
import type { Random } from "@multisite/kernel/random";
import type { IdentityConfig } from "../config/index.ts";
import type { IdentityDatabase } from "../store/database.ts";
import { createNotificationBus } from "./bus.ts";
import { toCadf } from "./cadf.ts";
import { openAuditFile } from "./file.ts";
import { toNotification } from "./notification.ts";
import type { AuditEvent, Auditor } from "./types.ts";

export {
  type AuditDetails,
  type AuditEvent,
  type AuditGrant,
  type AuditInitiator,
  type Auditor,
  withoutInitiator,
} from "./types.ts";

export interface AuditDependencies {
  readonly config: IdentityConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly database: IdentityDatabase;
  /** Instead of RabbitMQ at `transport_url`. */
  readonly connectBus?: ConnectBus;
}

/** How long events that still wait may take to reach the bus when the service ends. */
const CLOSE_GRACE_MS = 3000;

/**
 * Writes each event as one CADF line to `[audit] path` and sends it to the message bus as Keystone does. The file gets every
 * event, the bus those that `notification_opt_out` does not name.
 */
export function createAuditor(dependencies: AuditDependencies): Auditor {
  const { config, clock, random, log } = dependencies;
  const file = config.audit.path === undefined ? undefined : openAuditFile(config.audit.path, log);
  const bus = createNotificationBus({
    ...dependencies,
    ...(dependencies.connectBus ? { connect: dependencies.connectBus } : {}),
  });
  const settings = { format: config.DEFAULT.notification_format, optOut: config.DEFAULT.notification_opt_out };
  const serviceIds = createServiceIdSource(dependencies.database);
  const logins = { success: 0, failure: 0 };
  let recorded = 0;
  // One after the other, so that events stand in the order in which they happened.
  let work: Promise<void> = Promise.resolve();

  async function write(event: AuditEvent, timeMs: number): Promise<void> {
    const context = { random, timeMs, serviceId: await serviceIds.current() };
    const cadf = toCadf(event, context);
    file?.write(JSON.stringify(cadf));
    if (!bus || event.notification === null) return;
    const told = event.notification === undefined ? event : { ...event, ...event.notification };
    // One event has one ID, in the file and on the bus.
    const toldCadf = told === event ? cadf : { ...toCadf(told, context), id: cadf.id };
    const notification = toNotification(told, toldCadf, settings);
    if (notification) bus.send(notification, timeMs);
  }

  return {
    get counts() {
      return {
        recorded,
        loginsSucceeded: logins.success,
        loginsFailed: logins.failure,
        fileFailures: file?.failures ?? 0,
        busSent: bus?.buffer.counts.sent ?? 0,
        busDropped: bus?.buffer.counts.dropped ?? 0,
        busWaiting: bus?.buffer.waiting ?? 0,
      };
    },
    record(event) {
      recorded++;
      if (event.operation === "authenticate") logins[event.outcome]++;
      if (!file && !bus) return;
      const timeMs = clock.nowMs();
      work = work
        .then(() => write(event, timeMs))
        .catch((thrown: unknown) => log.error({ reason: messageOf(thrown) }, "an audit event could not be written"));
    },
    reopen: () => file?.reopen(),
    async close() {
      await work;
      await bus?.buffer.close(CLOSE_GRACE_MS);
      await file?.close();
    },
  };
}

/** The identity service's ID in the catalog, read again when data has changed; unknown while the database cannot be asked. */
function createServiceIdSource(database: IdentityDatabase): { current(): Promise<string | undefined> } {
  let known: { readonly revision: number; readonly id: string | undefined } | undefined;
  return {
    async current() {
      const revision = database.revision.current();
      if (known?.revision === revision) return known.id;
      try {
        const row = await database.query.selectFrom("service").select("id").where("type", "=", "identity").executeTakeFirst();
        known = { revision, id: row?.id };
      } catch {
        return known?.id;
      }
      return known.id;
    },
  };
}
