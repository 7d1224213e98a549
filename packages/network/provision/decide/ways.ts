import type { Network, Subnet } from "@multisite/openstack/network";
import { networkTag } from "../../shadows/index.ts";
import type { Conflict, ProvisionAction, SeenHere, WantedHere } from "../types.ts";
import { interfaceOf, madeRouterOf, membersOf } from "./match.ts";

/** The ways out of a routed network: a router with the external network, and a floating IP for each port of a machine. */
export function makeWays(subnet: Subnet | undefined, seen: SeenHere, wanted: WantedHere): readonly ProvisionAction[] {
  const external = externalOf(seen);
  if (wanted.network.type !== "routed" || external === undefined) return [];
  const router = madeRouterOf(wanted, seen);
  const { name } = wanted.network;
  const gateway = { external_gateway_info: { network_id: external.id } };
  if (router === undefined) {
    const request = { name, description: networkTag(name), project_id: wanted.projectId, ...gateway };
    return [{ act: "create-router", request }];
  }
  if (router.external_gateway_info === null) return [{ act: "update-router", id: router.id, change: gateway }];
  if (subnet === undefined) return [];
  // Neutron gives no floating IP to a port that no router leads to.
  if (interfaceOf(router, seen) === undefined) return [{ act: "add-interface", id: router.id, subnetId: subnet.id }];
  return followMembers(external, seen, wanted);
}

/** Those of ports that are gone go too: an address that leads nowhere would be paid for, and be missing to others. */
export function followMembers(
  external: Pick<Network, "id">,
  seen: Pick<SeenHere, "ports" | "ways">,
  wanted: WantedHere,
): readonly (ProvisionAction & { readonly act: "create-floating-ip" | "delete-floating-ip" })[] {
  const has = seen.ways?.floatingIps ?? [];
  const members = membersOf(seen).filter(({ fixed_ips }) => fixed_ips.length > 0);
  const bare = members.filter(({ id }) => !has.some(({ port_id }) => port_id === id));
  return [
    ...ownFloatingIps(seen, wanted)
      .filter(({ port_id, floating_ip_address }) => port_id === null && !wanted.movedAddresses?.has(floating_ip_address))
      .map(({ id }) => ({ act: "delete-floating-ip", id }) as const),
    ...bare.map(({ id, fixed_ips }) => {
      const description = networkTag(wanted.network.name);
      const request = { project_id: wanted.projectId, floating_network_id: external.id, port_id: id, description };
      // Of a port with several addresses Neutron wants to be told which.
      const [first, ...more] = fixed_ips.filter(({ ip_address }) => !ip_address.includes(":"));
      const which = first === undefined || more.length === 0 ? {} : { fixed_ip_address: first.ip_address };
      return { act: "create-floating-ip", request: { ...request, ...which } } as const;
    }),
  ];
}

/** Where the site has no such network, or the running one leads elsewhere: floating IPs cannot move to another network. */
export function wayConflicts(seen: SeenHere, wanted: Pick<WantedHere, "network" | "site">): readonly Conflict[] {
  const { network, site } = wanted;
  if (network.type !== "routed") return [];
  const index = network.sites.findIndex(({ name }) => name === site);
  const field = `spec.sites[${index}].externalNetwork`;
  const name = network.sites[index]?.externalNetwork;
  const external = externalOf(seen);
  if (external === undefined)
    return [{ field, message: `${site} has no external network ${name}: correct the name, or make it (router:external).` }];
  const now = madeRouterOf(wanted, seen)?.external_gateway_info?.network_id;
  if (now === undefined || now === external.id) return [];
  const message = `${network.name} goes out by network ${now} in ${site}, and its floating IPs are of that: write its name, or delete the network first.`;
  return [{ field, message }];
}

/** Takes the ways away, the last first. Of members that are still there nothing is taken: they are in the way before. */
export function removeWays(seen: SeenHere, wanted: Pick<WantedHere, "network">): readonly ProvisionAction[] {
  const floating = ownFloatingIps(seen, wanted);
  if (floating.length > 0) return floating.map(({ id }) => ({ act: "delete-floating-ip", id }));
  const router = madeRouterOf(wanted, seen);
  if (router === undefined) return [];
  const subnetId = interfaceOf(router, seen)?.fixed_ips[0]?.subnet_id;
  return subnetId === undefined
    ? [{ act: "delete-router", id: router.id }]
    : [{ act: "remove-interface", id: router.id, subnetId }];
}

function ownFloatingIps({ ways }: Pick<SeenHere, "ways">, { network }: Pick<WantedHere, "network">) {
  return (ways?.floatingIps ?? []).filter(({ description }) => description === networkTag(network.name));
}

function externalOf({ ways }: SeenHere): Network | undefined {
  return ways?.external.find((network) => network["router:external"]);
}
