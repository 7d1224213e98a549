import { systemClock } from "@multisite/kernel/clock";
import { expect, test } from "vitest";
import type { CallTrace } from "../session/index.ts";
import { startTestServer } from "../testing/index.ts";
import { createVolumeClient } from "./index.ts";

const time = { clock: systemClock };

test("a list is whole, however many pages Cinder makes of it, and each call says its microversion", async () => {
  await using server = await startTestServer(({ path }) =>
    path.includes("marker=b")
      ? { status: 200, body: { volumes: [{ id: "c" }] } }
      : {
          status: 200,
          body: {
            volumes: [{ id: "a" }, { id: "b" }],
            volumes_links: [{ rel: "next", href: "http://hidden/v3/volumes/detail?limit=2&marker=b&status=error" }],
          },
        },
  );
  const { volumes } = createVolumeClient(server.service(), time);
  expect((await volumes.list({ filters: { status: "error" } })).map(({ id }) => id)).toEqual(["a", "b", "c"]);
  expect(server.asked.map(({ path }) => path)).toEqual([
    "/v2.0/volumes/detail?status=error",
    "/v2.0/volumes/detail?status=error&limit=2&marker=b",
  ]);
  expect(new Set(server.asked.map(({ headers }) => headers["openstack-api-version"]))).toEqual(new Set(["volume 3.68"]));
});

test("an error state is told with the latest of Cinder's messages and the request that it was about", async () => {
  const message = (created_at: string, user_message: string, request_id: string): object => ({
    created_at,
    user_message,
    request_id,
  });
  await using server = await startTestServer(({ path }) =>
    path.includes("/messages")
      ? {
          status: 200,
          body: {
            messages: [
              message("2026-11-26T10:00:02.000000", "schedule allocate volume: no room.", "req-late"),
              message("2026-11-26T10:00:01.000000", "something before.", "req-early"),
            ],
          },
        }
      : { status: 200, body: { volume: { id: "v", status: "error" } } },
  );
  const { volumes } = createVolumeClient(server.service(), time);
  await expect(volumes.settle("v", "available")).rejects.toMatchObject({
    code: "openstack.settle.failed",
    message: "The volume v is error: schedule allocate volume: no room (req-late).",
  });
  expect(server.asked.at(-1)?.path).toBe("/v2.0/messages?resource_uuid=v");
});

test("a backup without a message tells its own reason", async () => {
  await using server = await startTestServer(({ path }) =>
    path.includes("/messages")
      ? { status: 200, body: { messages: [] } }
      : { status: 200, body: { backup: { id: "b", status: "error", fail_reason: "the store is full" } } },
  );
  const { backups } = createVolumeClient(server.service(), time);
  await expect(backups.settle("b", "available")).rejects.toThrow("The backup b is error: the store is full.");
});

test("both request IDs of a call are told for the audit trail, also of one that is refused", async () => {
  await using server = await startTestServer((_, count) => ({
    status: count === 1 ? 202 : 400,
    headers: { "x-openstack-request-id": `req-cinder-${count}` },
    body: count === 1 ? { backup: { id: "b" } } : { badRequest: { message: "no" } },
  }));
  const { backups } = createVolumeClient(server.service(), time);
  const traces: CallTrace[] = [];
  const options = { onAnswer: (trace: CallTrace) => traces.push(trace) };
  await backups.create({ volume_id: "v" }, options);
  await expect(backups.restore("b", { name: "r" }, options)).rejects.toMatchObject({ status: 400 });
  const sent = server.asked.map(({ headers }) => headers["x-openstack-request-id"]);
  expect(traces).toEqual([
    { what: "POST /backups", status: 202, requestId: sent[0], answeredId: "req-cinder-1" },
    { what: "POST /backups/b/restore", status: 400, requestId: sent[1], answeredId: "req-cinder-2" },
  ]);
});
