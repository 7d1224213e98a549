import { expect, test } from "vitest";
import type { Host, Machine } from "../../../rig/neutron/index.ts";
import type { Stage } from "./stage.ts";

/** What of a site ends and starts again, while ports come and go elsewhere. */
export function testRestarts(stage: () => Stage): void {
  test("a host's agent is killed, a port comes meanwhile, and it starts again", async () => {
    const { north, south, hostOf, allIsRight, everybodyIsReached } = stage();
    const host = hostOf(south);
    const before = await cookiesOf(host);
    await host.killAgents();
    const late = await north.boot(1);
    await host.restartAgents();
    // Its first round ends with taking away what has its former mark.
    await expect
      .poll(async () => (await cookiesOf(host)).some((cookie) => before.includes(cookie)), { timeout: 60_000 })
      .toBe(false);
    await allIsRight();
    await north.destroy(late);
    await allIsRight();
    await everybodyIsReached();
  });

  test("a host's Open vSwitch is killed and starts without its flows, under its agent; then together with it", async () => {
    const { north, hostOf, allIsRight, everybodyIsReached } = stage();
    const host = hostOf(north);
    await host.restartSwitch();
    await allIsRight();
    await everybodyIsReached();
    await host.killAgents();
    await host.restartSwitch();
    await host.restartAgents();
    await allIsRight();
    await everybodyIsReached();
  });

  test("neutron-server is killed with all its processes, a port comes and one goes elsewhere, and it starts again", async () => {
    const { north, south, allIsRight, everybodyIsReached } = stage();
    const going = await north.boot(1);
    await allIsRight();
    await south.site.controller.server.kill();
    await everybodyIsReached();
    await north.destroy(going);
    const coming = await north.boot(0);
    await south.site.controller.server.restart();
    await allIsRight();
    await north.destroy(coming);
    await allIsRight();
  });

  test("RabbitMQ is killed, a port comes elsewhere, and it starts again", async () => {
    const { north, south, allIsRight, everybodyIsReached } = stage();
    await south.site.controller.broker.kill();
    const coming = await north.boot(1);
    await everybodyIsReached();
    await south.site.controller.broker.restart();
    await allIsRight();
    await north.destroy(coming);
    await allIsRight();
    await everybodyIsReached();
  });

  test("the WAN is cut: each site goes on with what it has; ports that came, moved and went are there when it is healed", async () => {
    const { sites, north, south, machines, hostOf, migrate, remotePorts, allIsRight, everybodyIsReached } = stage();
    const going = await north.boot(1);
    const staying = await south.boot();
    await allIsRight();
    const keys = () =>
      Promise.all([north, south].map(async (place) => (await remotePorts(place)).map(({ device_id }) => device_id).toSorted()));
    const before = await keys();
    await sites.rig.network.cut("north", "south");
    let coming: Machine;
    try {
      expect(await machines.north.reaches(machines.south.port.ipAddress, 2000)).toBe(false);
      [coming] = await Promise.all([north.boot(1), north.destroy(going), south.destroy(staying)]);
      machines.north = await migrate(north, machines.north, hostOf(north, 1));
      expect(await coming.reaches(machines.north.port.ipAddress)).toBe(true);
      // Longer than a question to another site is held: it is given up, and silence is no news.
      await new Promise((resolve) => setTimeout(resolve, 20_000));
      expect(await keys()).toEqual(before);
    } finally {
      await sites.rig.network.heal("north", "south");
    }
    await allIsRight();
    await everybodyIsReached();
    machines.north = await migrate(north, machines.north, hostOf(north));
    await north.destroy(coming);
    await allIsRight();
  });

  test("a whole site is killed, ports come and go elsewhere, and it starts again", async () => {
    const { north, south, allIsRight, everybodyIsReached } = stage();
    const going = await north.boot(1);
    await allIsRight();
    await Promise.all([south.site.kill(), south.connector.kill()]);
    await north.destroy(going);
    const coming = await north.boot(0);
    await south.site.startAgain();
    south.connector.start();
    await allIsRight();
    await everybodyIsReached();
    await north.destroy(coming);
    await allIsRight();
  });
}

/** The mark of an agent's life on its flows. */
async function cookiesOf(host: Host): Promise<readonly string[]> {
  const flows = await host.forwarding();
  return [...new Set(flows.flatMap((flow) => /cookie=(\w+)/.exec(flow)?.[1] ?? []))];
}
