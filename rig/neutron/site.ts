import type { Access } from "@multisite/openstack/session";
import type { Network } from "../network/index.ts";
import { networkAccess } from "./accounts.ts";
import { untilAlive } from "./agents.ts";
import { type Controller, startController } from "./controller.ts";
import type { Fabric } from "./fabric.ts";
import { type Host, type HostKind, prepareSite, startHost } from "./host/index.ts";

export interface SiteOptions {
  /** In which the site is a namespace, joined to the others. */
  readonly network: Network;
  /** Joins what is outside of the sites; without it each one's is its own. */
  readonly fabric?: Fabric;
  readonly site: string;
  /** One with Open vSwitch unless said otherwise. */
  readonly hosts?: readonly HostKind[];
  /** The first host has Neutron's DHCP agent. */
  readonly dhcp?: boolean;
  /** Told of each step that has been done. */
  readonly say?: (line: string) => void;
}

/** An OpenStack site of its own: identity, Neutron, and compute hosts. Nothing of it is another site's. */
export interface NeutronSite {
  readonly name: string;
  readonly controller: Controller;
  readonly hosts: readonly Host[];
  /** As the site's administrator at its neutron-server, from within this process. */
  readonly access: Access;
  /** Ends all of the site at once, as a power cut would. */
  kill(): Promise<void>;
  /** Starts again what was killed; done when its agents have reported. Machines are there as before, without what ran in them. */
  startAgain(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a site; it is given back when its agents are alive. Expect 25 s on two cores. */
export async function startSite({
  network,
  fabric,
  site,
  hosts: kinds = ["open-vswitch"],
  dhcp = false,
  say = () => {},
}: SiteOptions): Promise<NeutronSite> {
  const startedMs = performance.now();
  const number = (network.sites.indexOf(site) + 1).toString(16).padStart(2, "0");
  const controller = await startController({
    site,
    address: network.outsideAddress,
    baseMac: `fa:16:${number}:00:00:00`,
    say: (line) => say(`${site}: ${line}`),
  });
  const hosts: Host[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(hosts.map((host) => host.remove()));
    await controller.stop();
  };
  try {
    await prepareSite(network, site);
    for (const [index, kind] of kinds.entries()) {
      const { transportUrl } = controller;
      const options = { network, ...(fabric && { fabric }), site, index: index + 1, kind, transportUrl };
      hosts.push(await startHost({ ...options, dhcp: dhcp && index === 0 }));
    }
    const access = await networkAccess(controller.identity, controller.url);
    await untilAlive(access, hosts);
    say(`${site}: ${((performance.now() - startedMs) / 1000).toFixed(1)} s: the agents of ${kinds.length} host(s) are alive`);
    return {
      name: site,
      controller,
      hosts,
      access,
      async kill() {
        await Promise.all([controller.kill(), ...hosts.map((host) => host.kill())]);
      },
      async startAgain() {
        const sinceMs = Date.now();
        await controller.startAgain();
        for (const host of hosts) await host.startAgain();
        await untilAlive(access, hosts, { sinceMs });
      },
      stop,
    };
  } catch (error) {
    const logs = hosts.map((host) => host.logTail()).join("\n");
    await stop();
    throw new Error(`Site ${site} did not come up: ${error instanceof Error ? error.message : error}\n${logs}`);
  }
}
