import { MultisiteError } from "@multisite/kernel/errors";
import type { TransportRequest } from "@multisite/kernel/transport";
import { expect, test } from "vitest";
import { createFence } from "./fence.ts";

const request = { address: "203.0.113.50", from: ["north"], to: "south", move: "203.0.113.50/7/south" };

test("the hook is asked once by POST, and only 2xx means that the other site is kept away", async () => {
  const asked: TransportRequest[] = [];
  const answering = (status: number) =>
    createFence("http://router/fence", {
      send: async (one) => {
        asked.push(one);
        return { status, headers: {}, text: "" };
      },
    });
  await answering(204)(request);
  expect(asked[0]).toMatchObject({ method: "POST", url: "http://router/fence", isSentOnce: true });
  expect(JSON.parse(asked[0]?.body ?? "")).toEqual(request);
  for (const status of [302, 404, 500]) {
    await expect(answering(status)(request)).rejects.toMatchObject({ code: "network.site.fence" });
  }
  const silent = createFence("http://router/fence", {
    send: () => Promise.reject(new MultisiteError("kernel.transport.timeout", "It took too long.")),
  });
  await expect(silent(request)).rejects.toThrow("The fence does not answer: It took too long.");
});
