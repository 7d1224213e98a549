import type { Network } from "../../network/index.ts";

/**
 * Addresses of a site's hosts. Each host has two cables to its site: `control`, over which the agents reach their broker, and
 * `uplink`, over which tunnels go; the site routes both to the outside, so that a cut link of the network cuts tunnels.
 */
export interface HostPlan {
  readonly control: { readonly gateway: string; readonly address: string; readonly prefix: 26 };
  readonly tunnels: { readonly gateway: string; readonly address: string; readonly prefix: 25 };
  /** Of all sites. */
  readonly everywhere: string;
}

/** `index` of the host in its site, from 1. */
export function planHost(network: Network, site: string, index: number): HostPlan {
  const [ten, run, number] = network.address(site, 1).split(".");
  const siteNetwork = `${ten}.${run}.${number}`;
  return {
    control: { gateway: `${siteNetwork}.65`, address: `${siteNetwork}.${65 + index}`, prefix: 26 },
    tunnels: { gateway: `${siteNetwork}.129`, address: `${siteNetwork}.${129 + index}`, prefix: 25 },
    everywhere: `${ten}.${run}.0.0/16`,
  };
}

/** What a site's namespace is told once: two bridges for the cables of its hosts. */
export function siteCommands({ control, tunnels }: HostPlan): readonly string[] {
  return [
    "link add control type bridge",
    `addr add ${control.gateway}/${control.prefix} dev control`,
    "link set control up",
    "link add tunnels type bridge",
    `addr add ${tunnels.gateway}/${tunnels.prefix} dev tunnels`,
    "link set tunnels up",
  ];
}

/** What the site's namespace is told for each host: both cables. */
export function cableCommands(index: number, hostNamespace: string): readonly string[] {
  return ["control", "uplink"].flatMap((cable) => [
    `link add ${cable}-${index} type veth peer name ${cable} netns ${hostNamespace}`,
    `link set ${cable}-${index} master ${cable === "uplink" ? "tunnels" : "control"} up`,
  ]);
}

/** What the site's namespace is told when a host loses its power, or has it again. */
export function powerCommands(index: number, power: "up" | "down"): readonly string[] {
  return [`link set control-${index} ${power}`, `link set uplink-${index} ${power}`];
}

/** What the host's namespace is told. */
export function hostCommands({ control }: HostPlan): readonly string[] {
  return [
    `addr add ${control.address}/${control.prefix} dev control`,
    "link set control up",
    `route add default via ${control.gateway}`,
    "link set uplink up",
  ];
}

/** Gives the tunnel's end its address, on the device that tunnels leave by. */
export function tunnelCommands({ tunnels, everywhere }: HostPlan, device: string): readonly string[] {
  return [
    `addr replace ${tunnels.address}/${tunnels.prefix} dev ${device}`,
    `link set ${device} up`,
    `route replace ${everywhere} via ${tunnels.gateway} dev ${device} src ${tunnels.address}`,
  ];
}
