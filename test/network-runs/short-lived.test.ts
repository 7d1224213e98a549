import { expect, test } from "vitest";
import { createClouds } from "./clouds.ts";
import { applied, boot, document, networkIn, remotePortsIn } from "./plane.ts";

test.each([0, 100, 500, 1000, 1500, 2500])(
  "a port that goes %i ms after its flow came leaves none in the other site's hosts",
  async (afterMs) => {
    const clouds = createClouds(1);
    const later = (ms: number) => clouds.until(clouds.clock.sleep(ms));
    await applied(clouds, document());
    boot(clouds, "east");
    await later(30_000);
    const port = boot(clouds, "north");
    const table = () => clouds.neutron("east").hosts.get("compute-1")?.tables.get(networkIn(clouds, "east"));
    for (let waits = 0; !table()?.unicast.has(port.mac_address); waits++) {
      expect(waits).toBeLessThan(600);
      await later(50);
    }
    await later(afterMs);
    clouds.neutron("north").request({ method: "DELETE", path: `/ports/${port.id}` });
    await later(30_000);
    expect(table()).toMatchObject({ unicast: new Map(), arp: new Map(), flood: new Set() });
  },
);

test("a port that is deleted when it is down already, of which no message tells, is gone in the other sites within seconds", async () => {
  const clouds = createClouds(1);
  const later = (ms: number) => clouds.until(clouds.clock.sleep(ms));
  await applied(clouds, document());
  const port = boot(clouds, "north");
  await later(30_000);
  expect(remotePortsIn(clouds, "east")).toEqual([`north/${port.id}`]);
  clouds.neutron("north").hosts.get("compute-1")?.unplug(port.id);
  await later(1000);
  clouds.neutron("north").request({ method: "DELETE", path: `/ports/${port.id}` });
  await later(8000);
  expect(remotePortsIn(clouds, "east")).toEqual([]);
});
