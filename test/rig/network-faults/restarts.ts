import { expect, test } from "vitest";
import type { Host } from "../../../rig/neutron/index.ts";
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

  test("neutron-server is killed with all its processes, a port comes and one goes elsewhere, and it starts again", async () => {
    const { north, south, allIsRight, everybodyIsReached } = stage();
    const going = await north.boot(1);
    await allIsRight();
    await south.site.controller.server.kill();
    await everybodyIsReached();
    const coming = await north.boot(0);
    await north.destroy(going);
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
}

/** The mark of an agent's life on its flows. */
async function cookiesOf(host: Host): Promise<readonly string[]> {
  const flows = await host.forwarding();
  return [...new Set(flows.flatMap((flow) => /cookie=(\w+)/.exec(flow)?.[1] ?? []))];
}
