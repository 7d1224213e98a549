import { createNamespace, type Namespace } from "../network/index.ts";

/**
 * Neutron's names of the physical networks that the operator's own switches carry between all sites: what is outside of routers, and
 * what provider networks are made of.
 */
export type PhysicalNetwork = "external" | "datacentre";

/** The operator's own switches: no Neutron knows of them. They carry VLANs as they are. */
export interface Fabric {
  /** Lays a cable from a physical network into a host's namespace; gives its name there. */
  lay(physical: PhysicalNetwork, host: { readonly site: string; readonly index: number }, into: Namespace): Promise<string>;
  /** Of all cables of one host. */
  power(host: { readonly site: string; readonly index: number }, power: "up" | "down"): Promise<void>;
  /** Of all cables of a site, as if its line to the operator's switches was cut. */
  cut(site: string): Promise<void>;
  heal(site: string): Promise<void>;
  remove(): Promise<void>;
}

export async function createFabric(): Promise<Fabric> {
  const namespace = await createNamespace("fabric");
  const cables: { readonly name: string; readonly site: string; readonly index: number }[] = [];
  const set = async (wanted: readonly { readonly name: string }[], power: "up" | "down"): Promise<void> => {
    await namespace.ip(wanted.map(({ name }) => `link set ${name} ${power}`));
  };
  const ofSite = (site: string) => cables.filter((cable) => cable.site === site);
  await namespace.ip(
    ["external", "datacentre"].flatMap((name) => [
      `link add ${name} type bridge forward_delay 0 stp_state 0 mcast_snooping 0`,
      `link set ${name} up`,
    ]),
  );
  return {
    async lay(physical, { site, index }, into) {
      const name = `cable-${cables.length + 1}`;
      cables.push({ name, site, index });
      await namespace.ip([
        `link add ${name} type veth peer name to-${physical} netns ${into.name}`,
        `link set ${name} master ${physical} up`,
      ]);
      await into.ip([`link set to-${physical} up`]);
      return `to-${physical}`;
    },
    power: ({ site, index }, power) =>
      set(
        ofSite(site).filter((cable) => cable.index === index),
        power,
      ),
    cut: (site) => set(ofSite(site), "down"),
    heal: (site) => set(ofSite(site), "up"),
    remove: namespace.remove,
  };
}
