import type { Network, Subnet } from "@multisite/openstack/network";
import { VIP_OWNER } from "../../shadows/index.ts";
import type { ProvisionAction, SeenHere, SeenPort, WantedHere } from "../types.ts";
import { reservationsOf } from "./match.ts";

/** A port without a host holds the address, so that the site's Neutron gives it to nobody; no frame is ever sent to it. */
export function reserveVips(
  made: Network,
  subnet: Subnet,
  seen: SeenHere,
  { network, projectId }: WantedHere,
): readonly ProvisionAction[] {
  const has = reservationsOf(seen);
  const isWanted = (id: string, port: SeenPort): boolean =>
    network.vips.some(({ name, address }) => name === id && port.fixed_ips.some(({ ip_address }) => ip_address === address));
  const outdated = [...has].filter(([id, port]) => !isWanted(id, port));
  const missing = network.vips.filter(({ name }) => !has.has(name));
  return [
    ...outdated.map(([, { id }]) => ({ act: "release-address", id }) as const),
    ...missing.map(
      ({ name, address }): ProvisionAction => ({
        act: "reserve-address",
        request: {
          name: `${network.name}-${name}`,
          project_id: projectId,
          network_id: made.id,
          device_owner: VIP_OWNER,
          device_id: name,
          fixed_ips: [{ subnet_id: subnet.id, ip_address: address }],
        },
      }),
    ),
  ];
}
