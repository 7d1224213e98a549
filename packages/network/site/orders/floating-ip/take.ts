import { networkError } from "../../../errors.ts";
import type { MovePlan } from "../../../floating-ips/index.ts";
import { isNetworkTag } from "../../../shadows/index.ts";
import { promise } from "../../kept-moves.ts";
import type { SiteWorld } from "../types.ts";
import { isReservation, seenOf } from "./look.ts";

export type Taking = Pick<MovePlan, "move" | "silent" | "port" | "networkId" | "description">;

/**
 * Takes an address that all other sites have let go of. Its L3 agent answers for it and tells the neighbours (a gratuitous ARP) by itself.
 *
 * @throws MultisiteError `network.site.superseded`, `network.site.conflict`
 */
export async function takeFloatingIp(world: SiteWorld, { move, silent, port, networkId, description }: Taking): Promise<void> {
  const { site, cloud, moves } = world;
  promise(site, moves, move);
  if (silent.length > 0) moves.put({ ...(moves.get(move.address) ?? move), despite: silent });
  const { neutron } = cloud;
  const { holders, users } = await seenOf(neutron, move.address);
  const [holder] = holders;
  if (holder !== undefined) {
    if (holder.port_id === port.id) return;
    throw networkError("site.conflict", `${site} has a floating IP ${move.address} at another port (${holder.id}).`);
  }
  // What a routed network gave the port makes room: the port is reached at the other one from now on.
  const given = await neutron.floatingIps.list({ port_id: port.id });
  for (const { id, description, fixed_ip_address } of given)
    if (isNetworkTag(description) && fixed_ip_address === port.fixedAddress) await neutron.floatingIps.delete(id);
  for (const reservation of users.filter(isReservation)) await neutron.ports.delete(reservation.id);
  await neutron.floatingIps.create(
    {
      floating_network_id: networkId,
      floating_ip_address: move.address,
      port_id: port.id,
      fixed_ip_address: port.fixedAddress,
      ...(port.projectId === "" ? {} : { project_id: port.projectId }),
      ...(description === "" ? {} : { description }),
    },
    { recognize: { floating_network_id: networkId, floating_ip_address: move.address } },
  );
}
