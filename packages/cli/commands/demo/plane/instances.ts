import { createFabric, createMachines, type Machine } from "@multisite/sandbox/network";
import { PLANE, VIP } from "./cast.ts";
import type { PlaneClouds } from "./clouds.ts";

/** What the owner of a VNF does, at one site's Neutron and Nova at a time. */
export interface PlaneInstances {
  /** Makes a port on the plane, and an instance with it on a host. */
  boot(name: string, site: string, host: string): Promise<Machine>;
  /** Moves an instance to another host of its site, as Nova's migration does. */
  migrate(machine: Machine, host: string): Promise<void>;
}

export function createInstances({ neutrons, client }: PlaneClouds): PlaneInstances {
  const machines = createMachines(createFabric(neutrons));
  const hostOf = (site: string, host: string | undefined) => neutrons.get(site)?.hosts.get(host ?? "");

  return {
    async boot(name, site, host) {
      const { networks, securityGroups, ports } = client(site);
      const [network] = await networks.list({ name: PLANE });
      const [group] = await securityGroups.list({ name: PLANE });
      const port = await ports.create({
        name,
        network_id: network?.id ?? "",
        device_owner: "compute:nova",
        security_groups: group === undefined ? [] : [group.id],
        // Its VRRP may take the address that moves.
        allowed_address_pairs: [{ ip_address: VIP }],
        "binding:host_id": host,
      });
      hostOf(site, host)?.plug(port.id);
      const address = port.fixed_ips[0]?.ip_address ?? "";
      return machines.boot({ name, site, portId: port.id, mac: port.mac_address, address });
    },
    async migrate({ site, portId }, host) {
      const { ports } = client(site);
      const { "binding:host_id": from } = await ports.get(portId);
      hostOf(site, host)?.plug(portId);
      hostOf(site, from ?? undefined)?.unplug(portId);
      await ports.update(portId, { "binding:host_id": host });
    },
  };
}
