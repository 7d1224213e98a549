import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ringTwo } from "../../rig/debian/packages.ts";
import { type RunningIdentity, startIdentity } from "../../rig/identity.ts";
import { type Keystone, startKeystone } from "../../rig/keystone/index.ts";
import { type Mariadb, startMariadb } from "../../rig/mariadb.ts";
import { type Rabbitmq, startRabbitmq } from "../../rig/rabbitmq.ts";
import { describeReal } from "../support/describe-real.ts";
import { consumeQueue, type HeardMessage, listenToExchange } from "./audit-bus/listener.ts";
import { type Outcome, operations, performAll, request } from "./audit-bus/operations.ts";

describeReal("audit events on a message bus", ringTwo, () => {
  let mariadb: Mariadb;
  let rabbitmq: Rabbitmq;
  let keystone: Keystone;
  let identity: RunningIdentity;

  beforeAll(async () => {
    [mariadb, rabbitmq] = await Promise.all([startMariadb(), startRabbitmq()]);
    // Keystone leaves logins that succeed off the bus unless told otherwise.
    const settings = {
      DEFAULT: { transport_url: rabbitmq.transportUrl, notification_opt_out: "" },
      oslo_messaging_notifications: { driver: "messagingv2" },
    };
    const ours = { ...settings, DEFAULT: { ...settings.DEFAULT, notification_opt_out: [] } };
    [keystone, identity] = await Promise.all([
      startKeystone({ mariadb, settings, processes: 1 }),
      startIdentity({ settings: ours }),
    ]);
  });

  afterAll(async () => {
    await Promise.all([keystone?.stop(), identity?.stop()]);
    await Promise.all([mariadb?.stop(), rabbitmq?.stop()]);
  });

  test("are what the real Keystone sends for the same operations, to the same exchange and topic", async () => {
    const listener = await listenToExchange(rabbitmq.amqpUrl, "keystone");
    const theirs = await performAll(keystone, listener, () => 0);
    const counts = new Map(theirs.map(({ operation, events }) => [operation, events.length]));
    const ours = await performAll(identity, listener, (operation) => counts.get(operation) ?? 0);
    // One that Keystone does not send would come too late for its operation.
    expect(await listener.hear()).toEqual([]);
    await listener.close();
    expect(theirs.flatMap(({ events }) => events).length).toBeGreaterThanOrEqual(operations.length);
    for (const [index, outcome] of theirs.entries()) expect.soft(ours[index] as Outcome).toEqual(outcome);
  });

  test("made while the broker dies and is away arrive all, in order, when it is back; every request is served meanwhile", async () => {
    const settings = {
      DEFAULT: { transport_url: rabbitmq.transportUrl, control_exchange: "durable" },
      oslo_messaging_notifications: { driver: "messagingv2", topics: ["audit"] },
      oslo_messaging_rabbit: { amqp_durable_queues: true },
    };
    const durable = await startIdentity({ settings });
    try {
      const token = await logIn(durable);
      const before = await createRoles(durable, token, "before", 5);
      const killing = delay(100).then(() => rabbitmq.kill());
      const during = await createRoles(durable, token, "during", 40);
      await killing;
      const away = await createRoles(durable, token, "away", 10);
      await rabbitmq.restart();
      const heard = await hearAll("audit.info", before.length + during.length + away.length);
      // The one that was on its way is not known to have arrived; it is sent again as the same message.
      const once = [...new Map(heard.map(({ message }) => [message._unique_id, message])).values()];
      expect(heard.length - once.length).toBeLessThanOrEqual(1);
      expect(once.map(targetOf)).toEqual([...before, ...during, ...away]);
      const heardAway = heard.map(({ message }) => targetOf(message)).filter((id) => away.includes(id));
      expect(heardAway).toEqual(away);
    } finally {
      await durable.stop();
    }
  });

  /** Consumes a queue until it has given `count` messages of roles, and then a little longer. */
  async function hearAll(queue: string, count: number): Promise<readonly HeardMessage[]> {
    const heard: HeardMessage[] = [];
    const take = (message: HeardMessage): void => {
      if (message.message.event_type === "identity.role.created") heard.push(message);
    };
    const untilMs = performance.now() + 60_000;
    const consumer = await untilThere(() => consumeQueue(rabbitmq.amqpUrl, queue, take), untilMs);
    while (heard.length < count && performance.now() < untilMs) await delay(50);
    await delay(500);
    await consumer.close();
    return heard;
  }
});

/** The service declares its queue when it reaches the broker again. */
async function untilThere<Result>(attempt: () => Promise<Result>, untilMs: number): Promise<Result> {
  for (;;) {
    try {
      return await attempt();
    } catch (thrown) {
      if (performance.now() > untilMs) throw thrown;
      await delay(200);
    }
  }
}

async function logIn({ url, adminPassword: password }: RunningIdentity): Promise<string> {
  const domain = { id: "default" };
  const identity = { methods: ["password"], password: { user: { name: "admin", domain, password } } };
  const answer = await request(url, "POST", "/v3/auth/tokens", {
    auth: { identity, scope: { project: { name: "admin", domain } } },
  });
  return answer.token;
}

/** Creates roles one after the other and gives their IDs; each must be served, and soon. */
async function createRoles({ url }: RunningIdentity, token: string, name: string, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  const startedMs = performance.now();
  for (let index = 0; index < count; index++) {
    const answer = await request(url, "POST", "/v3/roles", { role: { name: `${name}-${index}` } }, token);
    expect(answer.status).toBe(201);
    ids.push((answer.body as { readonly role: { readonly id: string } }).role.id);
  }
  // A connection attempt alone may take ten seconds.
  expect(performance.now() - startedMs).toBeLessThan(8000);
  return ids;
}

function targetOf(message: Readonly<Record<string, unknown>>): string {
  return (message.payload as { readonly target: { readonly id: string } }).target.id;
}
