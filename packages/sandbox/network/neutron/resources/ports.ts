import type { PortChange, PortRequest } from "@multisite/openstack/network";
import { announceAddresses, announceDown, entriesOf } from "../../l2pop/driver.ts";
import { allocate } from "../addresses/allocate.ts";
import { portAttributes } from "../attributes/port.ts";
import { bind } from "../binding.ts";
import { owns } from "../caller.ts";
import { badResource, conflict, notFound } from "../faults.ts";
import { portGuards } from "../policy/guards.ts";
import { born, type NeutronState, networkOf, type StoredPort } from "../state.ts";
import { assignGiven, type Kind, visible } from "./kind.ts";
import { freeMac, takeMac } from "./macs.ts";
import { protect, withOptions } from "./port-protection.ts";
import { dropAssociations } from "./release.ts";

const CHANGEABLE = ["name", "description", "admin_state_up", "device_id", "device_owner", "binding:profile", "binding:vnic_type"];

/** Owners whose ports come and go with their routers and floating IPs. */
const SERVICE_OWNERS = ["network:router_interface", "network:router_gateway", "network:floatingip"];

const isAdminsOnly = (name: string): boolean => name.startsWith("binding:") && name !== "binding:vnic_type";

export const ports: Kind<StoredPort> = {
  singular: "port",
  plural: "ports",
  attributes: portAttributes,
  guards: portGuards,
  table: (state) => state.ports,
  absent: (id) => notFound("Port", id),
  sees: (state, caller, port) => owns(caller, port) || isNetworkOwner(state, port.network_id, caller.projectId),
  owns: (state, caller, port) => owns(caller, port) || isNetworkOwner(state, port.network_id, caller.projectId),
  ownsNetwork: (state, caller, { network_id }) => isNetworkOwner(state, String(network_id), caller.projectId),
  show(_state, port, caller, how) {
    const shown = visible(port, caller, isAdminsOnly);
    // Which driver has bound a port is told to who reads it.
    if (how !== "read" && port["binding:vif_type"] === "ovs" && caller.isAdmin) {
      const { bound_drivers, ...details } = port["binding:vif_details"] ?? {};
      shown["binding:vif_details"] = details;
    }
    return shown;
  },
  create(state, given, caller) {
    const network = networkOf(state, String(given.network_id));
    if (!owns(caller, network) && !network.shared) throw notFound("Network", network.id);
    return createPort(state, given as unknown as PortRequest & { readonly project_id: string });
  },
  update: (state, port, change) => updatePort(state, port, change as PortChange),
  remove(state, port) {
    if (SERVICE_OWNERS.includes(port.device_owner)) {
      const why = `cannot be deleted directly via the port API: has device owner ${port.device_owner}.`;
      throw conflict("ServicePortInUse", `Port ${port.id} ${why}`);
    }
    deletePort(state, port);
  },
};

function isNetworkOwner({ networks }: NeutronState, networkId: string, projectId: string): boolean {
  return networks.get(networkId)?.project_id === projectId;
}

/** @param request of Neutron itself too, for its routers and floating IPs */
export function createPort(state: NeutronState, request: PortRequest & { readonly project_id: string }): StoredPort {
  const network = networkOf(state, request.network_id);
  if (request.mac_address !== undefined) takeMac(state, network.id, request.mac_address);
  const mac = request.mac_address ?? freeMac(state, network.id);
  const fixed_ips = allocate(state, network.id, request.fixed_ips, undefined);
  const port: StoredPort = {
    ...born(state, request.project_id),
    name: request.name ?? "",
    network_id: network.id,
    mac_address: mac,
    admin_state_up: request.admin_state_up ?? true,
    status: request.device_owner === "network:floatingip" ? "N/A" : "DOWN",
    device_id: request.device_id ?? "",
    device_owner: request.device_owner ?? "",
    fixed_ips,
    extra_dhcp_opts: withOptions(request.extra_dhcp_opts ?? []),
    description: request.description ?? "",
    "binding:vnic_type": request["binding:vnic_type"] ?? "normal",
    "binding:profile": request["binding:profile"] ?? {},
    "binding:host_id": "",
    "binding:vif_type": "unbound",
    "binding:vif_details": {},
    ...protect(state, { ...request, mac_address: mac }, undefined),
  };
  state.ports.set(port.id, port);
  const host = request["binding:host_id"];
  if (host !== undefined && host !== "") bind(state, port, host);
  return port;
}

function updatePort(state: NeutronState, port: StoredPort, change: PortChange): void {
  const isBound = port["binding:host_id"] !== "" && port["binding:vif_type"] !== "unbound";
  if (change.mac_address !== undefined && change.mac_address !== port.mac_address) {
    if (isBound) {
      const macs = `old_mac ${port.mac_address}, new_mac ${change.mac_address}`;
      const what = `Unable to complete operation on port ${port.id}, port is already bound, port type: ovs, ${macs}.`;
      throw conflict("PortBound", what);
    }
    takeMac(state, port.network_id, change.mac_address);
  }
  if (change.fixed_ips !== undefined && port.device_owner === "network:router_interface")
    throw badResource("ports", `IP updates for port ${port.id} are not allowed`);
  const options = change.extra_dhcp_opts === undefined ? undefined : withOptions(change.extra_dhcp_opts);
  const fixed_ips = change.fixed_ips === undefined ? port.fixed_ips : allocate(state, port.network_id, change.fixed_ips, port.id);
  const mac_address = change.mac_address ?? port.mac_address;
  Object.assign(port, protect(state, { ...change, project_id: port.project_id, mac_address }, port));
  const before = entriesOf(port);
  Object.assign(port, { mac_address, fixed_ips });
  if (change.fixed_ips !== undefined && port.status === "ACTIVE") announceAddresses(state, port, before);
  const isOtherKind = change["binding:vnic_type"] !== undefined && change["binding:vnic_type"] !== port["binding:vnic_type"];
  assignGiven(port, { ...change }, CHANGEABLE);
  if (options !== undefined) port.extra_dhcp_opts = options;
  const host = change["binding:host_id"] ?? (isOtherKind ? port["binding:host_id"] : undefined);
  if (host !== undefined) bind(state, port, host);
}

/** Of Neutron itself; a tenant cannot delete the ports of its routers. */
export function deletePort(state: NeutronState, port: StoredPort): void {
  dropAssociations(state, port.id);
  state.ports.delete(port.id);
  if (port.status === "ACTIVE") announceDown(state, port);
}
