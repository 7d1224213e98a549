import { expect, test } from "vitest";
import { startTestServer } from "../testing/index.ts";
import { createPlacementClient } from "./index.ts";

test("candidates are the providers that have room for all of it alone, not those that would share it", async () => {
  const allocations = (...ids: string[]): object => ({
    allocations: Object.fromEntries(ids.map((id) => [id, { resources: {} }])),
  });
  await using server = await startTestServer(() => ({
    status: 200,
    body: { allocation_requests: [allocations("a"), allocations("b", "c"), allocations("d")] },
  }));
  expect(await createPlacementClient(server.service()).candidates({ VCPU: 2, MEMORY_MB: 512 })).toEqual(["a", "d"]);
  expect(server.asked).toMatchObject([
    {
      path: "/v2.0/allocation_candidates?resources=VCPU:2,MEMORY_MB:512",
      headers: { "openstack-api-version": "placement 1.39" },
    },
  ]);
});
