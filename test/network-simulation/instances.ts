import type { Port } from "../../packages/openstack/network/index.ts";
import { PLANES, VIP } from "./site.ts";
import type { World } from "./world.ts";

/** A running instance's port. */
export interface Instance {
  readonly site: string;
  readonly plane: string;
  readonly portId: string;
  readonly mac: string;
  address: string;
  host: string;
  hasVip: boolean;
}

export type Instances = ReturnType<typeof createInstances>;

/** What tenants do: each as Nova and they do it, at one site's Neutron. */
export function createInstances(world: World) {
  const { chance, note } = world;
  const all = new Map<string, Instance>();

  const put = (site: string, id: string, port: object) =>
    world.site(site).neutron.request({ method: "PUT", path: `/ports/${id}`, body: { port } });

  function boot(
    siteName = chance.choose(world.names),
    plane = chance.choose([...PLANES.map(({ name }) => name), "local"]),
  ): void {
    const site = world.site(siteName);
    const host = chance.choose([...site.neutron.hosts.keys()]);
    const made = site.neutron.request({
      method: "POST",
      path: "/ports",
      body: {
        port: {
          network_id: site.networkId(plane),
          project_id: "hss",
          device_owner: "compute:nova",
          security_groups: [site.groupOf(plane)],
          "binding:host_id": host,
        },
      },
    });
    if (made.status !== 201) throw new Error(`boot: ${JSON.stringify(made.body)}`);
    const { port } = made.body as { readonly port: Port };
    site.neutron.hosts.get(host)?.plug(port.id);
    const address = port.fixed_ips[0]?.ip_address ?? "";
    all.set(port.id, { site: siteName, plane, portId: port.id, mac: port.mac_address, address, host, hasVip: false });
    note(`boot ${port.id.slice(0, 4)} ${address} on ${plane} in ${siteName}`);
  }

  function remove({ site, portId, host }: Instance): void {
    const { neutron } = world.site(site);
    neutron.hosts.get(host)?.unplug(portId);
    neutron.request({ method: "DELETE", path: `/ports/${portId}` });
    all.delete(portId);
    note(`delete ${portId.slice(0, 4)} in ${site}`);
  }

  function migrate(instance: Instance): void {
    const { neutron } = world.site(instance.site);
    const to = chance.choose([...neutron.hosts.keys()].filter((host) => host !== instance.host));
    put(instance.site, instance.portId, { "binding:host_id": to });
    neutron.hosts.get(instance.host)?.unplug(instance.portId);
    neutron.hosts.get(to)?.plug(instance.portId);
    instance.host = to;
    note(`migrate ${instance.portId.slice(0, 4)} to ${to} in ${instance.site}`);
  }

  function takeVip(instance: Instance): void {
    instance.hasVip = !instance.hasVip;
    put(instance.site, instance.portId, { allowed_address_pairs: instance.hasVip ? [{ ip_address: VIP }] : [] });
  }

  /** The site's own addresses only: the pool is how sites keep apart. */
  function readdress(instance: Instance): void {
    const address = `${instance.address.split(".").slice(0, 3).join(".")}.${10 + chance.pick(240)}`;
    const answer = put(instance.site, instance.portId, { fixed_ips: [{ ip_address: address }] });
    if (answer.status === 200) instance.address = address;
  }

  return {
    all: all as ReadonlyMap<string, Instance>,
    boot,
    remove,
    migrate,
    takeVip,
    any(): void {
      const instances = [...all.values()];
      const dice = chance.pick(100);
      const one = chance.choose(instances);
      if (instances.length < 4 || dice < 40) boot();
      else if (dice < 60) remove(one);
      else if (dice < 75) migrate(one);
      else if (dice < 88) takeVip(one);
      else readdress(one);
    },
  };
}
