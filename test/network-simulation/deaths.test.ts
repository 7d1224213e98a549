import { expect, test } from "vitest";
import { isShadowHost, SHADOW_OWNER } from "../../packages/network/shadows/index.ts";
import { openScene } from "./run.ts";

test("what hosts were told is known though the connector died before it looked again, and people deleted agent and port meanwhile", async () => {
  const { world, instances, witness, pass, settle } = openScene({ seed: 5, sites: 3 });
  try {
    for (const name of world.names) instances.boot(name, "plane-a");
    for (let times = 0; times < 6; times++) await pass(5000);
    const site = world.site("site-1");
    const { neutron } = site;
    instances.boot("site-2", "plane-a");
    const [going] = [...instances.all.values()].slice(-1);
    const key = `site-2/${going?.portId}`;
    const isTold = () =>
      [...neutron.hosts.values()].some((host) => host.tables.get(site.networkId("plane-a"))?.unicast.has(going?.mac ?? ""));
    // At the moment when hosts are told: the word of it comes to nobody.
    const stopListening = neutron.listen(() => isTold() && site.crash());
    for (let times = 0; times < 400 && site.isRunning; times++) await world.clock.advance(25);
    expect(isTold()).toBe(true);

    for (const { id, host } of [...neutron.state.agents.values()])
      if (isShadowHost(host)) neutron.request({ method: "DELETE", path: `/agents/${id}` });
    for (const { id, device_id, device_owner } of [...neutron.state.ports.values()]) {
      if (device_owner !== SHADOW_OWNER) continue;
      witness.forgive("site-1", device_id);
      neutron.request({ method: "DELETE", path: `/ports/${id}` });
    }
    if (going !== undefined) instances.remove(going);
    await world.clock.advance(5000);
    expect(isTold(), `${key} is in the hosts' tables though its port is gone`).toBe(true);
    stopListening();
    site.start();
    await settle();
    expect([...witness.problems]).toEqual([]);
  } finally {
    world.stop();
  }
});
