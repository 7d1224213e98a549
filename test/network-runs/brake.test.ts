import { expect, test } from "vitest";
import { allowRemovals } from "../../packages/network/index.ts";
import { createClouds } from "./clouds.ts";
import { applied, boot, document, remotePortsIn } from "./plane.ts";

/** More than the limit of 100 within ten minutes. */
const PORTS = 105;

test("more ports than the limit that vanish at once keep their remote ports, with an alarm, until an operator lets just so many go", async () => {
  const clouds = createClouds(1);
  const later = (ms: number) => clouds.until(clouds.clock.sleep(ms));
  await applied(clouds, document());
  const ids = Array.from({ length: PORTS }, () => boot(clouds, "north").id);
  const remoteIn = (name: "east" | "south") => remotePortsIn(clouds, name).length;
  await later(60_000);
  expect([remoteIn("east"), remoteIn("south")]).toEqual([PORTS, PORTS]);

  for (const id of ids) clouds.neutron("north").request({ method: "DELETE", path: `/ports/${id}` });
  await later(900_000);
  expect([remoteIn("east"), remoteIn("south")]).toEqual([PORTS, PORTS]);
  expect(clouds.alarms("east")).toMatchObject([
    {
      id: "network.remote_port.many_removals/site",
      next: "look at those sites; if the ports are really gone: multisite network allow-removals SITE --dry-run",
    },
  ]);

  const allow = (count: number, isDryRun = false) =>
    clouds.until(allowRemovals(clouds.hands(), { site: "east", count, isDryRun }));
  expect(await allow(0, true)).toEqual({ site: "east", held: PORTS, isAllowed: false });
  await expect(allow(PORTS - 1)).rejects.toMatchObject({ code: "network.run.refused" });
  await later(60_000);
  expect(remoteIn("east")).toBe(PORTS);

  expect(await allow(PORTS)).toMatchObject({ held: PORTS, isAllowed: true });
  await later(60_000);
  expect([remoteIn("east"), remoteIn("south")]).toEqual([0, PORTS]);
  expect(clouds.alarms("east")).toEqual([]);
  expect(await allow(0, true)).toMatchObject({ held: 0 });
}, 60_000);
