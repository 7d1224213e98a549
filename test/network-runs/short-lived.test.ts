import { expect, test } from "vitest";
import { applyNetworkRun, parseNetwork, prepareApply } from "../../packages/network/index.ts";
import { type Clouds, createClouds, NAMES } from "./clouds.ts";

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

const networkIn = (clouds: Clouds, name: "east" | "north"): string =>
  [...clouds.neutron(name).state.networks.values()].find((one) => one.name === "backup")?.id ?? "";

function boot(clouds: Clouds, name: "east" | "north"): { readonly id: string; readonly mac_address: string } {
  const { request, hosts } = clouds.neutron(name);
  const body = { port: { network_id: networkIn(clouds, name), "binding:host_id": "compute-1" } };
  const { port } = request({ method: "POST", path: "/ports", body }).body as {
    readonly port: { readonly id: string; readonly mac_address: string };
  };
  hosts.get("compute-1")?.plug(port.id);
  return port;
}

test.each([0, 100, 500, 1000, 1500, 2500])(
  "a port that goes %i ms after its flow came leaves none in the other site's hosts",
  async (afterMs) => {
    const clouds = createClouds(1);
    const input = await clouds.until(prepareApply(clouds.hands(), document));
    expect(await clouds.start(applyNetworkRun, input)).toMatchObject({ state: "done" });
    boot(clouds, "east");
    await clouds.until(clouds.clock.sleep(30_000));
    const port = boot(clouds, "north");
    const table = () => clouds.neutron("east").hosts.get("compute-1")?.tables.get(networkIn(clouds, "east"));
    for (let waits = 0; !table()?.unicast.has(port.mac_address); waits++) {
      expect(waits).toBeLessThan(600);
      await clouds.until(clouds.clock.sleep(50));
    }
    await clouds.until(clouds.clock.sleep(afterMs));
    clouds.neutron("north").request({ method: "DELETE", path: `/ports/${port.id}` });
    await clouds.until(clouds.clock.sleep(30_000));
    expect(table()).toMatchObject({ unicast: new Map(), arp: new Map(), flood: new Set() });
  },
);

test("a port that is deleted when it is down already, of which no message tells, is gone in the other sites within seconds", async () => {
  const clouds = createClouds(1);
  const input = await clouds.until(prepareApply(clouds.hands(), document));
  expect(await clouds.start(applyNetworkRun, input)).toMatchObject({ state: "done" });
  const port = boot(clouds, "north");
  await clouds.until(clouds.clock.sleep(30_000));
  const remote = () =>
    [...clouds.neutron("east").state.ports.values()].filter(({ device_id }) => device_id === `north/${port.id}`).length;
  expect(remote()).toBe(1);
  clouds.neutron("north").hosts.get("compute-1")?.unplug(port.id);
  await clouds.until(clouds.clock.sleep(1000));
  clouds.neutron("north").request({ method: "DELETE", path: `/ports/${port.id}` });
  await clouds.until(clouds.clock.sleep(8000));
  expect(remote()).toBe(0);
});
