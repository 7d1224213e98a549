import { isShadowHost, SHADOW_OWNER, shadowHost } from "../../packages/network/shadows/index.ts";
import { BROADCAST } from "../../packages/sandbox/network/index.ts";
import type { Instance, Instances } from "./instances.ts";
import { PLANES, VIP } from "./site.ts";
import type { World } from "./world.ts";

/** Sees what must never be, and what must be in the end. */
export function createWitness(world: World, instances: Instances) {
  const problems = new Set<string>();
  /** Remote ports that were there, as `SITE KEY`. */
  const stood = new Set<string>();
  let frames = 0;

  const planeOf = (site: string, networkId: string): string =>
    [...PLANES.map(({ name }) => name), "local"].find((plane) => world.site(site).networkId(plane) === networkId) ?? "none";
  const vtepOf = ({ site, host }: Instance): string => world.site(site).neutron.hosts.get(host)?.vtep ?? "";
  const members = (plane: string): readonly Instance[] => [...instances.all.values()].filter((one) => one.plane === plane);

  /** Never a frame to another network, and never one for one port to two. */
  function sendSome(): void {
    const all = [...instances.all.values()];
    if (all.length === 0) return;
    const from = world.chance.choose(all);
    const to = world.chance.choose(all);
    for (const destination of [to.mac, BROADCAST]) {
      const arrivals = world.fabric.send(from.site, from.portId, { destination });
      frames += arrivals.length;
      for (const { site, port } of arrivals) {
        const plane = planeOf(site, port.network_id);
        const isSame = plane === from.plane && (plane !== "local" || site === from.site);
        if (!isSame) problems.add(`a frame of ${from.plane} in ${from.site} comes to ${plane} in ${site}`);
      }
      if (destination !== BROADCAST && arrivals.length > 1)
        problems.add(`a frame for ${to.mac} comes to ${arrivals.length} ports`);
    }
  }

  /** No remote port of a living port goes, whatever is silent; but for what people deleted by hand. */
  function lookForLosses(): void {
    for (const [name, { neutron }] of world.sites) {
      const keys = new Set<string>();
      const addresses = new Set<string>();
      for (const port of neutron.state.ports.values()) {
        for (const { ip_address } of port.fixed_ips) {
          const place = `${port.network_id} ${ip_address}`;
          if (addresses.has(place)) problems.add(`${ip_address} is there twice in ${name}`);
          addresses.add(place);
        }
        if (port.device_owner !== SHADOW_OWNER) continue;
        if (keys.has(port.device_id)) problems.add(`${port.device_id} is there twice in ${name}`);
        keys.add(port.device_id);
        stood.add(`${name} ${port.device_id}`);
      }
      for (const { site, portId } of instances.all.values()) {
        const key = `${site}/${portId}`;
        if (stood.has(`${name} ${key}`) && !keys.has(key)) problems.add(`${name} has taken away ${key}, which lives`);
      }
    }
  }

  /** What keeps the hosts' tables, the ports and the agents from being as they must be; empty when nothing does. */
  function unsettled(): readonly string[] {
    return [...world.sites].flatMap(([name, site]) => {
      const { state, hosts } = site.neutron;
      const remote = [...instances.all.values()].filter((one) => one.site !== name && one.plane !== "local");
      const shadows = [...state.ports.values()].filter(({ device_owner }) => device_owner === SHADOW_OWNER);
      const agents = [...state.agents.values()].map(({ host }) => host).filter(isShadowHost);
      return [
        ...differs(
          `remote ports of ${name}`,
          shadows.map((port) => port.device_id),
          remote.map((one) => `${one.site}/${one.portId}`),
        ),
        ...differs(
          `remote ports with the VIP of ${name}`,
          shadows.filter((port) => (port.allowed_address_pairs ?? []).length > 0).map((port) => port.device_id),
          remote.filter(({ hasVip }) => hasVip).map((one) => `${one.site}/${one.portId}`),
        ),
        ...differs(`agents of ${name}`, agents, [...new Set(remote.map((one) => shadowHost(vtepOf(one))))]),
        ...PLANES.flatMap(({ name: plane }) =>
          [...hosts.values()].flatMap((host) => {
            const here = members(plane).some((one) => one.site === name && one.host === host.name);
            const table = host.tables.get(site.networkId(plane));
            if (!here || table === undefined) return here ? [`${host.name} of ${name} has no table`] : [];
            const others = members(plane).filter((one) => one.site !== name || one.host !== host.name);
            const where = `of ${host.name} in ${name} for ${plane}`;
            return [
              ...differs(
                `unicast ${where}`,
                [...table.unicast].map(String),
                others.map((one) => `${one.mac},${vtepOf(one)}`),
              ),
              ...differs(
                `ARP ${where}`,
                [...table.arp].map(String),
                others.map((one) => `${one.address},${one.mac}`),
              ),
              ...differs(`flood ${where}`, [...table.flood], [...new Set(others.map(vtepOf))]),
            ];
          }),
        ),
      ];
    });
  }

  /** In the end every member reaches every other one, itself and under the VIP, and nobody else. */
  function checkFrames(): void {
    for (const { name: plane } of PLANES) {
      for (const from of members(plane)) {
        const others = members(plane).filter(({ portId }) => portId !== from.portId);
        for (const sourceAddress of from.hasVip ? [from.address, VIP] : [from.address]) {
          for (const to of others) arrive(from, sourceAddress, to.mac, [to]);
          arrive(from, sourceAddress, BROADCAST, others);
        }
      }
    }
  }

  function arrive(from: Instance, sourceAddress: string, destination: string, to: readonly Instance[]): void {
    const arrivals = world.fabric.send(from.site, from.portId, { destination, sourceAddress });
    frames += arrivals.length;
    const accepted = arrivals.filter(({ isAccepted }) => isAccepted).map(({ port }) => port.id);
    for (const problem of differs(
      `receivers of ${sourceAddress} to ${destination} on ${from.plane} from ${from.site}`,
      accepted,
      to.map(({ portId }) => portId),
    ))
      problems.add(problem);
  }

  return {
    problems,
    frames: () => frames,
    sendSome,
    lookForLosses,
    unsettled,
    checkFrames,
    /** People have deleted it: that it is missing is no fault. */
    forgive: (site: string, key: string) => stood.delete(`${site} ${key}`),
  };
}

function differs(what: string, are: readonly string[], shall: readonly string[]): readonly string[] {
  const missing = shall.filter((one) => !are.includes(one));
  const surplus = are.filter((one) => !shall.includes(one));
  if (missing.length === 0 && surplus.length === 0 && are.length === shall.length) return [];
  return [
    `${what}: missing ${missing.join(" ") || "none"}; too many ${surplus.join(" ") || "none"} (${are.length} of ${shall.length})`,
  ];
}
