import { call } from "@multisite/openstack/session";
import { networkAccess } from "../neutron/accounts.ts";
import { createMachineIn, findNetwork, type Host, type Machine, type NeutronSite } from "../neutron/index.ts";
import type { MachineState } from "./state.ts";

/** The machines of the rig. */
export interface Machines {
  of(site: string): readonly MachineState[];
  /** Makes one in a network of the host's site, as Nova would; Neutron chooses an address when none is given. */
  boot(host: string, network: string, address?: string): Promise<MachineState>;
  /** Takes it away with its port. */
  destroy(machine: string): Promise<void>;
}

interface Kept {
  readonly site: NeutronSite;
  readonly machine: Machine;
  readonly state: MachineState;
}

export function createMachines(sites: readonly NeutronSite[]): Machines {
  const kept = new Map<string, Kept>();
  const numbers = new Map<string, number>();
  const nextName = (site: string): string => {
    numbers.set(site, (numbers.get(site) ?? 0) + 1);
    return `vm-${site}-${numbers.get(site)}`;
  };
  return {
    of: (site) => [...kept.values()].filter((one) => one.site.name === site).map(({ state }) => state),
    async boot(hostName, network, address) {
      const { site, host } = findHost(sites, hostName);
      const name = nextName(site.name);
      const now = await loggedIn(site);
      const machine = await createMachineIn(now, host, await findNetwork(now, network), {
        name,
        ...(address === undefined ? {} : { fixed_ips: [{ ip_address: address }] }),
      });
      const { id: portId, ipAddress } = machine.port;
      const state = { name, namespace: machine.namespace, host: host.name, network, ipAddress, portId };
      kept.set(name, { site, machine, state });
      return state;
    },
    async destroy(name) {
      const found = kept.get(name);
      if (found === undefined) throw new Error(`There is no machine ${name}, but ${[...kept.keys()].join(", ")}.`);
      kept.delete(name);
      await found.machine.unplug();
      const { access } = await loggedIn(found.site);
      await call(access, { method: "DELETE", path: `/ports/${found.state.portId}` });
    },
  };
}

function findHost(sites: readonly NeutronSite[], name: string): { readonly site: NeutronSite; readonly host: Host } {
  const all = sites.flatMap((site) => site.hosts.map((host) => ({ site, host })));
  const found = all.find(({ host }) => host.name === name);
  if (found === undefined) throw new Error(`There is no host ${name}, but ${all.map(({ host }) => host.name).join(", ")}.`);
  return found;
}

/** Anew: a rig stays up for longer than a token is good. */
const loggedIn = async (site: NeutronSite): Promise<NeutronSite> => ({
  ...site,
  access: await networkAccess(site.controller.identity, site.controller.url),
});
