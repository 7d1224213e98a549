import { expect, test } from "vitest";
import { allowRemovals, applyNetworkRun, parseNetwork, prepareApply } from "../../packages/network/index.ts";
import { createClouds, NAMES } from "./clouds.ts";

const document = parseNetwork(
  JSON.stringify({
    apiVersion: "multisite/v1",
    kind: "StretchedNetwork",
    metadata: { name: "backup" },
    spec: {
      generation: 1,
      project: "hss",
      cidr: "10.50.0.0/16",
      sites: NAMES.map((name, index) => ({
        name,
        pool: { first: `10.50.${index + 1}.10`, last: `10.50.${index + 1}.250` },
      })),
    },
  }),
  "backup.yaml",
);

/** More than the limit of 100 within ten minutes. */
const PORTS = 105;

test("more ports than the limit that vanish at once keep their remote ports, with an alarm, until an operator lets just so many go", async () => {
  const clouds = createClouds(1);
  const later = (ms: number) => clouds.until(clouds.clock.sleep(ms));
  const input = await clouds.until(prepareApply(clouds.hands(), document));
  expect(await clouds.start(applyNetworkRun, input)).toMatchObject({ state: "done" });
  const { state, request, hosts } = clouds.neutron("north");
  const network = [...state.networks.values()].find(({ name }) => name === "backup");
  const ids = Array.from({ length: PORTS }, () => {
    const body = { port: { network_id: network?.id ?? "", "binding:host_id": "compute-1" } };
    const { port } = request({ method: "POST", path: "/ports", body }).body as { readonly port: { readonly id: string } };
    hosts.get("compute-1")?.plug(port.id);
    return port.id;
  });
  const remoteIn = (name: "east" | "south") =>
    [...clouds.neutron(name).state.ports.values()].filter(({ device_owner }) => device_owner === "multisite:remote-port").length;
  await later(60_000);
  expect([remoteIn("east"), remoteIn("south")]).toEqual([PORTS, PORTS]);

  for (const id of ids) request({ method: "DELETE", path: `/ports/${id}` });
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
