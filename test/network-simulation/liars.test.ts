import { expect, test } from "vitest";
import { SHADOW_OWNER } from "../../packages/network/shadows/index.ts";
import { openScene, type Scene } from "./run.ts";

/** In the place of the third site's connector, with whatever it says. */
async function playLiar(play: (scene: Scene, say: (answer: object) => void) => Promise<void>): Promise<void> {
  const scene = openScene({ seed: 8, sites: 3 });
  const { world } = scene;
  world.site("site-3").crash();
  let said: object = {};
  const { clock } = world;
  const links = world.peers.join({ site: "site-3", node: "site-3" });
  links.answer("network.mirror", async () => {
    await clock.sleep(500);
    return said;
  });
  try {
    await play(scene, (answer) => {
      said = answer;
    });
  } finally {
    world.stop();
  }
}

const lie = (id: string, change: object) => ({
  id,
  network: "plane-a",
  name: id,
  mac: `fa:16:3e:03:00:${id}`,
  addresses: [`10.50.3.${Number.parseInt(id, 16) + 20}`],
  vtep: "192.0.3.1",
  isUp: true,
  pairs: [],
  ...change,
});
const remotePorts = ({ world }: Scene, site: string) =>
  [...world.site(site).neutron.state.ports.values()].filter((port) => port.device_owner === SHADOW_OWNER);

test("a site whose answers cannot be is an alarm, and keeps nobody from following the others", async () => {
  await playLiar(async (scene, say) => {
    const { world, instances, pass } = scene;
    say({ site: "site-3", epoch: 1, version: 1, ports: [{ id: "1" }] });
    instances.boot("site-2", "plane-a");
    for (let times = 0; times < 4; times++) await pass(5000);
    expect(remotePorts(scene, "site-1")).toHaveLength(1);
    expect(world.site("site-1").alarms()).toEqual(["network.mirror.refused/site-3"]);
    say({ site: "site-3", epoch: 1, version: 2, ports: [] });
    await pass(10_000);
    expect(world.site("site-1").alarms()).toEqual([]);
  });
});

test("a site that says to be at others' endpoints, or to have others' addresses, is an alarm, and nothing is written for it", async () => {
  await playLiar(async (scene, say) => {
    const { world, instances, pass } = scene;
    instances.boot("site-1", "plane-a");
    instances.boot("site-2", "plane-a");
    for (let times = 0; times < 4; times++) await pass(5000);
    const [own, other] = [...instances.all.values()];
    const endpointOf = (one = own) => world.site(one?.site ?? "").neutron.hosts.get(one?.host ?? "")?.vtep;
    say({
      site: "site-3",
      epoch: 1,
      version: 1,
      ports: [
        lie("01", { vtep: endpointOf(own) }),
        lie("02", { vtep: endpointOf(other) }),
        lie("03", { vtep: "127.0.0.1" }),
        lie("04", { vtep: "239.1.1.1" }),
        lie("05", { vtep: "nowhere" }),
        lie("06", { mac: own?.mac }),
        lie("07", { addresses: [own?.address] }),
        lie("08", {}),
      ],
    });
    for (let times = 0; times < 4; times++) await pass(5000);
    expect(world.site("site-1").alarms()).toEqual([
      "network.remote_port.vtep_in_use/site-3/01",
      "network.remote_port.vtep_contested/site-3/02",
      ...["03", "04", "05"].map((id) => `network.remote_port.vtep_invalid/site-3/${id}`),
      "network.remote_port.mac_in_use/site-3/06",
      "network.remote_port.address_in_use/site-3/07",
    ]);
    // What can be is made beside: the site is not refused as a whole.
    expect(
      remotePorts(scene, "site-1")
        .map(({ device_id }) => device_id)
        .toSorted(),
    ).toEqual([`site-2/${other?.portId}`, "site-3/08"]);
  });
});
