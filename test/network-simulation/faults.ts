import { isShadowHost, SHADOW_OWNER } from "../../packages/network/shadows/index.ts";
import type { World } from "./world.ts";

/** What goes wrong, and what people do by hand. */
export function createFaults(world: World, onMeddling: (site: string, key: string) => void) {
  const { chance, names, note, peers } = world;

  function cut(name: string, others: readonly string[]): void {
    const directions = chance.happens(0.7) ? "both" : "one";
    for (const other of others) if (other !== name) peers.cut(name, other, directions);
    note(`links of ${name} are cut`);
  }

  function crash(name: string): void {
    world.site(name).crash();
    note(`the connector of ${name} dies`);
  }

  function restartAgent(name: string): void {
    const isWiped = chance.happens(0.5);
    chance.choose([...world.site(name).neutron.hosts.values()]).restart(isWiped);
    note(`an agent of ${name} starts anew${isWiped ? " without its flows" : ""}`);
  }

  function deleteShadow(name: string): void {
    const { neutron } = world.site(name);
    const shadows = [...neutron.state.ports.values()].filter(({ device_owner }) => device_owner === SHADOW_OWNER);
    if (shadows.length === 0) return;
    const shadow = chance.choose(shadows);
    onMeddling(name, shadow.device_id);
    neutron.request({ method: "DELETE", path: `/ports/${shadow.id}` });
    note(`somebody deletes remote port ${shadow.device_id} in ${name}`);
  }

  function deleteAgent(name: string): void {
    const { neutron } = world.site(name);
    const agents = [...neutron.state.agents.values()].filter(({ host }) => isShadowHost(host));
    if (agents.length === 0) return;
    const { id, host } = chance.choose(agents);
    neutron.request({ method: "DELETE", path: `/agents/${id}` });
    note(`somebody deletes agent ${host} in ${name}`);
  }

  return {
    any(): void {
      const name = chance.choose(names);
      const site = world.site(name);
      const dice = chance.pick(100);
      if (dice < 15) cut(name, [chance.choose(names)]);
      else if (dice < 22) cut(name, names);
      else if (dice < 36) peers.healAll();
      else if (dice < 48) crash(name);
      else if (dice < 64) site.start();
      else if (dice < 70) site.isDown = true;
      else if (dice < 80) site.isDown = false;
      else if (dice < 84) site.deafen();
      else if (dice < 88) site.hearAgain();
      else if (dice < 94) restartAgent(name);
      else if (dice < 98) deleteShadow(name);
      else deleteAgent(name);
    },
    heal(): void {
      peers.healAll();
      for (const site of world.sites.values()) {
        site.isDown = false;
        site.hearAgain();
        site.start();
      }
      note("everything is healed");
    },
    deleteAgent,
  };
}
