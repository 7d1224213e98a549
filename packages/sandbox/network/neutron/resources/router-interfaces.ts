import { overlap } from "../addresses/address.ts";
import { isUsable } from "../addresses/allocate.ts";
import { parseCidr } from "../addresses/cidr.ts";
import { isDictionary, uuid } from "../attributes/checks.ts";
import type { Attributes } from "../attributes/types.ts";
import { type Caller, owns } from "../caller.ts";
import { badResource, conflict, NeutronFault, notFound } from "../faults.ts";
import { type NeutronState, portOf, type StoredPort, type StoredRouter, type StoredSubnet, subnetOf } from "../state.ts";
import { createPort, deletePort } from "./ports.ts";
import { interfacesOf } from "./router-ports.ts";

interface Reference {
  readonly subnet_id?: string;
  readonly port_id?: string;
}

/** `PUT /routers/{id}/add_router_interface` (neutron/db/l3_db.py). */
export function addInterface(state: NeutronState, router: StoredRouter, body: unknown, caller: Caller): Attributes {
  const { subnet_id, port_id } = referenceOf(body);
  if (subnet_id !== undefined && port_id !== undefined) throw badRouter("Cannot specify both subnet-id and port-id");
  if (port_id !== undefined) return answer(router, addPort(state, router, port_id));
  const subnet = subnetOf(state, subnet_id ?? "");
  if (!owns(caller, subnet) && state.networks.get(subnet.network_id)?.shared !== true) throw notFound("Subnet", subnet.id);
  if (subnet.gateway_ip === null) throw badRouter("Subnet for router interface must have a gateway IP");
  checkOverlap(state, router, subnet);
  const port = createPort(state, {
    network_id: subnet.network_id,
    project_id: router.project_id,
    device_id: router.id,
    device_owner: "network:router_interface",
    fixed_ips: [{ subnet_id: subnet.id, ip_address: subnet.gateway_ip }],
  });
  return answer(router, port);
}

function addPort(state: NeutronState, router: StoredRouter, portId: string): StoredPort {
  const port = portOf(state, portId);
  if (port.device_id !== "") {
    const why = `Port already has an attached device ${port.device_id}.`;
    throw conflict("PortInUse", `Unable to complete operation on port ${port.id} for network ${port.network_id}. ${why}`);
  }
  if (port.fixed_ips.length === 0) throw badRouter("Router port must have at least one fixed IP");
  for (const { subnet_id } of port.fixed_ips) checkOverlap(state, router, subnetOf(state, subnet_id));
  Object.assign(port, { device_id: router.id, device_owner: "network:router_interface" });
  return port;
}

/** `PUT /routers/{id}/remove_router_interface`; the port goes with it. */
export function removeInterface(state: NeutronState, router: StoredRouter, body: unknown): Attributes {
  const { subnet_id, port_id } = referenceOf(body);
  const interfaces = interfacesOf(state, router.id);
  const port =
    port_id === undefined
      ? interfaces.find(({ fixed_ips }) => fixed_ips.some((fixed) => fixed.subnet_id === subnet_id))
      : interfaces.find(({ id }) => id === port_id);
  if (port === undefined && port_id !== undefined) {
    const text = `Router ${router.id} does not have an interface with id ${port_id}`;
    throw new NeutronFault(404, "RouterInterfaceNotFound", text);
  }
  if (port === undefined) {
    const text = `Router ${router.id} has no interface on subnet ${subnet_id}`;
    throw new NeutronFault(404, "RouterInterfaceNotFoundForSubnet", text);
  }
  for (const fixed of port.fixed_ips) checkUnused(state, router, subnetOf(state, fixed.subnet_id));
  const removed = answer(router, port);
  deletePort(state, port);
  return removed;
}

function checkUnused(state: NeutronState, router: StoredRouter, subnet: StoredSubnet): void {
  const what = `Router interface for subnet ${subnet.id} on router ${router.id} cannot be deleted`;
  if (router.routes.some(({ nexthop }) => isUsable(subnet, nexthop)))
    throw conflict("RouterInterfaceInUseByRoute", `${what}, as it is required by one or more routes.`);
  const isNeeded = [...state.floatingIps.values()].some(
    ({ router_id, fixed_ip_address }) => router_id === router.id && isUsable(subnet, fixed_ip_address ?? ""),
  );
  if (isNeeded) throw conflict("RouterInterfaceInUseByFloatingIP", `${what}, as it is required by one or more floating IPs.`);
}

function checkOverlap(state: NeutronState, router: StoredRouter, subnet: StoredSubnet): void {
  const cidr = parseCidr(subnet.cidr);
  const ends = [...state.ports.values()].filter(({ device_id }) => device_id === router.id).flatMap(({ fixed_ips }) => fixed_ips);
  for (const { subnet_id } of ends) {
    const other = subnetOf(state, subnet_id);
    if (other.id === subnet.id) throw badRouter(`Router already has a port on subnet ${subnet.id}`);
    const taken = parseCidr(other.cidr);
    if (cidr === undefined || taken === undefined || !overlap(cidr, taken)) continue;
    throw badRouter(`Cidr ${subnet.cidr} of subnet ${subnet.id} overlaps with cidr ${other.cidr} of subnet ${other.id}`);
  }
}

function referenceOf(body: unknown): Reference {
  const given: Readonly<Record<string, unknown>> = isDictionary(body) ? body : {};
  const keys = ["port_id", "subnet_id"].filter((key) => key in given);
  if (keys.length === 0) throw badRouter("Either subnet_id or port_id must be specified");
  for (const key of keys) {
    const reason = uuid(given[key]);
    if (reason !== undefined) throw badRouter(reason);
  }
  return given as Reference;
}

function answer(router: StoredRouter, { id, network_id, fixed_ips }: StoredPort): Attributes {
  const subnet_ids = fixed_ips.map(({ subnet_id }) => subnet_id);
  return { id: router.id, tenant_id: router.project_id, port_id: id, network_id, subnet_id: subnet_ids[0], subnet_ids };
}

const badRouter = (message: string): NeutronFault => badResource("router", message);
