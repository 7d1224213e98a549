import { expect, test } from "vitest";
import { createClouds } from "./clouds.ts";
import { applied, boot, document, remotePortsIn } from "./plane.ts";

test("a site whose home is lost cuts nobody off: its ports are reached on, and are followed again when the document is applied", async () => {
  const clouds = createClouds(1);
  const later = (ms: number) => clouds.until(clouds.clock.sleep(ms));
  const keys = (...ports: readonly { readonly id: string }[]) => ports.map(({ id }) => `north/${id}`).toSorted();
  await applied(clouds, document());
  const [stays, goes] = [boot(clouds, "north"), boot(clouds, "north")];
  await later(30_000);
  expect(remotePortsIn(clouds, "east").toSorted()).toEqual(keys(stays, goes));

  clouds.loseHome("north");
  clouds.neutron("north").request({ method: "DELETE", path: `/ports/${goes.id}` });
  await later(200_000);
  expect(remotePortsIn(clouds, "east").toSorted()).toEqual(keys(stays, goes));

  await applied(clouds, document());
  const comes = boot(clouds, "north");
  await later(100_000);
  expect(remotePortsIn(clouds, "east").toSorted()).toEqual(keys(stays, comes));
});
