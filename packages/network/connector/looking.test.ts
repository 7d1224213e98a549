import { createSimulatedClock } from "@multisite/kernel/clock";
import type { NetworkClient } from "@multisite/openstack/network";
import { expect, test } from "vitest";
import { beginLog } from "../mirror/index.ts";
import { createLooking } from "./looking.ts";
import { defaultSettings } from "./settings.ts";
import type { ConnectorPorts } from "./types.ts";
import { createWorld } from "./world.ts";

const NETWORK = { id: "n", name: "plane", vni: 9, subnetId: "s", projectId: "p", securityGroups: [] };

/** A look at a Neutron without ports, by the kinds of lists that it asks for. */
function look() {
  const clock = createSimulatedClock();
  const lists: string[] = [];
  const client = {
    ports: {
      async list(filters: { readonly mac_address?: readonly string[] }) {
        await clock.sleep(100);
        lists.push(filters.mac_address === undefined ? "all" : `${filters.mac_address.length} places`);
        return [];
      },
    },
    agents: { list: async () => [] },
  };
  const looking = createLooking({
    world: createWorld({ told: [], copies: new Map(), vteps: [] }),
    ports: { clock, client: client as unknown as NetworkClient, networks: () => [NETWORK] } as unknown as ConnectorPorts,
    settings: defaultSettings,
    log: beginLog("east", 1),
    prepare: () => false,
    begin: () => () => {},
  });
  void looking.run();
  /** Who was woken looks for how long it may sleep, before time goes on. */
  const pass = async (forMs: number): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(forMs);
  };
  return { looking, lists, pass };
}

test("many ports that are to be read back at the same time are read by one list of all ports, and then no more", async () => {
  const { looking, lists, pass } = look();
  await pass(1000);
  for (let port = 0; port < 1000; port++) looking.later(`mac n fa:16:3e:00:${port}`, 2000);
  await pass(defaultSettings.passMs / 2);
  expect(lists.filter((list) => list === "all")).toHaveLength(2);
  expect(lists.length).toBeLessThan(4);
  looking.stop();
});

test("while much is being made, what is read back is read by few lists, each for some seconds of it", async () => {
  const { looking, lists, pass } = look();
  await pass(1000);
  for (let port = 0; port < 200; port++) {
    looking.later(`mac n fa:16:3e:00:${port}`, 2000);
    await pass(100);
  }
  await pass(10_000);
  expect(lists.length).toBeLessThan(12);
  const places = lists.slice(1).map((list) => Number.parseInt(list, 10));
  expect(places.reduce((sum, one) => sum + one, 0)).toBe(200);
  looking.stop();
});

test("what is due sooner than all else is read when its time has come, and what is due later is not read before", async () => {
  const { looking, lists, pass } = look();
  await pass(1000);
  looking.later("mac n late", 20_000);
  looking.later("mac n soon", 2000);
  await pass(5000);
  expect(lists).toEqual(["all", "1 places"]);
  await pass(20_000);
  expect(lists).toEqual(["all", "1 places", "1 places"]);
  looking.stop();
});
