import { systemClock } from "@multisite/kernel/clock";
import { expect, test } from "vitest";
import { startTestServer } from "../testing/index.ts";
import { createImageClient } from "./index.ts";

const time = { clock: systemClock };

test("a list is whole: Glance names the path of the next page", async () => {
  await using server = await startTestServer(({ path }) =>
    path.includes("marker")
      ? { status: 200, body: { images: [{ id: "b" }] } }
      : { status: 200, body: { images: [{ id: "a" }], next: "/v2/images?name=x&marker=a" } },
  );
  expect((await createImageClient(server.service(), time).list({ filters: { name: "x" } })).map(({ id }) => id)).toEqual([
    "a",
    "b",
  ]);
  expect(server.asked.map(({ path }) => path)).toEqual(["/v2.0/images?name=x", "/v2.0/images?name=x&marker=a"]);
});

test("data whose answer is lost is not sent again: the image may have it, and would refuse it", async () => {
  await using server = await startTestServer(() => ({ status: 502 }));
  const upload = createImageClient(server.service(), time).upload("i", "17");
  await expect(upload).rejects.toMatchObject({ status: 502 });
  expect(server.asked).toMatchObject([{ method: "PUT", body: 17, headers: { "content-type": "application/octet-stream" } }]);
});
