import { versionOf } from "../addresses/address.ts";
import type { Attributes } from "../attributes/types.ts";
import { type Caller, owns } from "../caller.ts";
import { badResource, conflict, NeutronFault, notFound } from "../faults.ts";
import { type NeutronState, portOf, type StoredFloatingIp, type StoredNetwork } from "../state.ts";
import { gatewayPortOf, interfacesOf } from "./router-ports.ts";

type Association = Pick<StoredFloatingIp, "port_id" | "fixed_ip_address" | "router_id">;

interface Wanted {
  readonly floatingIp: { readonly id: string; readonly network: StoredNetwork; readonly address: string };
  readonly given: Attributes;
  readonly caller: Caller;
}

/** Which port a floating IP leads to, and by which router (neutron/db/l3_db.py, _check_and_get_fip_assoc). */
export function associate(state: NeutronState, { floatingIp, given, caller }: Wanted): Association {
  const portId = (given.port_id ?? null) as string | null;
  const wanted = (given.fixed_ip_address ?? null) as string | null;
  if (portId === null) {
    if (wanted !== null) throw badFloatingIp("fixed_ip_address cannot be specified without a port_id");
    return { port_id: null, fixed_ip_address: null, router_id: null };
  }
  const port = portOf(state, portId);
  if (!owns(caller, port)) throw notFound("Port", portId);
  const own = port.fixed_ips.filter(({ ip_address }) => versionOf(ip_address) === 4);
  const fixed = wanted === null ? own[0] : own.find(({ ip_address }) => ip_address === wanted);
  if (fixed === undefined && wanted !== null) throw badFloatingIp(`Port ${portId} does not have fixed ip ${wanted}`);
  if (fixed === undefined) throw badFloatingIp(`Cannot add floating IP to port ${portId} that has no fixed IPv4 addresses`);
  if (wanted === null && own.length > 1) {
    const why = "Must provide a specific IPv4 address when assigning a floating IP";
    throw badFloatingIp(`Port ${portId} has multiple fixed IPv4 addresses.  ${why}`);
  }
  const router = routerBetween(state, fixed.subnet_id, floatingIp.network.id);
  if (router === undefined) {
    const why = `Therefore, cannot associate Port ${portId} with a Floating IP.`;
    const text = `External network ${floatingIp.network.id} is not reachable from subnet ${fixed.subnet_id}.  ${why}`;
    throw new NeutronFault(404, "ExternalGatewayForFloatingIPNotFound", text);
  }
  const other = [...state.floatingIps.values()].find(
    (one) => one.id !== floatingIp.id && one.port_id === portId && one.fixed_ip_address === fixed.ip_address,
  );
  if (other !== undefined) {
    const what = `Cannot associate floating IP ${floatingIp.address} (${floatingIp.id}) with port ${portId}`;
    const why = `as that fixed IP already has a floating IP on external network ${floatingIp.network.id}.`;
    throw conflict("FloatingIPPortAlreadyAssociated", `${what} using fixed IP ${fixed.ip_address}, ${why}`);
  }
  return { port_id: portId, fixed_ip_address: fixed.ip_address, router_id: router };
}

/** The router that has an interface on the one, and its way out by the other. */
function routerBetween(state: NeutronState, subnetId: string, networkId: string): string | undefined {
  return [...state.routers.keys()].find(
    (id) =>
      gatewayPortOf(state, id)?.network_id === networkId &&
      interfacesOf(state, id).some(({ fixed_ips }) => fixed_ips.some(({ subnet_id }) => subnet_id === subnetId)),
  );
}

const badFloatingIp = (message: string): NeutronFault => badResource("floatingip", message);
