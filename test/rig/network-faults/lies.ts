import { expect, test } from "vitest";
import { isShadowHost } from "../../../packages/network/shadows/index.ts";
import type { Stage } from "./stage.ts";

/** A site of the star whose connector lies: it has a certificate, and so is heard. */
export function testLies(stage: () => Stage): void {
  test("a site that says to be at others' endpoints, or at none, or to have others' MACs and addresses: refused with an alarm, nothing written", async () => {
    const { north, south, west, machines, hostOf, wrong, allIsRight, everybodyIsReached } = stage();
    const lies: Readonly<Record<string, object>> = {
      "vtep_in_use/west/1": { id: "1", vtep: hostOf(north).tunnelAddress },
      "vtep_contested/west/2": { id: "2", vtep: hostOf(south).tunnelAddress },
      "vtep_invalid/west/3": { id: "3", vtep: "127.0.0.1" },
      "vtep_invalid/west/4": { id: "4", vtep: "239.1.1.1" },
      "vtep_invalid/west/5": { id: "5", vtep: "somewhere" },
      "mac_in_use/west/6": { id: "6", mac: machines.north.port.macAddress },
      "address_in_use/west/7": { id: "7", addresses: [machines.north.port.ipAddress] },
    };
    west.say(Object.values(lies).map((change, index) => ({ ...portOf(index), ...change })));
    const alarms = () => north.connector.alarms().map(({ id }) => id);
    await expect.poll(alarms, { timeout: 60_000 }).toEqual(Object.keys(lies).map((name) => `network.remote_port.${name}`));
    // South has neither itself, but north's.
    const inSouth = () => south.connector.alarms().map(({ id }) => id);
    const contested = ["network.remote_port.mac_contested/west/6", "network.remote_port.address_contested/west/7"];
    await expect.poll(inSouth, { timeout: 60_000 }).toEqual(expect.arrayContaining(contested));
    // Longer than until the next look, and the one after it.
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    expect(await wrong()).toEqual([]);
    await everybodyIsReached();

    west.say([{ ...portOf(0), mac: "not a MAC" }]);
    await expect.poll(alarms, { timeout: 60_000 }).toContain("network.mirror.refused/west");
    // Others are followed all the same.
    const coming = await north.boot(1);
    await allIsRight();
    await north.destroy(coming);
    west.say([]);
    await expect.poll(alarms, { timeout: 60_000 }).toEqual([]);
    await allIsRight();
  });

  test("the same site is believed what can be, and leaves nothing when it takes it back", async () => {
    const { north, west, remotePorts, allIsRight } = stage();
    west.say([portOf(0)]);
    const made = async () => (await remotePorts(north)).filter(({ device_id }) => device_id === "west/port-0");
    await expect
      .poll(made, { timeout: 60_000 })
      .toMatchObject([{ status: "ACTIVE", "binding:host_id": "multisite-vtep-192.0.2.77" }]);
    west.say([]);
    await expect.poll(made, { timeout: 60_000 }).toEqual([]);
    await allIsRight();
    expect((await north.client.agents.list()).filter(({ host }) => isShadowHost(host))).toHaveLength(1);
  });
}

const portOf = (index: number) => ({
  id: `port-${index}`,
  network: "backup",
  name: "",
  mac: `fa:16:3e:77:00:0${index}`,
  addresses: [`10.77.0.${200 + index}`],
  vtep: "192.0.2.77",
  isUp: true,
  pairs: [],
});
