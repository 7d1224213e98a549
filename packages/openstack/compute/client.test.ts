import { systemClock } from "@multisite/kernel/clock";
import { expect, test } from "vitest";
import { startTestServer } from "../testing/index.ts";
import { createComputeClient } from "./index.ts";

const time = { clock: systemClock };

test("a server in error tells Nova's fault, and one that is deleted may be active until it is gone", async () => {
  await using failed = await startTestServer(() => ({
    status: 200,
    body: { server: { id: "s", status: "ERROR", fault: { message: "No valid host was found. " } } },
  }));
  await expect(createComputeClient(failed.service(), time).servers.settle("s", "ACTIVE")).rejects.toMatchObject({
    code: "openstack.settle.failed",
    message: "The server s is ERROR: No valid host was found.",
  });
  await using going = await startTestServer((_, count) =>
    count < 3 ? { status: 200, body: { server: { id: "s", status: "ACTIVE" } } } : { status: 404 },
  );
  await createComputeClient(going.service(), time).servers.settleGone("s");
  expect(going.asked).toHaveLength(3);
});

test("each call says its microversion, an action is its name with nothing, and a volume that is not attached is no failure", async () => {
  await using server = await startTestServer(({ method }) => ({ status: method === "DELETE" ? 404 : 202 }));
  const { servers, attachments } = createComputeClient(server.service(), time);
  await servers.pause("s");
  expect(await attachments.detach("s", "v")).toBe(false);
  expect(server.asked).toMatchObject([
    { method: "POST", path: "/v2.0/servers/s/action", body: { pause: null } },
    { method: "DELETE", path: "/v2.0/servers/s/os-volume_attachments/v" },
  ]);
  expect(server.asked.map(({ headers }) => headers["openstack-api-version"])).toEqual(["compute 2.93", "compute 2.93"]);
});
