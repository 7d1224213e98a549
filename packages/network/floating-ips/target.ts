import { networksWith } from "./networks-with.ts";
import type { FloatingIpLook, MovePlan, MoveRequest, TargetLook, TargetPort } from "./types.ts";

type Found = Pick<MovePlan, "port" | "networkId">;

/** Which port, behind which external network, gets the address; or what is missing for it. */
export function decideTarget(
  { address, port: named }: MoveRequest,
  site: string,
  look: FloatingIpLook,
): Found | { readonly wrong: readonly string[] } {
  const { target, holders } = look;
  if (target === null) return { wrong: [`${site}: it did not say what it has.`] };
  const networks = networksWith(target.networks, address);
  if (networks.length === 0) return { wrong: [noNetwork(address, site, target)] };
  const [port, ...more] = target.ports;
  if (port === undefined) return { wrong: [`${site}, port: there is no port ${named}.`] };
  if (more.length > 0) {
    return { wrong: [`${site}, port: ${target.ports.length} ports are called ${named}; give the ID of one.`] };
  }
  const wrongHolder = holders.filter(({ portId }) => portId !== port.id);
  if (wrongHolder.length > 0) {
    const [{ id, portId } = { id: "", portId: null }] = wrongHolder;
    const where = portId === null ? "at no port" : `at port ${portId}`;
    return {
      wrong: [
        `${site}, port: ${address} is in ${site} already, ${where}. Use openstack floating ip set --port ${port.id} ${id}.`,
      ],
    };
  }
  return routed(port, networks, { address, site, target });
}

function noNetwork(address: string, site: string, { networks }: TargetLook): string {
  const there = networks.map(({ name, cidrs }) => `${name} (${cidrs.join(", ") || "no subnet"})`).join(", ");
  return `${site}, external network: none has a subnet with ${address}; there is ${there || "no external network"}.`;
}

/** Neutron takes a floating IP only for an address whose subnet has a router to the floating IP's network. */
function routed(
  port: TargetPort,
  networks: TargetLook["networks"],
  { address, site, target }: { readonly address: string; readonly site: string; readonly target: TargetLook },
): Found | { readonly wrong: readonly string[] } {
  for (const fixed of port.addresses) {
    const routers = target.routers.filter(({ subnetIds }) => subnetIds.includes(fixed.subnetId));
    const network = networks.find(({ id }) => routers.some(({ externalNetworkId }) => externalNetworkId === id));
    if (network === undefined) continue;
    const other = port.floatingIps.find(
      (one) => !one.isOfNetwork && one.networkId === network.id && one.fixedAddress === fixed.address && one.address !== address,
    );
    if (other !== undefined) {
      return { wrong: [`${site}, port: the floating IP ${other.address} leads to ${fixed.address} already; take it off first.`] };
    }
    return { port: { id: port.id, fixedAddress: fixed.address, projectId: port.projectId }, networkId: network.id };
  }
  const names = networks.map(({ name }) => name).join(" or ");
  return {
    wrong: [
      port.addresses.length === 0
        ? `${site}, port: ${port.id} has no IPv4 address.`
        : `${site}, router: the subnet of ${port.addresses.map((one) => one.address).join(", ")} has no router whose gateway is in ${names}. Use openstack router set --external-gateway.`,
    ],
  };
}
