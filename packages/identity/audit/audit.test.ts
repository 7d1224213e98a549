import { existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { createMemoryBus } from "@multisite/kernel/bus";
import { afterEach, expect, test } from "vitest";
import { passwordAuth, startTestService, type TestService, type TestServiceOptions } from "../testing/index.ts";

let service: TestService | undefined;
afterEach(async () => {
  await service?.close();
  service = undefined;
});

async function start(options: TestServiceOptions): Promise<TestService> {
  service = await startTestService(options);
  return service;
}

/** Events are written after the answer; this lets them. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
};

test("a login and a change are one notification each on the bus, in oslo.messaging's envelope", async () => {
  const bus = createMemoryBus();
  const { adminToken, request, adminUserId, clock } = await start({
    connectBus: bus.connect,
    config: {
      DEFAULT: { default_publisher_id: "host1", notification_opt_out: [] },
      oslo_messaging_notifications: { driver: "messagingv2" },
    },
  });
  const token = await adminToken();
  await request("POST", "/v3/roles", { token, body: { role: { name: "operator" } } });
  await settle();
  expect(bus.messages.map(({ exchange, topic }) => [exchange, topic])).toEqual([
    ["keystone", "notifications.info"],
    ["keystone", "notifications.info"],
  ]);
  const [login, change] = bus.messages.map(({ body }) => JSON.parse(body));
  expect(login["oslo.version"]).toBe("2.0");
  const message = JSON.parse(login["oslo.message"]);
  expect(message).toEqual({
    message_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    publisher_id: "identity.host1",
    event_type: "identity.authenticate",
    priority: "INFO",
    payload: expect.objectContaining({ action: "authenticate", outcome: "success" }),
    timestamp: new Date(clock.nowMs()).toISOString().replace("T", " ").replace("Z", "000"),
    _unique_id: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(JSON.parse(change["oslo.message"])).toMatchObject({
    event_type: "identity.role.created",
    payload: { initiator: { user_id: adminUserId, username: "admin" }, target: { typeURI: "data/security/role" } },
  });
});

test("a bus that is down delays no request and loses no event", async () => {
  const bus = createMemoryBus();
  bus.cut();
  const { adminToken, clock } = await start({
    connectBus: bus.connect,
    config: { DEFAULT: { notification_opt_out: [] }, oslo_messaging_notifications: { driver: "messagingv2" } },
  });
  await adminToken();
  await settle();
  expect(bus.messages).toHaveLength(0);
  bus.restore();
  await clock.advance(1000);
  expect(bus.messages).toHaveLength(1);
});

test("the file has a line for every login, also a failed one with the user it was about", async () => {
  const { directory, request, adminUserId, adminToken } = await start({ audit: true });
  await adminToken();
  await request("POST", "/v3/auth/tokens", { body: { auth: passwordAuth(adminUserId, "wrong") } });
  await settle();
  const lines = readFileSync(join(directory, "audit.log"), "utf8").trim().split("\n");
  expect(
    lines.map((line) => JSON.parse(line)).map(({ action, outcome, initiator }) => [action, outcome, initiator.username]),
  ).toEqual([
    ["authenticate", "success", "admin"],
    ["authenticate", "failure", "admin"],
  ]);
});

test("a file that was moved away is made again when it is reopened, and no event is lost", async () => {
  const { directory, adminToken, identity } = await start({ audit: true });
  const path = join(directory, "audit.log");
  await adminToken();
  await settle();
  renameSync(path, `${path}.1`);
  identity.audit.reopen();
  await adminToken();
  await service?.identity.audit.close();
  expect(existsSync(path)).toBe(true);
  const count = (file: string) => readFileSync(file, "utf8").trim().split("\n").length;
  expect([count(`${path}.1`), count(path)]).toEqual([1, 1]);
});
